import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message, Room, User } from "@parlance/server/ports/model.ts";
import { loungeId } from "@parlance/server/ports/model.ts";
import type { CatchUp, CaughtUp, PageRange } from "@parlance/server/ports/sync.ts";
import { charsOf } from "@parlance/server/ports/sync.ts";
import type { StoreContractOptions, World } from "./world.ts";
import { person, worldFor } from "./world.ts";

const wide = { maxEvents: 1_000, pageSize: 100, maxItems: 1_000, maxChars: 1_000_000 };

/** `events 2,3`, `fresh 5 of b,c`, `gone`. */
function told(caughtUp: CaughtUp): string {
  if (caughtUp.kind === "gone") return "gone";
  if (caughtUp.kind === "events") return `events ${caughtUp.events.map(({ seq }) => seq).join()}`;
  return `fresh ${caughtUp.seq} of ${caughtUp.messages.map(({ text }) => text).join()}${caughtUp.hasOlder ? ", older" : ""}`;
}

async function catchUp({ store }: World, reader: User, query: Partial<CatchUp>): Promise<string[]> {
  const answer = await store.catchUp({ ...wide, positions: [], ...query, readerId: reader.id });
  for (const [at, { roomId }] of answer.entries()) assert.equal(roomId, query.positions?.[at]?.roomId, "in the order asked for");
  return answer.map(told);
}

export function syncRules(options: StoreContractOptions): void {
  catchingUp(options);
  limits(options);
  pages(options);
}

function catchingUp(options: StoreContractOptions): void {
  const world = worldFor(options);

  test("catchUp: all events after a position, as eventsAfter has them; none where there are none", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await world().group(ann);
    await world().admit(room, ann, [bob]);
    const message = await world().post(bob, { roomId: room.id });
    await store.toggleReaction(world().newToggle(message, ann));
    const ask = (seq: number) => store.catchUp({ ...wide, readerId: ann.id, positions: [{ roomId: room.id, seq }] });
    for (const seq of [1, 2, 3, 4]) {
      const events = await store.eventsAfter(room.id, seq, 100);
      assert.deepEqual(await ask(seq), [{ kind: "events", roomId: room.id, events }]);
    }
  });

  test("I5: of a private or direct room only its members are told anything; to others it is gone, like one that is not there", async () => {
    const [ann, bob, eve] = [await world().account(), await world().account(), await world().account()];
    const [secret, open] = [await world().group(ann), await world().group(ann, { kind: "public" })];
    const direct = await world().direct(ann, bob);
    const positions = [secret.id, direct.id, "nowhere", open.id, loungeId].map((roomId) => ({ roomId, seq: 1 }));
    const { store } = world();
    const asked = await catchUp(world(), eve, { positions });
    assert.deepEqual(asked.slice(0, 4), ["gone", "gone", "gone", "events "]);
    assert.deepEqual((await catchUp(world(), ann, { positions })).slice(0, 4), ["events ", "events 2", "gone", "events "]);
    await world().admit(secret, ann, [bob]);
    assert.deepEqual(await catchUp(world(), bob, { positions: [{ roomId: secret.id, seq: 1 }] }), ["events 2"]);
    const removal = { roomId: secret.id, by: person(ann), at: 9, userId: bob.id };
    assert.equal((await store.removeMember(removal)).kind, "done");
    assert.deepEqual(await catchUp(world(), bob, { positions: [{ roomId: secret.id, seq: 1 }] }), ["gone"]);
  });

  test("who was not in a private room all the while starts anew: what was said while they were away is no news", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const [secret, open] = [await world().group(ann), await world().group(ann, { kind: "public" })];
    for (const room of [secret, open]) {
      await world().post(ann, { roomId: room.id, text: "before" });
      await world().admit(room, ann, [bob]);
      await store.leaveRoom({ roomId: room.id, by: person(bob), at: 9 });
      await world().post(ann, { roomId: room.id, text: "away" });
      await world().admit(room, ann, [bob]);
      await world().post(ann, { roomId: room.id, text: "back" });
    }
    // The seqs of both: 1 made, 2 before, 3 joined, 4 left, 5 away, 6 joined, 7 back.
    const of = (room: Room) => async (seq: number) =>
      (await catchUp(world(), bob, { positions: [{ roomId: room.id, seq }] })).join();
    const anew = "fresh 7 of before,away,back";
    assert.deepEqual(await Promise.all([0, 3, 4, 5, 6].map(of(secret))), [anew, anew, anew, "events 6,7", "events 7"]);
    assert.deepEqual(await of(open)(3), "events 4,5,6,7");
  });

  test("a position ahead of the room, of which a backup was put back, starts anew", async () => {
    const ann = await world().account();
    const room = await world().group(ann);
    await world().post(ann, { roomId: room.id, text: "kept" });
    const at = (seq: number) => catchUp(world(), ann, { positions: [{ roomId: room.id, seq }] });
    assert.deepEqual([await at(2), await at(3)], [["events "], ["fresh 2 of kept"]]);
  });
}

