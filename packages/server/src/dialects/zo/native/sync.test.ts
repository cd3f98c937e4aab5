import assert from "node:assert/strict";
import { test } from "node:test";
import { loungeId } from "../../../ports/model.ts";
import { breakStore } from "../../testing/world.ts";
import { joinNative, line, NativeTalk } from "../testing/native.ts";
import { lounge, openStage, whisper } from "../testing/stage.ts";

test("sync.start answers who one is and where one stands in each room; then every event of them is told, each framed once", async () => {
  await using stage = await openStage();
  const [alice, bob] = [await joinNative(stage, "Alice"), await joinNative(stage, "Bob")];
  const { chat } = stage;
  const room = await chat.rooms.create(alice.user, { kind: "private", name: "Kitchen", topic: "Tea" });
  await chat.rooms.invite(alice.user, room.id, bob.id);
  const seq = (await stage.store.snapshot(loungeId, 0))?.seq;
  const standings = [
    { room: { id: loungeId, kind: "public", name: "lounge" }, role: "member", seq },
    { room: { id: room.id, kind: "private", name: "Kitchen", topic: "Tea" }, role: "member", seq: 2 },
  ].sort((a, b) => (a.room.id < b.room.id ? -1 : 1));
  const { me, rooms } = await bob.client.start();
  assert.deepEqual(me, { id: bob.id, kind: "account", name: "Bob" });
  assert.deepEqual(
    rooms.map((standing) => ({ room: standing.room, role: standing.role, seq: standing.seq })),
    standings,
  );
  await alice.client.start();
  stage.built.length = 0;
  const message = await chat.messages.post({ roomId: room.id, author: alice.user, text: "hello" });
  await chat.messages.toggleReaction({ messageId: message.id, user: bob.user, emoji: "👍" });
  await chat.messages.edit({ messageId: message.id, by: alice.user, text: "hi" });
  await chat.messages.pin({ messageId: message.id, by: alice.user, isPinned: true });
  await chat.rooms.change(alice.user, room.id, { topic: "Coffee" });
  await chat.rooms.setRole(alice.user, room.id, { userId: bob.id, role: "moderator" });
  await chat.messages.delete({ messageId: message.id, by: bob.user });
  const events = bob.client.news();
  assert.deepEqual(events.map(line), [
    "3 posted hello",
    "4 reaction_added",
    "5 edited hi",
    "6 pinned",
    "7 room_changed",
    "8 role_changed Bob",
    "9 deleted",
  ]);
  assert.ok(events.every(({ roomId }) => roomId === room.id));
  assert.deepEqual(alice.client.news(), events);
  assert.equal(stage.built.length, events.length, "built once each");
  assert.deepEqual(alice.client.talk.sent.slice(-7), bob.client.talk.sent.slice(-7), "the very frames");
});

test("after sync.start neither lounge.onMessage nor chat.onPrivate comes any more; who never calls it sees what they saw before", async () => {
  await using stage = await openStage();
  const [alice, bob, old] = [await joinNative(stage, "Alice"), await joinNative(stage, "Bob"), await stage.join("Carol")];
  await bob.client.start();
  await alice.client.talk.say(lounge("to all"));
  for (const name of ["Bob", "Carol"]) await alice.client.talk.say(whisper(name, "psst"));
  assert.deepEqual(
    bob.client.news().map(({ type, roomId }) => `${roomId === loungeId ? "lounge" : "direct"} ${type}`),
    ["lounge posted", "direct member_joined", "direct member_joined", "direct posted"],
  );
  assert.deepEqual(bob.client.others, []);
  const heard = old.talk.heard() as { type: string }[];
  assert.deepEqual(
    heard.map(({ type }) => type),
    ["lounge.onMessage", "chat.onPrivate"],
  );
  assert.equal(alice.client.news().length, 0);
  assert.deepEqual(alice.client.others, ["lounge.onMessage"]);
});

