import assert from "node:assert/strict";
import { test } from "node:test";
import type { Person, Room, User } from "@parlance/server/ports/model.ts";
import { loungeId } from "@parlance/server/ports/model.ts";
import type { RoomCounts } from "@parlance/server/ports/personal.ts";
import { forever } from "@parlance/server/ports/personal.ts";
import type { StoreContractOptions, World } from "./world.ts";
import { person, worldFor } from "./world.ts";

const bounds = { maxCounted: 1_000, maxScanned: 10_000 };
const nobody = { names: [], room: false };

const countsIn = async (world: World, user: Person, roomId: string, over: Partial<typeof bounds> = {}): Promise<RoomCounts> => {
  const [counts] = await world.store.unreadOf({ userId: user.id, roomIds: [roomId], ...bounds, ...over });
  assert.ok(counts !== undefined, "the room may be read");
  return counts;
};

/** Read positions, what is unread, and mutes. */
export function readRules(options: StoreContractOptions): void {
  const world = worldFor(options);
  const unread = async (user: Person, roomId: string, over: Partial<typeof bounds> = {}) => {
    const { unread: count, mentions } = await countsIn(world(), user, roomId, over);
    return [count, mentions];
  };
  const mark = async (user: Person, roomId: string, messageId: number) =>
    (await world().store.markRead({ userId: user.id, roomId, messageId })).kind;
  const groupOf = async (owner: User, ...members: User[]): Promise<Room> => {
    const room = await world().group(owner);
    await world().admit(room, owner, members);
    return room;
  };

  test("unread is what others said after one's own joining, a mention is one that calls me or the room", async () => {
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await world().group(ann);
    await world().post(ann, { roomId: room.id });
    await world().admit(room, ann, [bob]);
    assert.deepEqual(await unread(bob, room.id), [0, 0]);
    const { readTo } = await countsIn(world(), bob, room.id);
    await world().post(ann, { roomId: room.id });
    await world().post(bob, { roomId: room.id });
    const calls = { names: [[bob.name.toLowerCase()], [ann.name.toLowerCase()]], room: false };
    await world().post(ann, { roomId: room.id, links: { replyTo: null, thread: null, calls } });
    const last = await world().post(ann, {
      roomId: room.id,
      links: { replyTo: null, thread: null, calls: { names: [], room: true } },
    });
    const counts = { unread: 3, mentions: 2, seq: last.seq, latest: { id: last.id, at: last.at }, mutedUntil: null };
    assert.deepEqual(await countsIn(world(), bob, room.id), { roomId: room.id, readTo, ...counts });
    assert.deepEqual(await unread(ann, room.id), [1, 0]);
  });

  test("a direct room is unread from its beginning, for each of the two; one's own notes never are", async () => {
    const [ann, bob] = [await world().account(), await world().guest()];
    const room = await world().direct(ann, bob);
    await world().post(ann, { roomId: room.id });
    assert.deepEqual(await unread(bob, room.id), [1, 0]);
    assert.deepEqual(await unread(ann, room.id), [0, 0]);
    const notes = await world().direct(ann, ann);
    await world().post(ann, { roomId: notes.id });
    assert.deepEqual(await unread(ann, notes.id), [0, 0]);
  });

  test("a position never goes backwards, and past the newest message it means that one", async () => {
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await groupOf(ann, bob);
    assert.equal(await mark(bob, room.id, 1), "unchanged");
    const [first, second] = [await world().post(ann, { roomId: room.id }), await world().post(ann, { roomId: room.id })];
    assert.equal(await mark(bob, room.id, first.id), "done");
    assert.equal((await countsIn(world(), bob, room.id)).readTo, first.id);
    assert.deepEqual(await unread(bob, room.id), [1, 0]);
    assert.equal(await mark(bob, room.id, first.id), "unchanged");
    assert.equal(await mark(bob, room.id, Number.MAX_SAFE_INTEGER), "done");
    assert.equal((await countsIn(world(), bob, room.id)).readTo, second.id);
    for (const id of [first.id, 0, -1, second.id, second.id + 1]) assert.equal(await mark(bob, room.id, id), "unchanged");
    await world().post(ann, { roomId: room.id });
    assert.deepEqual(await unread(bob, room.id), [1, 0]);
  });

  test("who leaves and comes back finds unread what was said meanwhile, after where they had read to", async () => {
    const { store } = world();
    const [ann, bob, cid] = [await world().account(), await world().account(), await world().account()];
    const room = await groupOf(ann, bob, cid);
    const first = await world().post(ann, { roomId: room.id });
    await mark(bob, room.id, first.id);
    for (const one of [bob, cid]) await store.leaveRoom({ roomId: room.id, by: person(one), at: 1 });
    await world().post(ann, { roomId: room.id });
    assert.deepEqual(await store.unreadOf({ userId: bob.id, roomIds: [room.id], ...bounds }), []);
    assert.equal(await mark(bob, room.id, first.id + 1), "no_room");
    await world().admit(room, ann, [bob, cid]);
    assert.deepEqual(await unread(bob, room.id), [1, 0]);
    assert.deepEqual(await unread(cid, room.id), [0, 0], "who never marked begins with the joining they are in by");
  });

  test("who is not in the lounge counts from their first mark there; in another public room nobody but members does", async () => {
    const { store } = world();
    const [ann, guest] = [await world().account(), await world().guest()];
    const before = await world().post(ann);
    assert.deepEqual(await unread(guest, loungeId), [0, 0]);
    assert.equal((await countsIn(world(), guest, loungeId)).readTo, 0);
    assert.equal(await mark(guest, loungeId, before.id), "done");
    await world().post(ann);
    assert.deepEqual(await unread(guest, loungeId), [1, 0]);
    const room = await world().group(ann, { kind: "public" });
    await world().post(ann, { roomId: room.id });
    assert.equal(await mark(guest, room.id, 1), "no_room");
    assert.deepEqual(await unread(guest, room.id), [0, 0]);
    assert.equal(await mark(world().stranger(), loungeId, 1), "no_room");
    assert.equal(await mark(ann, "nowhere", 1), "no_room");
    assert.deepEqual(await store.unreadOf({ userId: "nobody", roomIds: [loungeId], ...bounds }), [
      { ...(await countsIn(world(), guest, loungeId)), readTo: 0, unread: 0 },
    ]);
  });

  test("an edit that calls or calls no more is counted as it is now; a deleted message is not counted", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await groupOf(ann, bob);
    const [one, two] = [await world().post(ann, { roomId: room.id }), await world().post(ann, { roomId: room.id })];
    const edit = { by: person(ann), at: 9, maxEdits: 9 };
    const calls = { names: [[bob.name.toLowerCase()]], room: false };
    await store.editMessage({ ...edit, messageId: one.id, text: "calls", calls });
    assert.deepEqual(await unread(bob, room.id), [2, 1]);
    await store.editMessage({ ...edit, messageId: one.id, text: "does not", calls: nobody });
    assert.deepEqual(await unread(bob, room.id), [2, 0]);
    await store.editMessage({ ...edit, messageId: two.id, text: "calls", calls });
    await store.deleteMessage({ messageId: two.id, by: person(ann), at: 10 });
    assert.deepEqual(await unread(bob, room.id), [1, 0]);
    assert.deepEqual((await countsIn(world(), bob, room.id)).latest, { id: two.id, at: two.at }, "it keeps its place");
  });

  test("bounds: of n + 1 unread messages maxCounted n are counted, the newest; maxScanned looks no further back", async () => {
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await groupOf(ann, bob);
    const links = { replyTo: null, thread: null, calls: { names: [], room: true } };
    await world().post(ann, { roomId: room.id, links });
    for (let n = 0; n < 2; n += 1) await world().post(ann, { roomId: room.id });
    assert.deepEqual(await unread(bob, room.id, { maxCounted: 3 }), [3, 1]);
    assert.deepEqual(await unread(bob, room.id, { maxCounted: 2 }), [2, 0]);
    for (let n = 0; n < 2; n += 1) await world().post(bob, { roomId: room.id });
    assert.deepEqual(await unread(bob, room.id, { maxScanned: 5 }), [3, 1]);
    assert.deepEqual(await unread(bob, room.id, { maxScanned: 4 }), [2, 0]);
    assert.deepEqual(await unread(bob, room.id, { maxScanned: 2 }), [0, 0]);
  });

  test("a mute is kept for members, and in the lounge for all; it is no matter to counts", async () => {
    const { store } = world();
    const [ann, bob, guest] = [await world().account(), await world().account(), await world().guest()];
    const room = await groupOf(ann, bob);
    const mute = async (user: Person, roomId: string, until: number | null) =>
      (await store.setMute({ userId: user.id, roomId, until })).kind;
    assert.equal(await mute(bob, room.id, null), "unchanged");
    assert.equal(await mute(bob, room.id, 5_000), "done");
    assert.equal(await mute(bob, room.id, 5_000), "unchanged");
    assert.equal(await mute(bob, room.id, forever), "done");
    await world().post(ann, { roomId: room.id });
    const { mutedUntil, unread: count } = await countsIn(world(), bob, room.id);
    assert.deepEqual([mutedUntil, count], [forever, 1]);
    assert.equal(await mute(bob, room.id, null), "done");
    assert.equal((await countsIn(world(), bob, room.id)).mutedUntil, null);
    assert.equal(await mute(guest, room.id, 5_000), "no_room");
    assert.equal(await mute(guest, loungeId, 5_000), "done");
    assert.equal((await countsIn(world(), guest, loungeId)).mutedUntil, 5_000);
  });

  test("counted standings are the standings and the lounge, page by page, with the counts of each room", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const rooms = [await groupOf(ann, bob), await world().direct(ann, bob), await groupOf(ann, bob)];
    for (const { id: roomId } of rooms) await world().post(ann, { roomId });
    const standings = await store.standingsOf(bob.id, "", 10);
    const counts = await store.unreadOf({ userId: bob.id, roomIds: standings.map(({ room }) => room.id), ...bounds });
    const lounge = { room: (await store.findRoom(loungeId)) ?? assert.fail(), role: null };
    const member = standings.map(({ room, role, seq }, n) => {
      const { roomId, ...rest } = counts[n] ?? assert.fail();
      assert.deepEqual([roomId, rest.seq], [room.id, seq]);
      return { room, role, ...rest };
    });
    const { roomId: _, ...inLounge } = await countsIn(world(), bob, loungeId);
    const expected = [...member, { ...lounge, ...inLounge }].sort((a, b) => (a.room.id < b.room.id ? -1 : 1));
    assert.equal(expected.length, 4);
    const page = (afterRoomId: string, limit: number) =>
      store.countedStandingsOf({ userId: bob.id, afterRoomId, limit, ...bounds });
    assert.deepEqual(await page("", 10), expected);
    assert.deepEqual(await page("", 2), expected.slice(0, 2));
    assert.deepEqual(await page(expected[1]?.room.id ?? "", 10), expected.slice(2));
  });

  test("counted standings have the lounge in its place, once; without a role for no member", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account({ joins: [loungeId] }), await world().account()];
    const [before, after] = [
      await world().group(bob, { id: `a-${world().fresh("group")}` }),
      await world().group(bob, { id: `z-${world().fresh("group")}` }),
    ];
    const of = async (userId: string, afterRoomId = "", limit = 100) => {
      const page = await store.countedStandingsOf({ userId, afterRoomId, limit, ...bounds });
      return page.map(({ room, role }) => [room.id, role]);
    };
    assert.deepEqual(await of(ann.id), [[loungeId, "member"]]);
    const all = [
      [before.id, "owner"],
      [loungeId, null],
      [after.id, "owner"],
    ];
    assert.deepEqual(await of(bob.id), all);
    const paged: unknown[] = [];
    for (let page = await of(bob.id, "", 1); page.length > 0; page = await of(bob.id, String(page[0]?.[0]), 1))
      paged.push(...page);
    assert.deepEqual(paged, all);
    assert.deepEqual(await of(bob.id, loungeId), [all[2]]);
    assert.deepEqual(await of(bob.id, "", 0), []);
    assert.deepEqual(await of("nobody"), [[loungeId, null]]);
  });

  if (options.volatile === true) return;

  test("positions, mutes and blocks are there after reopening", async () => {
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await groupOf(ann, bob);
    const message = await world().post(ann, { roomId: room.id });
    await world().post(ann, { roomId: room.id });
    await mark(bob, room.id, message.id);
    await world().store.setMute({ userId: bob.id, roomId: room.id, until: 7 });
    await world().store.block({ userId: bob.id, otherId: ann.id, maxBlocks: 1 });
    const before = await countsIn(world(), bob, room.id);
    assert.deepEqual([before.readTo, before.mutedUntil, before.unread], [message.id, 7, 0]);
    await world().reopen();
    assert.deepEqual(await countsIn(world(), bob, room.id), before);
    assert.deepEqual(await world().store.blocksOf(bob.id), [ann.id]);
  });
}