function limits(options: StoreContractOptions): void {
  const world = worldFor(options);

  /** A group in which `count` messages of one letter were posted, with the seqs 2 and on. */
  async function talk(ann: User, count: number): Promise<Room> {
    const room = await world().group(ann);
    for (let n = 0; n < count; n += 1) await world().post(ann, { roomId: room.id, text: "abcdefgh"[n] ?? "" });
    return room;
  }

  test("maxEvents behind is told, one more starts anew, from the newest pageSize messages", async () => {
    const ann = await world().account();
    const room = await talk(ann, 4);
    const ask = (seq: number) => catchUp(world(), ann, { positions: [{ roomId: room.id, seq }], maxEvents: 3, pageSize: 2 });
    assert.deepEqual([await ask(2), await ask(1)], [["events 3,4,5"], ["fresh 5 of c,d, older"]]);
    const whole = await catchUp(world(), ann, { positions: [{ roomId: room.id, seq: 1 }], maxEvents: 3, pageSize: 4 });
    assert.deepEqual(whole, ["fresh 5 of a,b,c,d"]);
  });

  test("an answer holds maxItems events and messages: the room with one more is left out with all that follow; one is always told", async () => {
    const ann = await world().account();
    const rooms = [await talk(ann, 2), await talk(ann, 2), await talk(ann, 1)];
    const positions = rooms.map(({ id }) => ({ roomId: id, seq: 1 }));
    assert.deepEqual(await catchUp(world(), ann, { positions, maxItems: 4 }), ["events 2,3", "events 2,3"]);
    assert.deepEqual(await catchUp(world(), ann, { positions, maxItems: 3 }), ["events 2,3"]);
    assert.deepEqual(await catchUp(world(), ann, { positions, maxItems: 1 }), ["fresh 3 of b, older"]);
    assert.deepEqual(await catchUp(world(), ann, { positions, maxItems: 5 }), ["events 2,3", "events 2,3", "events 2"]);
  });

  test("an answer holds maxChars characters: rooms that have more are left out; who missed more in one room starts anew", async () => {
    const { store } = world();
    const ann = await world().account();
    const rooms = [await talk(ann, 2), await talk(ann, 2)];
    const positions = rooms.map(({ id }) => ({ roomId: id, seq: 1 }));
    const [one] = (await store.snapshot(rooms[0]?.id ?? "", 1))?.messages ?? [];
    assert.ok(one !== undefined);
    const chars = charsOf(one);
    const ask = (maxChars: number) => catchUp(world(), ann, { positions, maxChars });
    assert.deepEqual(await ask(4 * chars), ["events 2,3", "events 2,3"]);
    assert.deepEqual(await ask(4 * chars - 1), ["events 2,3"]);
    assert.deepEqual(await ask(2 * chars), ["events 2,3"]);
    assert.deepEqual(await ask(2 * chars - 1), ["fresh 3 of b, older"]);
    assert.deepEqual(await ask(1), ["fresh 3 of b, older"]);
  });
}