test("what is committed while sync.start is answered is in the standing or told, and never lost between", async () => {
  await using stage = await openStage();
  const alice = await joinNative(stage, "Alice");
  const room = await stage.chat.rooms.create(alice.user, { kind: "private", name: "Kitchen" });
  const say = (text: string) => stage.chat.messages.post({ roomId: room.id, author: alice.user, text });
  const { countedStandingsOf } = stage.store;
  stage.store.countedStandingsOf = async (...asked) => {
    await say("before the reading");
    const answer = await countedStandingsOf.call(stage.store, ...asked);
    await say("after the reading");
    return answer;
  };
  const { rooms } = await alice.client.start();
  assert.equal(rooms.find((standing) => standing.room.id === room.id)?.seq, 2);
  assert.deepEqual(alice.client.news().map(line), ["2 posted before the reading", "3 posted after the reading"]);
});

test("sync.start again answers anew, and nothing comes twice", async () => {
  await using stage = await openStage();
  const alice = await joinNative(stage, "Alice");
  const room = await stage.chat.rooms.create(alice.user, { kind: "private", name: "Kitchen" });
  const seqOf = async () => (await alice.client.start()).rooms.find((standing) => standing.room.id === room.id)?.seq;
  assert.equal(await seqOf(), 1);
  await stage.chat.messages.post({ roomId: room.id, author: alice.user, text: "once" });
  assert.equal(await seqOf(), 2);
  await alice.client.talk.say(lounge("once, too"));
  assert.deepEqual(
    alice.client.news().map(({ type }) => type),
    ["posted", "posted"],
  );
});

test("I8: roomsPerPage rooms are a page, and with one more there is a next; the lounge is among them once, in its place", async () => {
  await using stage = await openStage({ bounds: { roomsPerPage: 2 }, loungeAutoJoin: false });
  const alice = await joinNative(stage, "Alice");
  const pages = async () => {
    const found: string[][] = [];
    let after: string | undefined;
    do {
      const { rooms, next } = await alice.client.start(after === undefined ? {} : { after });
      found.push(rooms.map(({ room, role }) => `${room.id === loungeId ? "lounge" : "group"} ${role ?? "no member"}`));
      after = next;
    } while (after !== undefined);
    return found;
  };
  assert.deepEqual(await pages(), [["lounge no member"]]);
  await stage.chat.rooms.create(alice.user, { kind: "public", name: "Kitchen" });
  await stage.chat.rooms.create(alice.user, { kind: "public", name: "Cellar" });
  const [first, second, ...more] = await pages();
  assert.deepEqual([first?.length, second?.length, more], [2, 1, []]);
  assert.deepEqual([...(first ?? []), ...(second ?? [])].sort(), ["group owner", "group owner", "lounge no member"]);
});

test("the lounge is told to everybody, once: guests, members, and who comes to it or leaves it", async () => {
  await using stage = await openStage();
  const alice = await joinNative(stage, "Alice");
  const guest = new NativeTalk(await stage.connect({ name: "Gast" }));
  const { me, rooms } = await guest.start();
  assert.deepEqual({ ...me, id: "" }, { id: "", kind: "guest", name: "Gast" });
  assert.deepEqual(
    rooms.map(({ room, role }) => [room.id, role]),
    [[loungeId, undefined]],
  );
  await alice.client.start();
  await stage.chat.rooms.leave(alice.user, loungeId);
  await guest.talk.say(lounge("still here"));
  await stage.chat.rooms.join(alice.user, loungeId);
  for (const client of [guest, alice.client]) {
    assert.deepEqual(
      client.news().map((event) => line(event).replace(/^\d+ /, "")),
      ["member_left Alice", "posted still here", "member_joined Alice"],
    );
  }
});

test("I5: who leaves or is removed is told of it, and of nothing after; catching up the room is gone", async () => {
  await using stage = await openStage();
  const { rooms, messages } = stage.chat;
  const [alice, bob, eve] = [await joinNative(stage, "Alice"), await joinNative(stage, "Bob"), await joinNative(stage, "Eve")];
  for (const { client } of [alice, bob, eve]) await client.start();
  const room = await rooms.create(alice.user, { kind: "private", name: "Kitchen" });
  const say = (text: string) => messages.post({ roomId: room.id, author: alice.user, text });
  await say("before");
  await rooms.invite(alice.user, room.id, bob.id);
  await say("during");
  await rooms.remove(alice.user, room.id, bob.id);
  await say("between");
  assert.deepEqual((await bob.client.catchUp({ roomId: room.id, seq: 4 })).rooms, [{ kind: "gone", roomId: room.id }]);
  await rooms.invite(alice.user, room.id, bob.id);
  await say("again");
  await rooms.leave(bob.user, room.id);
  await say("after");
  assert.deepEqual(bob.client.news().map(line), [
    "3 member_joined Bob",
    "4 posted during",
    "5 member_left Bob",
    "7 member_joined Bob",
    "8 posted again",
    "9 member_left Bob",
  ]);
  assert.equal(alice.client.news().length, 10);
  assert.deepEqual(eve.client.news(), []);
});

