import assert from "node:assert/strict";
import { test } from "node:test";
import type { Person, User } from "@parlance/server/ports/model.ts";
import type { StoreContractOptions } from "./world.ts";
import { person, worldFor } from "./world.ts";

const nobody = { names: [], room: false };

/** What it does that one user has blocked another. */
export function blockRules(options: StoreContractOptions): void {
  const world = worldFor(options);
  const block = async (user: Person, other: Person, maxBlocks = 50) =>
    (await world().store.block({ userId: user.id, otherId: other.id, maxBlocks })).kind;

  test("accounts and guests are blocked, by the same; each once, never oneself, at most maxBlocks", async () => {
    const { store } = world();
    const [ann, bob, guest] = [await world().account(), await world().account(), await world().guest()];
    assert.equal(await block(ann, bob), "done");
    assert.equal(await block(ann, bob), "unchanged");
    assert.equal(await block(ann, guest, 1), "too_many");
    assert.equal(await block(ann, bob, 1), "unchanged");
    assert.equal(await block(ann, guest, 2), "done");
    assert.deepEqual(await store.blocksOf(ann.id), [bob.id, guest.id].sort());
    assert.deepEqual(await store.blocksOf(bob.id), []);
    assert.equal(await block(guest, ann), "done");
    for (const [user, other] of [
      [ann, ann],
      [ann, world().stranger()],
      [world().stranger(), ann],
    ] as const) {
      assert.equal(await block(user, other), "no_user");
    }
    assert.deepEqual([await store.unblock(ann.id, bob.id), await store.unblock(ann.id, bob.id)], [true, false]);
    assert.deepEqual(await store.blocksOf(ann.id), [guest.id]);
  });

  test("in the direct room of two of whom one blocked the other neither does anything, until it is taken back", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await world().direct(ann, bob);
    const messages = [
      [ann, await world().post(ann, { roomId: room.id })],
      [bob, await world().post(bob, { roomId: room.id })],
    ] as const;
    const { seq } = messages[1][1];
    assert.equal(await store.closureOf(room.id), null);
    await block(bob, ann);
    assert.equal(await store.closureOf(room.id), "blocked");
    for (const [user, message] of messages) {
      const deed = { messageId: message.id, by: person(user), at: 9 };
      const forbidden = { kind: "forbidden" };
      assert.deepEqual(await store.post(world().newPost(user, { roomId: room.id })), forbidden);
      assert.deepEqual(await store.editMessage({ ...deed, text: "other", calls: nobody, maxEdits: 9 }), forbidden);
      assert.deepEqual(await store.editMessage({ ...deed, text: message.text, calls: nobody, maxEdits: 9 }), forbidden);
      assert.deepEqual(await store.pinMessage({ ...deed, isPinned: true, maxPins: 9 }), forbidden);
      assert.deepEqual(await store.toggleReaction(world().newToggle(message, user)), forbidden);
    }
    assert.equal((await world().direct(bob, ann)).id, room.id, "it can be opened, and read");
    assert.equal((await store.snapshot(room.id, 9))?.seq, seq, "nothing has happened");
    assert.equal((await store.deleteMessage({ messageId: messages[0][1].id, by: person(ann), at: 9 })).kind, "done");
    await store.unblock(bob.id, ann.id);
    assert.deepEqual([await store.closureOf(room.id), await store.closureOf("none")], [null, null]);
    await world().post(ann, { roomId: room.id });
    await block(ann, bob);
    assert.equal((await store.post(world().newPost(ann, { roomId: room.id }))).kind, "forbidden");
  });

  test("what was sent before under the same client key is answered, blocked or not", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await world().direct(ann, bob);
    const sent = world().newPost(ann, { roomId: room.id, clientKey: world().fresh("key") });
    assert.equal((await store.post(sent)).kind, "posted");
    await block(bob, ann);
    assert.equal((await store.post(sent)).kind, "repeated");
  });

  test("a private message between the two is answered as one to nobody is, makes no room and no event", async () => {
    const { store } = world();
    const [ann, bob, cid] = [await world().account(), await world().account(), await world().account()];
    await world().direct(ann, cid);
    await block(bob, ann);
    await block(cid, ann);
    const start = world().batches.length;
    const pairs = [
      [ann, bob],
      [bob, ann],
      [ann, cid],
      [cid, ann],
    ] as const;
    for (const [from, to] of pairs) {
      for (const toNameKey of [to.name.toLowerCase(), ""]) {
        const about = { text: "x", at: 1, newRoomId: world().fresh("room"), nameKey: null, clientKey: null };
        const outcome = await store.postPrivate({ author: person(from), toNameKey, toId: to.id, ...about });
        assert.deepEqual(outcome, { kind: "no_user" });
      }
    }
    assert.equal(world().batches.length, start);
    assert.equal((await store.roomsOf(bob.id, "", 9)).length, 0);
  });

  test("who has blocked somebody is to them, inviting, as if not there; who is a member already is seen to be", async () => {
    const { store } = world();
    const [ann, bob, cid] = [await world().account(), await world().account(), await world().account()];
    const room = await world().group(ann);
    await world().admit(room, ann, [cid]);
    await block(bob, ann);
    await block(cid, ann);
    const invite = async (by: Person, userId: string) =>
      (await store.invite({ roomId: room.id, by: person(by), at: 1, userId, maxMembers: 9 })).kind;
    assert.equal(await invite(ann, bob.id), "no_user");
    assert.equal(await invite(ann, "nobody"), "no_user");
    assert.equal(await invite(ann, cid.id), "unchanged");
    const about = { roomId: room.id, userId: bob.id, by: person(ann), at: 1 };
    await store.banFromRoom({ ...about, reason: null });
    assert.equal(await invite(ann, bob.id), "forbidden", "as of anybody whom the room saw banned");
    await store.unbanFromRoom(about);
    await store.setRole({ roomId: room.id, by: person(ann), at: 1, userId: cid.id, role: "moderator" });
    assert.equal(await invite(cid, bob.id), "done", "others may");
    await store.leaveRoom({ roomId: room.id, by: person(cid), at: 1 });
    await block(bob, cid);
    assert.equal(await invite(bob, cid.id), "forbidden", "a private room's member invites nobody");
    await store.setRole({ roomId: room.id, by: person(ann), at: 1, userId: bob.id, role: "moderator" });
    assert.equal(await invite(bob, cid.id), "done", "whom one blocked oneself one may invite");
  });

  test("in other rooms all goes on; messages of whom I blocked are not unread for me", async () => {
    const [ann, bob, cid] = [await world().account(), await world().account(), await world().account()];
    const room = await world().group(ann);
    await world().admit(room, ann, [bob, cid]);
    await block(cid, bob);
    const links = { replyTo: null, thread: null, calls: { names: [], room: true } };
    await world().post(bob, { roomId: room.id, links });
    await world().post(ann, { roomId: room.id });
    const counts = async (user: User) => {
      const bounds = { maxCounted: 9, maxScanned: 9 };
      const [found] = await world().store.unreadOf({ userId: user.id, roomIds: [room.id], ...bounds });
      assert.ok(found !== undefined);
      const { unread, mentions } = found;
      return [unread, mentions];
    };
    assert.deepEqual(
      [await counts(cid), await counts(ann), await counts(bob)],
      [
        [1, 0],
        [1, 1],
        [1, 0],
      ],
    );
    await world().store.unblock(cid.id, bob.id);
    assert.deepEqual(await counts(cid), [2, 1]);
  });
}
