import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message, User } from "@parlance/server/ports/model.ts";
import { loungeId, untouched } from "@parlance/server/ports/model.ts";
import type { NewPrivatePost } from "@parlance/server/ports/posts.ts";
import type { StoreContractOptions, World } from "./world.ts";
import { person, worldFor } from "./world.ts";

function newPrivate(world: World, over: Pick<NewPrivatePost, "author" | "toNameKey"> & Partial<NewPrivatePost>): NewPrivatePost {
  const about = { toId: null, text: world.fresh("text"), at: 3_000, newRoomId: world.fresh("room"), nameKey: null };
  return { ...about, clientKey: null, ...over };
}

export function postRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  test("post answers the message, tells it, and finds it again the same", async () => {
    const { store } = world();
    const ann = await world().account();
    const file = await world().file(ann, { name: "ä.txt" });
    const start = world().batches.length;
    const message = await world().post(ann, { text: "hello", at: 42, file: file.id });
    const { id, seq } = message;
    const expected: Message = { id, roomId: loungeId, seq, author: person(ann), text: "hello", file, at: 42, ...untouched };
    assert.deepEqual(message, expected);
    assert.ok(Number.isSafeInteger(id) && id > 0);
    const room = await store.findRoom(loungeId);
    assert.deepEqual(world().batches.slice(start), [[{ type: "posted", room, seq, at: 42, message: expected }]]);
    assert.deepEqual(await store.findMessage(id), expected);
    assert.equal(await store.findMessage(id + 1_000_000), null);
  });

  test("an author is shown as at the time: with the name that came with the message", async () => {
    const { store } = world();
    const stranger = world().stranger();
    const first = await world().post({ ...stranger, name: "One" });
    const second = await world().post({ ...stranger, name: "Two" });
    assert.deepEqual((await store.findMessage(first.id))?.author, { ...stranger, name: "One" });
    assert.deepEqual((await store.findMessage(second.id))?.author, { ...stranger, name: "Two" });
  });

  test("membersOnly: a public room takes members only; without it anyone", async () => {
    const { store } = world();
    const [member, other] = [await world().account({ joins: [loungeId] }), await world().account()];
    assert.equal((await store.post(world().newPost(member, { membersOnly: true }))).kind, "posted");
    assert.deepEqual(await store.post(world().newPost(other, { membersOnly: true })), { kind: "no_room" });
    assert.deepEqual(await store.post(world().newPost(world().stranger(), { membersOnly: true })), { kind: "no_room" });
    assert.equal((await store.post(world().newPost(other, { membersOnly: false }))).kind, "posted");
  });

  test("I5: a send repeated by who may not read the room any more is answered as it was sent, whatever became of it", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await world().group(ann);
    await world().admit(room, ann, [bob]);
    const root = await world().post(bob, { roomId: room.id });
    const links = { replyTo: root.id, thread: root.id, calls: { names: [], room: true } };
    const sent = world().newPost(bob, { roomId: room.id, clientKey: world().fresh("key"), links });
    const first = await store.post(sent);
    assert.ok(first.kind === "posted");
    await store.toggleReaction(world().newToggle(first.message, ann));
    const seen = await store.post(sent);
    assert.ok(seen.kind === "repeated" && seen.message.reactions.length === 1, "whoever is there sees what is so");
    await store.removeMember({ roomId: room.id, userId: bob.id, by: person(ann), at: 9 });
    const message: Message = { ...first.message, ...untouched, replyTo: root.id, thread: root.id };
    assert.deepEqual(await store.post(sent), { kind: "repeated", message });
    await store.deleteMessage({ messageId: first.message.id, by: person(ann), at: 10 });
    assert.deepEqual(await store.post(sent), { kind: "repeated", message });
  });

  test("I5: a direct room takes its members only, and is otherwise like no room", async () => {
    const { store } = world();
    const [a, b, c] = [await world().account(), await world().account(), await world().account()];
    const { id: roomId } = await world().direct(a, b);
    for (const membersOnly of [true, false]) {
      assert.equal((await store.post(world().newPost(b, { roomId, membersOnly }))).kind, "posted");
      assert.deepEqual(await store.post(world().newPost(c, { roomId, membersOnly })), { kind: "no_room" });
      assert.deepEqual(await store.post(world().newPost(a, { roomId: "unknown", membersOnly })), { kind: "no_room" });
    }
    const posing = world().newPost(world().stranger(), { roomId, nameKey: a.name.toLowerCase() });
    assert.deepEqual(await store.post(posing), { kind: "no_room" }, "no_room comes before name_taken");
  });

  test("who is no account may not post under a name that an account has or shows", async () => {
    const { store } = world();
    const ann = await world().account();
    const shown = world().fresh("shown");
    await store.setDisplayName(ann.id, "Shown", shown);
    for (const nameKey of [ann.name.toLowerCase(), shown]) {
      assert.deepEqual(await store.post(world().newPost(world().stranger(), { nameKey })), { kind: "name_taken" });
    }
    assert.equal((await store.post(world().newPost(world().stranger(), { nameKey: world().fresh("free") }))).kind, "posted");
  });

  test("I3: a client key used before answers what was written then, as it is now, and writes nothing", async () => {
    const { store } = world();
    const ann = await world().account();
    const clientKey = world().fresh("key");
    const message = await world().post(ann, { clientKey, text: "once" });
    await store.toggleReaction(world().newToggle(message, ann));
    const start = world().batches.length;
    const outcome = await store.post(world().newPost(ann, { clientKey, text: "twice" }));
    assert.ok(outcome.kind === "repeated");
    assert.deepEqual(outcome.message, { ...message, reactions: [{ emoji: "👍", userIds: [ann.id] }] });
    assert.equal(world().batches.length, start);
  });

  test("I3: a client key is the author's own, whatever the room, and comes before every refusal", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const clientKey = world().fresh("key");
    const message = await world().post(ann, { clientKey });
    assert.equal((await store.post(world().newPost(bob, { clientKey }))).kind, "posted");
    assert.deepEqual(await store.post(world().newPost(ann, { clientKey, roomId: "unknown" })), { kind: "repeated", message });
    const taken = world().newPost(ann, { clientKey, nameKey: bob.name.toLowerCase() });
    assert.deepEqual(await store.post(taken), { kind: "repeated", message });
    const inPrivate = newPrivate(world(), { author: ann, toNameKey: "nobody", clientKey });
    assert.deepEqual(await store.postPrivate(inPrivate), { kind: "repeated", message });
  });

  test("I3: many sends with one client key at once have one effect", async () => {
    const { store } = world();
    const ann = await world().account();
    const clientKey = world().fresh("key");
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => store.post(world().newPost(ann, { clientKey }))));
    assert.equal(outcomes.filter(({ kind }) => kind === "posted").length, 1);
    assert.equal(outcomes.filter(({ kind }) => kind === "repeated").length, 49);
    assert.equal(new Set(outcomes.map((outcome) => "message" in outcome && outcome.message.id)).size, 1);
  });

  test("a refused send leaves its client key unused", async () => {
    const { store } = world();
    const ann = await world().account();
    const clientKey = world().fresh("key");
    assert.deepEqual(await store.post(world().newPost(ann, { clientKey, roomId: "unknown" })), { kind: "no_room" });
    assert.equal((await store.post(world().newPost(ann, { clientKey }))).kind, "posted");
  });

  test("postPrivate opens the pair's room and posts, in one transaction; the next one lands in the same room", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const start = world().batches.length;
    const first = newPrivate(world(), { author: ann, toNameKey: bob.name.toLowerCase(), text: "psst" });
    const outcome = await store.postPrivate(first);
    assert.ok(outcome.kind === "posted");
    const { id } = outcome.message;
    const about = { text: "psst", file: null, at: 3_000, ...untouched };
    assert.deepEqual(outcome.message, { id, roomId: first.newRoomId, seq: 3, author: person(ann), ...about });
    const told = world().batches.slice(start);
    assert.deepEqual(
      told.map((batch) => batch.map(({ type, seq }) => [type, seq])),
      [
        [
          ["member_joined", 1],
          ["member_joined", 2],
          ["posted", 3],
        ],
      ],
    );
    const back = await store.postPrivate(newPrivate(world(), { author: bob, toNameKey: ann.name.toLowerCase() }));
    assert.ok(back.kind === "posted");
    assert.equal(back.message.roomId, first.newRoomId);
    assert.equal(back.message.seq, 4);
    assert.deepEqual((await world().direct(ann, bob)).id, first.newRoomId);
  });

  test("I3: postPrivate repeats too, also for a later post", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const post = newPrivate(world(), { author: ann, toNameKey: bob.name.toLowerCase(), clientKey: world().fresh("key") });
    const first = await store.postPrivate(post);
    assert.ok(first.kind === "posted");
    assert.deepEqual(await store.postPrivate({ ...post, text: "again" }), { kind: "repeated", message: first.message });
    assert.deepEqual(await store.post(world().newPost(ann, { clientKey: post.clientKey })), {
      kind: "repeated",
      message: first.message,
    });
  });

  test("postPrivate goes to an account by its name or display name, also to oneself; otherwise no_user and no trace", async () => {
    const { store } = world();
    const [ann, bob, guest] = [await world().account(), await world().account(), await world().guest()];
    const shown = world().fresh("shown");
    await store.setDisplayName(bob.id, "Shown", shown);
    const stranger = world().stranger();
    const start = world().batches.length;
    const refused = [
      newPrivate(world(), { author: ann, toNameKey: "nobody" }),
      newPrivate(world(), { author: ann, toNameKey: guest.name.toLowerCase() }),
      newPrivate(world(), { author: ann, toNameKey: "", toId: world().fresh("unknown") }),
      newPrivate(world(), { author: ann, toNameKey: "", toId: stranger.id }),
      newPrivate(world(), { author: stranger, toNameKey: bob.name.toLowerCase() }),
    ];
    for (const post of refused) assert.deepEqual(await store.postPrivate(post), { kind: "no_user" });
    assert.equal(world().batches.length, start);
    assert.deepEqual(await store.roomsOf(bob.id, "", 10), []);
    const note = await store.postPrivate(newPrivate(world(), { author: ann, toNameKey: ann.name.toLowerCase() }));
    assert.equal(note.kind, "posted");
    const byName = await store.postPrivate(newPrivate(world(), { author: ann, toNameKey: bob.name.toLowerCase() }));
    const byShown = await store.postPrivate(newPrivate(world(), { author: ann, toNameKey: shown }));
    assert.ok(byName.kind === "posted" && byShown.kind === "posted");
    assert.equal(byShown.message.roomId, byName.message.roomId);
  });

  test("postPrivate goes to whoever has the id when no account has the name, account or guest; the name is stronger", async () => {
    const { store } = world();
    const [ann, bob, guest] = [await world().account(), await world().account(), await world().guest()];
    const roomOf = async (over: Parameters<typeof newPrivate>[1]) => {
      const outcome = await store.postPrivate(newPrivate(world(), over));
      assert.ok(outcome.kind === "posted");
      return (await store.findRoom(outcome.message.roomId))?.pair.map(({ id }) => id).toSorted();
    };
    const pair = (...people: { readonly id: string }[]) => people.map(({ id }) => id).toSorted();
    assert.deepEqual(await roomOf({ author: ann, toNameKey: "", toId: bob.id }), pair(ann, bob));
    assert.deepEqual(await roomOf({ author: ann, toNameKey: world().fresh("free"), toId: guest.id }), pair(ann, guest));
    assert.deepEqual(await roomOf({ author: ann, toNameKey: bob.name.toLowerCase(), toId: guest.id }), pair(ann, bob));
  });

  test("a guest's private messages are like any other: one room per pair, from either side, between guests, and to oneself", async () => {
    const { store } = world();
    const [ann, guest, other] = [await world().account(), await world().guest(), await world().guest()];
    const post = async (author: User, to: User) => {
      const outcome = await store.postPrivate(newPrivate(world(), { author, toNameKey: "", toId: to.id }));
      assert.ok(outcome.kind === "posted");
      return outcome.message;
    };
    const first = await post(guest, ann);
    assert.deepEqual([first.author, first.seq], [person(guest), 3]);
    const back = await post(ann, guest);
    assert.deepEqual([back.roomId, back.seq], [first.roomId, 4]);
    assert.equal((await world().direct(ann, guest)).id, first.roomId);
    assert.equal((await store.post(world().newPost(ann, { roomId: first.roomId }))).kind, "posted");
    assert.equal((await post(guest, other)).seq, 3);
    assert.equal((await post(guest, guest)).seq, 2);
    assert.deepEqual(
      (await store.messagesAfter(guest.id, 0, 10)).map(({ roomId }) => roomId === first.roomId),
      [true, true, true, false, false],
    );
    assert.deepEqual(await store.post(world().newPost(other, { roomId: first.roomId })), { kind: "no_room" });
  });

  test("I5: a direct room is its guest's by id: whoever has the name later is somebody else", async () => {
    const { store } = world();
    const [ann, guest] = [await world().account(), await world().guest()];
    const room = await world().direct(ann, guest);
    const later = await store.saveGuest({
      id: world().fresh("guest"),
      name: guest.name,
      nameKey: guest.name.toLowerCase(),
      at: 2_000,
    });
    assert.ok(later.kind === "saved");
    assert.equal(await store.isMember(room.id, later.user.id), false);
    assert.deepEqual(await store.messagesAfter(later.user.id, 0, 10), []);
    assert.notEqual((await world().direct(ann, later.user)).id, room.id);
  });

  test("who is no account may not write in private under a name that an account has; whoever it is for, and leaving no trace", async () => {
    const { store } = world();
    const [ann, guest] = [await world().account(), await world().guest()];
    const nameKey = ann.name.toLowerCase();
    const start = world().batches.length;
    for (const toNameKey of [nameKey, "nobody"]) {
      assert.deepEqual(await store.postPrivate(newPrivate(world(), { author: guest, toNameKey, nameKey })), {
        kind: "name_taken",
      });
    }
    assert.equal(world().batches.length, start);
  });
}