test("sync.catchUp tells all after a position as it was told live, and the newest page to who is too far behind", async () => {
  await using stage = await openStage({ bounds: { catchUpEvents: 3, pageSize: 2 } });
  const [alice, bob] = [await joinNative(stage, "Alice"), await joinNative(stage, "Bob")];
  for (const { client } of [alice, bob]) await client.start();
  const room = await stage.chat.rooms.create(alice.user, { kind: "private", name: "Kitchen" });
  for (const text of ["a", "b", "c"]) await stage.chat.messages.post({ roomId: room.id, author: alice.user, text });
  const live = alice.client.news();
  assert.deepEqual(await alice.client.catchUp({ roomId: room.id, seq: 1 }), {
    rooms: [{ kind: "events", roomId: room.id, events: live.slice(1) }],
    rest: [],
  });
  const messages = live.flatMap((event) => (event.type === "posted" ? event.message : []));
  const fresh = { kind: "fresh", roomId: room.id, seq: 4, messages: messages.slice(1), hasOlder: true };
  assert.deepEqual((await alice.client.catchUp({ roomId: room.id, seq: 0 })).rooms, [fresh]);
  assert.deepEqual((await alice.client.catchUp({ roomId: room.id, seq: 5 })).rooms, [fresh], "ahead of a backup");
  const gone = (roomId: string) => ({ kind: "gone", roomId });
  assert.deepEqual((await bob.client.catchUp({ roomId: room.id, seq: 0 }, { roomId: "nowhere", seq: 0 })).rooms, [
    gone(room.id),
    gone("nowhere"),
  ]);
});

test("what does not fit into an answer of sync.catchUp is in rest; I8: past catchUpRooms it is bad_request", async () => {
  await using stage = await openStage({ bounds: { catchUpAnswer: 1, catchUpRooms: 2 } });
  const alice = await joinNative(stage, "Alice");
  const rooms = [];
  for (const name of ["Kitchen", "Cellar"]) rooms.push(await stage.chat.rooms.create(alice.user, { kind: "public", name }));
  const positions = rooms.map(({ id }) => ({ roomId: id, seq: 0 }));
  const answer = await alice.client.catchUp(...positions);
  assert.deepEqual(
    answer.rooms.map(({ kind, roomId }) => [kind, roomId]),
    [["events", rooms[0]?.id]],
  );
  assert.deepEqual(answer.rest, [rooms[1]?.id]);
  await assert.rejects(alice.client.catchUp(...positions, { roomId: loungeId, seq: 0 }), { code: "bad_request" });
});

test("when the rooms cannot be followed sync.start is refused, and may be called again; a connection that goes meanwhile leaves nothing", async () => {
  await using stage = await openStage();
  const alice = await joinNative(stage, "Alice");
  const mend = breakStore(stage, "standingsOf");
  await assert.rejects(alice.client.start(), { code: "overloaded", reason: "unavailable" });
  mend();
  await alice.client.start();
  await alice.client.talk.say(lounge("hello"));
  assert.deepEqual([alice.client.news().map(({ type }) => type), alice.client.others], [["posted"], []]);
  const bob = await joinNative(stage, "Bob");
  const { standingsOf } = stage.store;
  stage.store.standingsOf = (...asked) => {
    bob.client.talk.hangUp();
    return standingsOf.call(stage.store, ...asked);
  };
  await bob.client.talk.say({ type: "sync.start", id: 1, payload: {} });
  const room = await stage.chat.rooms.create(bob.user, { kind: "public", name: "Kitchen" });
  await stage.chat.messages.post({ roomId: room.id, author: bob.user, text: "alone" });
  assert.deepEqual(bob.client.talk.sentTooLate, []);
});