function pages(options: StoreContractOptions): void {
  const world = worldFor(options);

  async function scene() {
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await world().group(ann);
    const posts: Message[] = [];
    for (const text of "abcdef") {
      posts.push(await world().post(ann, { roomId: room.id, text }));
      // Ids of other rooms in between.
      await world().post(ann);
    }
    const idOf = (text: string) => posts.find((post) => post.text === text)?.id ?? 0;
    const page = async (range: PageRange, limit = 3, maxChars = 1_000_000) => {
      const found = await world().store.messagesIn({ readerId: ann.id, roomId: room.id, range, limit, maxChars });
      assert.ok(found !== null);
      assert.equal(found.seq, 7);
      const texts = found.messages.map(({ text }) => text).join("");
      return `${found.hasOlder ? "<" : ""}${texts}${found.hasNewer ? ">" : ""}`;
    };
    return { ann, bob, room, posts, idOf, page };
  }

  test("messagesIn: the newest, those before, after or around an id, oldest first, and whether there are more on either side", async () => {
    const { page, idOf } = await scene();
    assert.equal(await page({ kind: "newest" }), "<def");
    assert.equal(await page({ kind: "newest" }, 6), "abcdef");
    assert.equal(await page({ kind: "before", id: idOf("d") }), "abc>");
    assert.equal(await page({ kind: "before", id: idOf("e") }), "<bcd>");
    assert.equal(await page({ kind: "before", id: idOf("a") }), ">");
    assert.equal(await page({ kind: "before", id: Number.MAX_SAFE_INTEGER }), "<def");
    assert.equal(await page({ kind: "after", id: idOf("c") }), "<def");
    assert.equal(await page({ kind: "after", id: idOf("b") }), "<cde>");
    assert.equal(await page({ kind: "after", id: 0 }), "abc>");
    assert.equal(await page({ kind: "after", id: idOf("f") }), "<");
    assert.equal(await page({ kind: "after", id: Number.MAX_SAFE_INTEGER }), "<");
    assert.equal(await page({ kind: "around", id: idOf("c") }), "<bcd>");
    assert.equal(await page({ kind: "around", id: idOf("c") }, 4), "abcd>");
    assert.equal(await page({ kind: "around", id: idOf("c") }, 1), "<c>");
    assert.equal(await page({ kind: "around", id: idOf("f") }), "<ef");
    // An id of another room is a place like any other.
    assert.equal(await page({ kind: "before", id: idOf("d") + 1 }), "<bcd>");
    assert.equal(await page({ kind: "around", id: idOf("c") + 1 }, 2), "<cd>");
  });

  test("messagesIn: a page of maxChars characters is full, and ends before the message that would be more; one it has in any case", async () => {
    const { page, idOf, posts } = await scene();
    const chars = charsOf(posts[0] ?? assert.fail());
    assert.equal(await page({ kind: "newest" }, 3, 2 * chars), "<ef");
    assert.equal(await page({ kind: "newest" }, 3, 3 * chars), "<def");
    assert.equal(await page({ kind: "after", id: 0 }, 3, 3 * chars - 1), "ab>");
    assert.equal(await page({ kind: "after", id: 0 }, 3, 1), "a>");
    assert.equal(await page({ kind: "around", id: idOf("d") }, 4, 4 * chars), "<bcde>");
    assert.equal(await page({ kind: "around", id: idOf("d") }, 4, 2 * chars), "<cd>");
  });

  test("I5: messagesIn is null for whoever may not read the room, as for one that is not there; a public one anybody may read", async () => {
    const { bob, room } = await scene();
    const { store } = world();
    const ask = (roomId: string) =>
      store.messagesIn({ readerId: bob.id, roomId, range: { kind: "newest" }, limit: 1, maxChars: 1_000 });
    assert.deepEqual([await ask(room.id), await ask("nowhere")], [null, null]);
    const newest = (await store.snapshot(loungeId, 1))?.messages;
    assert.deepEqual((await ask(loungeId))?.messages, newest);
  });

  test("messagesIn shows messages in their present state, deleted ones as tombstones", async () => {
    const { ann, room, idOf } = await scene();
    const { store } = world();
    const deed = { by: person(ann), at: 5 };
    await store.deleteMessage({ ...deed, messageId: idOf("e") });
    await store.pinMessage({ ...deed, messageId: idOf("f"), isPinned: true, maxPins: 1 });
    const found = await store.messagesIn({
      readerId: ann.id,
      roomId: room.id,
      range: { kind: "newest" },
      limit: 2,
      maxChars: 9_999,
    });
    assert.deepEqual(found?.messages, [await store.findMessage(idOf("e")), await store.findMessage(idOf("f"))]);
    assert.equal(found?.seq, 9);
  });
}
