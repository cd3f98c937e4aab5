import assert from "node:assert/strict";
import { test } from "node:test";
import { loungeId } from "@parlance/server/ports/model.ts";
import { StoreError } from "@parlance/server/ports/store.ts";
import type { StoreContractOptions } from "./world.ts";
import { person, worldFor } from "./world.ts";

const dayMs = 24 * 3_600_000;

export function groupRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  test("createRoom makes a room whose first event is its maker's joining as owner", async () => {
    const { store } = world();
    const ann = await world().account();
    const given = { id: world().fresh("group"), kind: "private" as const, name: "Kitchen", topic: "Food", at: 7, maxPerDay: 5 };
    const outcome = await store.createRoom({ ...given, by: ann });
    const room = { id: given.id, kind: "private", name: "Kitchen", topic: "Food", archivedAt: null, pair: [] };
    assert.deepEqual(outcome, { kind: "created", room });
    assert.deepEqual(world().eventsOf(given.id), [
      { type: "member_joined", room, seq: 1, at: 7, user: person(ann), role: "owner", by: null },
    ]);
    assert.deepEqual(await store.findRoom(given.id), room);
    assert.deepEqual(await store.membersOf(given.id, 0, 10), [{ user: person(ann), role: "owner", seq: 1 }]);
    assert.equal(await store.roleOf(given.id, ann.id), "owner");
    assert.equal(await store.roleOf(given.id, "nobody"), null);
    assert.deepEqual(await store.eventsAfter(given.id, 0, 10), world().eventsOf(given.id));
  });

  test("rooms are made by accounts, at most maxPerDay of them in 24 hours; an id in use is the caller's mistake", async () => {
    const { store } = world();
    const [ann, bob, guest] = [await world().account(), await world().account(), await world().guest()];
    const make = (by: typeof ann, at: number) => {
      const about = { kind: "public" as const, name: "x", topic: null, maxPerDay: 2 };
      return store.createRoom({ ...about, id: world().fresh("group"), by, at });
    };
    assert.deepEqual(await make(guest, dayMs), { kind: "no_user" });
    assert.equal((await make(ann, dayMs)).kind, "created");
    assert.equal((await make(ann, dayMs + 1)).kind, "created");
    assert.deepEqual(await make(ann, 2 * dayMs - 1), { kind: "too_many" });
    assert.equal((await make(bob, 2 * dayMs - 1)).kind, "created");
    assert.equal((await make(ann, 2 * dayMs)).kind, "created", "the first was made a day ago");
    assert.deepEqual(await make(ann, 2 * dayMs), { kind: "too_many" });
    const clash = store.createRoom({ id: loungeId, kind: "public", name: "x", topic: null, by: bob, at: 1, maxPerDay: 9 });
    await assert.rejects(clash, (error) => error instanceof Error && !(error instanceof StoreError));
  });

  test("I5: who is not in a private room can do nothing there, and is told what they would be told of no room", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await world().group(ann);
    const message = await world().post(ann, { roomId: room.id });
    for (const roomId of [room.id, "unknown"]) {
      const deed = { roomId, by: person(bob), at: 9 };
      const userId = ann.id;
      for (const outcome of [
        await store.joinRoom({ ...deed, maxMembers: 9 }),
        await store.invite({ ...deed, userId, maxMembers: 9 }),
        await store.leaveRoom(deed),
        await store.removeMember({ ...deed, userId }),
        await store.setRole({ ...deed, userId, role: "member" }),
        await store.changeRoom({ ...deed, name: "x" }),
        await store.post(world().newPost(bob, { roomId })),
      ])
        assert.deepEqual(outcome, { kind: "no_room" });
    }
    for (const messageId of [message.id, 1_000_000]) {
      const deed = { messageId, by: person(bob), at: 9 };
      const calls = { names: [], room: false };
      for (const outcome of [
        await store.editMessage({ ...deed, text: "x", calls, maxEdits: 9 }),
        await store.deleteMessage(deed),
        await store.pinMessage({ ...deed, isPinned: true, maxPins: 9 }),
        await store.toggleReaction(world().newToggle({ ...message, id: messageId }, bob)),
      ])
        assert.deepEqual(outcome, { kind: "no_message" });
    }
    assert.deepEqual(await store.messagesAfter(bob.id, 0, 10), []);
    assert.equal(world().eventsOf(room.id).length, 2);
  });

  test("any account joins a public room, once, up to maxMembers; guests and addresses do not", async () => {
    const { store } = world();
    const [ann, bob, cid] = [await world().account(), await world().account(), await world().account()];
    const room = await world().group(ann, { kind: "public" });
    const joining = { roomId: room.id, at: 8, maxMembers: 2 };
    for (const by of [await world().guest(), world().stranger()]) {
      assert.deepEqual(await store.joinRoom({ ...joining, by }), { kind: "no_user" });
    }
    const shown = { ...person(bob), name: "Shown" };
    assert.deepEqual(await store.joinRoom({ ...joining, by: shown }), { kind: "done", room });
    assert.deepEqual(world().eventsOf(room.id).at(-1), {
      type: "member_joined",
      room,
      seq: 2,
      at: 8,
      user: shown,
      role: "member",
      by: null,
    });
    assert.deepEqual(await store.joinRoom({ ...joining, by: bob }), { kind: "unchanged", room });
    assert.deepEqual(await store.joinRoom({ ...joining, by: cid }), { kind: "too_many" });
    assert.equal((await store.joinRoom({ ...joining, by: cid, maxMembers: 3 })).kind, "done");
    assert.equal(world().eventsOf(room.id).length, 3);
    assert.equal(await store.isMember(room.id, cid.id), true);
  });

  test("whom somebody invites is a member at once, by the name they show, and the event says who asked them", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await world().group(ann);
    await store.setDisplayName(bob.id, "Bobby", world().fresh("bobby"));
    const invitation = { roomId: room.id, userId: bob.id, by: person(ann), at: 8, maxMembers: 2 };
    assert.deepEqual(await store.invite(invitation), { kind: "done", room });
    const user = { ...person(bob), name: "Bobby" };
    const joined = { type: "member_joined", room, seq: 2, at: 8, user, role: "member", by: person(ann) };
    assert.deepEqual(world().eventsOf(room.id).at(-1), joined);
    assert.deepEqual(await store.eventsAfter(room.id, 1, 10), [joined]);
    assert.deepEqual(await store.membersOf(room.id, 1, 10), [{ user, role: "member", seq: 2 }]);
    assert.deepEqual(await store.invite(invitation), { kind: "unchanged", room });
    const late = await world().account();
    assert.deepEqual(await store.invite({ ...invitation, userId: late.id }), { kind: "too_many" });
    for (const { id } of [await world().guest(), world().stranger()]) {
      assert.deepEqual(await store.invite({ ...invitation, userId: id }), { kind: "no_user" });
    }
    assert.equal((await store.post(world().newPost(bob, { roomId: room.id, membersOnly: true }))).kind, "posted");
  });

  test("who leaves is no member any more: reads nothing of it, posts nothing; who comes back is the newest", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await world().group(ann);
    await world().admit(room, ann, [bob, await world().account()]);
    const leaving = { roomId: room.id, by: person(bob), at: 9 };
    assert.deepEqual(await store.leaveRoom(leaving), { kind: "done", room });
    const left = { type: "member_left", room, seq: 4, at: 9, user: person(bob), reason: "left", by: null };
    assert.deepEqual(world().eventsOf(room.id).at(-1), left);
    assert.deepEqual(await store.eventsAfter(room.id, 3, 10), [left]);
    assert.equal(await store.isMember(room.id, bob.id), false);
    assert.deepEqual(await store.roomsOf(bob.id, "", 10), []);
    await world().post(ann, { roomId: room.id });
    assert.deepEqual(await store.messagesAfter(bob.id, 0, 10), []);
    assert.deepEqual(await store.leaveRoom(leaving), { kind: "no_room" });
    await world().admit(room, ann, [bob]);
    assert.equal((await store.messagesAfter(bob.id, 0, 10)).length, 1);
    assert.deepEqual(
      (await store.membersOf(room.id, 0, 10)).map(({ seq }) => seq),
      [1, 3, 6],
    );
  });

  test("nobody leaves a direct room, or is invited to it; leaving a public room one is not in changes nothing", async () => {
    const { store } = world();
    const [ann, bob, cid] = [await world().account(), await world().account(), await world().account()];
    const direct = await world().direct(ann, bob);
    const deed = { roomId: direct.id, by: person(ann), at: 9 };
    assert.deepEqual(await store.leaveRoom(deed), { kind: "forbidden" });
    assert.deepEqual(await store.invite({ ...deed, userId: cid.id, maxMembers: 9 }), { kind: "forbidden" });
    assert.deepEqual(await store.changeRoom({ ...deed, name: "x" }), { kind: "forbidden" });
    assert.deepEqual(await store.joinRoom({ ...deed, maxMembers: 9 }), { kind: "unchanged", room: direct });
    const room = await world().group(ann, { kind: "public" });
    assert.deepEqual(await store.leaveRoom({ roomId: room.id, by: person(bob), at: 9 }), { kind: "unchanged", room });
    assert.equal(world().eventsOf(direct.id).length, 2);
  });

  test("changeRoom tells the room as it became, also when it is read later; what it was already changes nothing", async () => {
    const { store } = world();
    const ann = await world().account();
    const room = await world().group(ann);
    const deed = { roomId: room.id, by: person(ann), at: 9 };
    const renamed = { ...room, name: "New" };
    assert.deepEqual(await store.changeRoom({ ...deed, name: "New" }), { kind: "done", room: renamed });
    assert.deepEqual(await store.changeRoom({ ...deed, name: "New" }), { kind: "unchanged", room: renamed });
    assert.deepEqual(await store.changeRoom(deed), { kind: "unchanged", room: renamed });
    const told = { ...renamed, topic: "\0 😀" };
    assert.deepEqual(await store.changeRoom({ ...deed, topic: "\0 😀" }), { kind: "done", room: told });
    const bare = { ...told, topic: null };
    assert.deepEqual(await store.changeRoom({ ...deed, topic: null, name: "New" }), { kind: "done", room: bare });
    const changed = { type: "room_changed", at: 9, by: person(ann) };
    const events = [renamed, told, bare].map((after, n) => ({ ...changed, room: after, seq: n + 2 }));
    assert.deepEqual(world().eventsOf(room.id).slice(1), events);
    assert.deepEqual(await store.eventsAfter(room.id, 1, 10), events);
    assert.deepEqual(await store.findRoom(room.id), bare);
    assert.deepEqual(await store.roomsOf(ann.id, "", 10), [bare]);
  });

  test("events of writes sent together show the room as it was at each of them", async () => {
    const { store } = world();
    const ann = await world().account();
    const room = await world().group(ann);
    const deed = { roomId: room.id, by: person(ann), at: 9 };
    await Promise.all([
      world().post(ann, { roomId: room.id }),
      store.changeRoom({ ...deed, name: "one" }),
      world().post(ann, { roomId: room.id }),
      assert.rejects(store.createRoom({ ...deed, id: room.id, kind: "public", name: "x", topic: null, maxPerDay: 9 })),
      store.changeRoom({ ...deed, name: "two" }),
      world().post(ann, { roomId: room.id }),
    ]);
    assert.deepEqual(
      world()
        .eventsOf(room.id)
        .slice(1)
        .map((event) => event.room.name),
      [room.name, "one", "one", "two", "two"],
    );
  });

  test("in an archived room nothing is said, joined or changed, until its owner takes it up again", async () => {
    const { store } = world();
    const [ann, bob, cid] = [await world().account(), await world().account(), await world().account()];
    const room = await world().group(ann, { kind: "public" });
    await world().admit(room, ann, [bob]);
    const message = await world().post(ann, { roomId: room.id });
    const deed = { roomId: room.id, by: person(ann), at: 9 };
    const closed = { ...room, archivedAt: 9 };
    assert.deepEqual(await store.changeRoom({ ...deed, archived: true }), { kind: "done", room: closed });
    const about = { messageId: message.id, by: person(ann), at: 10 };
    const refused = [
      await store.post(world().newPost(ann, { roomId: room.id })),
      await store.post(world().newPost(cid, { roomId: room.id })),
      await store.changeRoom({ ...deed, name: "x" }),
      await store.joinRoom({ ...deed, by: cid, maxMembers: 9 }),
      await store.invite({ ...deed, userId: cid.id, maxMembers: 9 }),
      await store.removeMember({ ...deed, userId: bob.id }),
      await store.setRole({ ...deed, userId: bob.id, role: "owner" }),
      await store.editMessage({ ...about, text: "x", calls: { names: [], room: false }, maxEdits: 9 }),
      await store.pinMessage({ ...about, isPinned: true, maxPins: 9 }),
      await store.toggleReaction(world().newToggle(message, ann)),
    ];
    assert.deepEqual(
      refused.map(({ kind }) => kind),
      refused.map(() => "archived"),
    );
    assert.deepEqual(await store.changeRoom({ ...deed, archived: true, at: 11 }), { kind: "unchanged", room: closed });
    assert.equal((await store.deleteMessage(about)).kind, "done", "what somebody wants gone goes");
    assert.equal((await store.leaveRoom({ ...deed, by: person(bob) })).kind, "done");
    const open = { ...room, name: "Again" };
    assert.deepEqual(await store.changeRoom({ ...deed, name: "Again", archived: false }), { kind: "done", room: open });
    assert.equal((await store.post(world().newPost(ann, { roomId: room.id }))).kind, "posted");
  });

  test("standingsOf tells of each room of a user the role there and the seq of its last event, in pages like roomsOf", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account({ joins: [loungeId] }), await world().account()];
    const rooms = [await world().group(bob), await world().group(ann)];
    await world().admit(rooms[0] ?? assert.fail(), bob, [ann], "moderator");
    await world().post(ann, { roomId: rooms[1]?.id ?? "" });
    const { seq } = (await store.snapshot(loungeId, 0)) ?? assert.fail();
    const all = await store.standingsOf(ann.id, "", 10);
    assert.deepEqual(all, [
      { room: rooms[0], role: "moderator", seq: 3 },
      { room: rooms[1], role: "owner", seq: 2 },
      { room: await store.findRoom(loungeId), role: "member", seq },
    ]);
    assert.deepEqual(await store.standingsOf(ann.id, rooms[0]?.id ?? "", 1), all.slice(1, 2));
    assert.deepEqual(await store.standingsOf("nobody", "", 10), []);
  });

  test("publicRooms pages through those that are in use, the lounge among them, and tells of no other", async () => {
    const { store } = world();
    const ann = await world().account();
    const [open, shut] = [await world().group(ann, { kind: "public" }), await world().group(ann, { kind: "public" })];
    const secret = await world().group(ann);
    await store.changeRoom({ roomId: shut.id, by: person(ann), at: 9, archived: true });
    const ids = (await store.publicRooms(ann.id, "", 1_000)).map(({ id }) => id);
    assert.deepEqual(ids, ids.toSorted());
    assert.deepEqual(
      [loungeId, open.id, shut.id, secret.id].map((id) => ids.includes(id)),
      [true, true, false, false],
    );
    const paged = [];
    for (
      let page = await store.publicRooms(ann.id, "", 2);
      page.length > 0;
      page = await store.publicRooms(ann.id, paged.at(-1)?.id ?? "", 2)
    ) {
      paged.push(...page);
    }
    assert.deepEqual(
      paged.map(({ id }) => id),
      ids,
    );
  });
}
