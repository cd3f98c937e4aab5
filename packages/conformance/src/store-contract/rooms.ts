import assert from "node:assert/strict";
import { test } from "node:test";
import { loungeId } from "@parlance/server/ports/model.ts";
import { StoreError } from "@parlance/server/ports/store.ts";
import type { StoreContractOptions } from "./world.ts";
import { person, worldFor } from "./world.ts";

export function roomRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  test("the lounge is there from the start: public, named lounge, empty", async () => {
    const lounge = { id: loungeId, kind: "public", name: "lounge", topic: null, archivedAt: null, pair: [] };
    assert.deepEqual(await world().store.findRoom(loungeId), lounge);
    assert.deepEqual(await world().store.snapshot(loungeId, 10), { room: lounge, seq: 0, messages: [] });
    assert.equal(await world().store.findRoom("unknown"), null);
  });

  test("openDirect makes the pair's one room, whoever asks and however often, and tells both joinings", async () => {
    const { store } = world();
    const [zoe, ann] = [
      await world().account({ name: world().fresh("Zoe") }),
      await world().account({ name: world().fresh("Ann") }),
    ];
    const newRoomId = world().fresh("room");
    const outcome = await store.openDirect({ from: zoe.id, to: ann.id, newRoomId, at: 5 });
    const room = {
      id: newRoomId,
      kind: "direct" as const,
      name: null,
      topic: null,
      archivedAt: null,
      pair: [person(ann), person(zoe)],
    };
    assert.deepEqual(outcome, { kind: "room", room });
    const joined = { type: "member_joined" as const, room, at: 5, role: "member" as const, by: null };
    assert.deepEqual(world().eventsOf(newRoomId), [
      { ...joined, seq: 1, user: person(zoe) },
      { ...joined, seq: 2, user: person(ann) },
    ]);
    for (const [from, to] of [
      [zoe.id, ann.id],
      [ann.id, zoe.id],
    ] as const) {
      assert.deepEqual(await store.openDirect({ from, to, newRoomId: world().fresh("room"), at: 6 }), { kind: "room", room });
    }
    assert.equal(world().eventsOf(newRoomId).length, 2);
    assert.deepEqual(await store.findRoom(newRoomId), room);
  });

  test("openDirect called many times at once makes one room", async () => {
    const { store } = world();
    const [a, b] = [await world().account(), await world().account()];
    const calls = Array.from({ length: 20 }, (_, n) => {
      const [from, to] = n % 2 === 0 ? [a.id, b.id] : [b.id, a.id];
      return store.openDirect({ from, to, newRoomId: world().fresh("room"), at: 5 });
    });
    const outcomes = await Promise.all(calls);
    assert.equal(new Set(outcomes.map((outcome) => outcome.kind === "room" && outcome.room.id)).size, 1);
    assert.equal((await store.roomsOf(a.id, "", 10)).length, 1);
  });

  test("openDirect with oneself is a room of one", async () => {
    const { store } = world();
    const ann = await world().account();
    const room = await world().direct(ann, ann);
    assert.deepEqual(room.pair, [person(ann)]);
    assert.deepEqual(await store.membersOf(room.id, 0, 10), [{ user: person(ann), role: "member", seq: 1 }]);
    assert.deepEqual(await world().direct(ann, ann), room);
  });

  test("openDirect is for guests, too; a room and its members keep the name that the guest had when it was made", async () => {
    const { store } = world();
    const [ann, guest] = [await world().account(), await world().guest()];
    const room = await world().direct(ann, guest);
    const [seen, joined] = [await store.findRoom(room.id), await store.membersOf(room.id, 0, 10)];
    assert.deepEqual(seen, room);
    assert.deepEqual(new Set(room.pair), new Set([person(ann), person(guest)]));
    assert.deepEqual(joined, [
      { user: person(ann), role: "member", seq: 1 },
      { user: person(guest), role: "member", seq: 2 },
    ]);
    const renamed = await store.saveGuest({ id: guest.id, name: "Other", nameKey: world().fresh("other"), at: 3_000 });
    assert.equal(renamed.kind, "saved");
    assert.deepEqual(await store.findRoom(room.id), room);
    assert.deepEqual(await store.membersOf(room.id, 0, 10), joined);
    assert.deepEqual(await store.roomsOf(guest.id, "", 10), [room]);
    assert.deepEqual(await world().direct(ann, guest), room);
  });

  test("openDirect is for accounts and guests: strangers and unknown ids are no_user on either side", async () => {
    const { store } = world();
    const ann = await world().account();
    const known = world().stranger();
    await world().post(known);
    for (const { id } of [known, world().stranger()]) {
      const newRoomId = world().fresh("room");
      assert.deepEqual(await store.openDirect({ from: ann.id, to: id, newRoomId, at: 1 }), { kind: "no_user" });
      assert.deepEqual(await store.openDirect({ from: id, to: ann.id, newRoomId, at: 1 }), { kind: "no_user" });
      assert.equal(await store.findRoom(newRoomId), null);
    }
  });

  test("openDirect with a room id in use is the caller's mistake, with no effect", async () => {
    const { store } = world();
    const [a, b] = [await world().account(), await world().account()];
    const clash = store.openDirect({ from: a.id, to: b.id, newRoomId: loungeId, at: 1 });
    await assert.rejects(clash, (error) => error instanceof Error && !(error instanceof StoreError));
    assert.deepEqual(await store.roomsOf(a.id, "", 10), []);
  });

  test("membersOf pages in joining order by the seq of the joining", async () => {
    const { store } = world();
    const users = [await world().account({ joins: [loungeId] }), await world().account({ joins: [loungeId] })];
    await world().post(world().stranger());
    users.push(await world().account({ joins: [loungeId] }));
    const all = await store.membersOf(loungeId, 0, 100);
    assert.deepEqual(
      all.map(({ user }) => user),
      users.map(person),
    );
    const paged = [];
    for (
      let page = await store.membersOf(loungeId, 0, 2);
      page.length > 0;
      page = await store.membersOf(loungeId, paged.at(-1)?.seq ?? 0, 2)
    ) {
      paged.push(...page);
    }
    assert.deepEqual(paged, all);
    assert.deepEqual(await store.membersOf("unknown", 0, 10), []);
    assert.deepEqual(await store.membersOf(loungeId, 0, 0), []);
  });

  test("roomsOf pages by room id, texts ordered by code point", async () => {
    const { store } = world();
    const ann = await world().account({ joins: [loungeId] });
    // As UTF-16 units U+1F600 would come before U+FF5E.
    const ids = ["b", "a", "～", "😀", "B"].map((id) => `${world().fresh("r")}${id}`.replace(/^r-\d+/, "r"));
    for (const newRoomId of ids) {
      const other = await world().account();
      await store.openDirect({ from: ann.id, to: other.id, newRoomId, at: 1 });
    }
    const sorted = [loungeId, "rB", "ra", "rb", "r～", "r😀"];
    assert.deepEqual(
      (await store.roomsOf(ann.id, "", 100)).map(({ id }) => id),
      sorted,
    );
    assert.deepEqual(
      (await store.roomsOf(ann.id, "ra", 2)).map(({ id }) => id),
      ["rb", "r～"],
    );
    assert.deepEqual(await store.roomsOf("nobody", "", 100), []);
  });

  test("isMember and shareRoom", async () => {
    const { store } = world();
    const [a, b, c] = [await world().account(), await world().account(), await world().account()];
    const room = await world().direct(a, b);
    assert.deepEqual(await Promise.all([a, b, c].map(({ id }) => store.isMember(room.id, id))), [true, true, false]);
    assert.equal(await store.isMember("unknown", a.id), false);
    assert.equal(await store.isMember(room.id, "nobody"), false);
    assert.deepEqual(await Promise.all([store.shareRoom(a.id, b.id), store.shareRoom(b.id, a.id)]), [true, true]);
    assert.equal(await store.shareRoom(a.id, c.id), false);
    assert.equal(await store.shareRoom(a.id, a.id), true);
    assert.equal(await store.shareRoom(c.id, c.id), false);
    assert.equal(await store.shareRoom(a.id, "nobody"), false);
  });
}
