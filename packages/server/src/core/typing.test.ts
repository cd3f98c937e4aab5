import assert from "node:assert/strict";
import { test } from "node:test";
import { createLocalBus } from "../bus/local/local-bus.ts";
import type { Bus } from "../ports/bus.ts";
import { loungeId } from "../ports/model.ts";
import { StoreError } from "../ports/store.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import type { ErrorCode } from "./errors.ts";
import { memoryChat } from "./testing/memory-chat.ts";
import { newAccounts } from "./testing/new-accounts.ts";
import { settle } from "./testing/settle.ts";
import { storeWith } from "./testing/store-with.ts";
import { seatOf, openTypingStage as stage, typists } from "./testing/typing-stage.ts";

const refusedAs = (code: ErrorCode) => ({ name: "ChatError", code });

test("who looks at a room is answered who writes there, and told who begins and who ends", async () => {
  await using on = await stage();
  const { at, ann, bob, room } = on;
  const [byAnn, byBob] = [seatOf(at, ann), seatOf(at, bob)];
  await byBob.set(room.id, true);
  assert.deepEqual(await byAnn.look([room.id]), [{ roomId: room.id, users: [{ id: "bob", kind: "account", name: "bob" }] }]);
  await byBob.set(room.id, false);
  await byBob.set(room.id, false);
  await byBob.set(room.id, true);
  assert.deepEqual(byAnn.news(), ["bob off", "bob on"]);
  await byAnn.look([]);
  await byBob.set(room.id, false);
  assert.deepEqual(byAnn.news(), []);
});

test("the typist's own connection is told nothing, another one of theirs is", async () => {
  await using on = await stage();
  const { at, bob, room } = on;
  const [first, second] = [seatOf(at, bob), seatOf(at, bob)];
  for (const seat of [first, second]) await seat.look([room.id]);
  await first.set(room.id, true);
  assert.deepEqual([first.news(), second.news()], [[], ["bob on"]]);
  assert.deepEqual([typists(await first.look([room.id])), typists(await second.look([room.id]))], [[""], ["bob"]]);
});

test("the latest of a user's connections that said so answers for it", async () => {
  await using on = await stage();
  const { at, ann, bob, room } = on;
  const [byAnn, first, second] = [seatOf(at, ann), seatOf(at, bob), seatOf(at, bob)];
  await byAnn.look([room.id]);
  await first.set(room.id, true);
  await second.set(room.id, true);
  byAnn.news();
  await first.set(room.id, false);
  first.close();
  at.clock.advance(5_999);
  assert.deepEqual(byAnn.news(), []);
  second.close();
  assert.deepEqual(byAnn.news(), ["bob off"]);
});

test("I8: it ends by itself after typingMs without a word", async () => {
  await using on = await stage();
  const { at, ann, bob, room } = on;
  const [byAnn, byBob] = [seatOf(at, ann), seatOf(at, bob)];
  await byAnn.look([room.id]);
  await byBob.set(room.id, true);
  at.clock.advance(2_999);
  await byBob.set(room.id, true);
  at.clock.advance(5_999);
  assert.deepEqual(byAnn.news(), ["bob on"]);
  at.clock.advance(1);
  assert.deepEqual(byAnn.news(), ["bob off"]);
});

test("I8: typingRepeatMs: within it it is not told again, past it it is", async () => {
  await using on = await stage();
  const { at, ann, bob, room } = on;
  const [byAnn, byBob] = [seatOf(at, ann), seatOf(at, bob)];
  await byAnn.look([room.id]);
  await byBob.set(room.id, true);
  for (const [ms, news] of [
    [2_999, ["bob on"]],
    [1, ["bob on"]],
    [2_999, []],
  ] as const) {
    at.clock.advance(ms);
    await byBob.set(room.id, true);
    assert.deepEqual(byAnn.news(), news);
  }
});

test("it ends with the post, told after the message, on whatever connection; and with the connection", async () => {
  await using on = await stage();
  const { at, ann, bob, room } = on;
  const [byAnn, byBob] = [seatOf(at, ann), seatOf(at, bob)];
  await byAnn.look([room.id]);
  const order: string[] = [];
  await at.chat.feeds.followRooms(ann.id, (events) => order.push(...events.map(({ type }) => type), ...byAnn.news()));
  await byBob.set(room.id, true);
  await at.chat.messages.post({ roomId: room.id, author: ann, text: "not by whom it is" });
  await at.chat.messages.post({ roomId: room.id, author: bob, text: "done" });
  assert.deepEqual(order, ["posted", "bob on", "posted"]);
  assert.deepEqual(byAnn.news(), ["bob off"]);
  await byBob.set(room.id, true);
  byBob.close();
  await byBob.set(room.id, true);
  assert.deepEqual(byAnn.news(), ["bob on", "bob off"]);
});

test("a post, an end or a leaving while it is found out whether the user may is the end of it", async () => {
  const memory = createMemoryStore();
  let meanwhile: (() => Promise<unknown> | undefined) | null = null;
  const store = storeWith(memory, {
    isMember: async (...args) => {
      const happens = meanwhile;
      meanwhile = null;
      const answer = await memory.isMember(...args);
      await happens?.();
      return answer;
    },
  });
  await using on = await stage({ store });
  const { at, ann, bob, room } = on;
  const byAnn = seatOf(at, ann);
  await byAnn.look([room.id]);
  const byBob = seatOf(at, bob);
  const ends = [
    () => at.chat.messages.post({ roomId: room.id, author: bob, text: "done" }),
    () => byBob.set(room.id, false),
    async () => byBob.close(),
    () => at.chat.rooms.leave(bob, room.id),
  ];
  const { pending } = at.clock;
  for (const happens of ends) {
    meanwhile = happens;
    await (happens === ends[3] ? seatOf(at, bob) : byBob).set(room.id, true);
    assert.deepEqual([byAnn.news(), at.clock.pending], [[], pending]);
  }
});

test("only who may post may be seen writing: members, in rooms in use; everybody in the lounge", async () => {
  await using on = await stage();
  const { at, ann, bob, cat, room } = on;
  const [byBob, byCat] = [seatOf(at, bob), seatOf(at, cat)];
  await byBob.look([room.id, loungeId]);
  await assert.rejects(byCat.set(room.id, true), refusedAs("not_found"));
  await assert.rejects(byCat.set("nowhere", true), refusedAs("not_found"));
  await byCat.set(loungeId, true);
  assert.deepEqual(byBob.news(), ["cat on"]);
  const hall = await at.chat.rooms.create(ann, { kind: "public", name: "Hall" });
  await assert.rejects(byCat.set(hall.id, true), refusedAs("not_found"));
  await at.chat.rooms.change(ann, room.id, { archived: true });
  await assert.rejects(byBob.set(room.id, true), refusedAs("archived"));
});

test("who was removed while writing is seen to end, and refused when they go on", async () => {
  await using on = await stage();
  const { at, ann, bob, room } = on;
  const [byAnn, byBob] = [seatOf(at, ann), seatOf(at, bob)];
  await byAnn.look([room.id]);
  await byBob.set(room.id, true);
  await at.chat.rooms.remove(ann, room.id, bob.id);
  await assert.rejects(byBob.set(room.id, true), refusedAs("not_found"));
  assert.deepEqual(byAnn.news(), ["bob on", "bob off"]);
});

test("I8: roomsLookedAt at n and n + 1; what is refused changes nothing", async () => {
  await using on = await stage({ bounds: { roomsLookedAt: 2 } });
  const { at, ann, bob, room } = on;
  const [byAnn, byBob] = [seatOf(at, ann), seatOf(at, bob)];
  await byBob.look([room.id, loungeId, room.id]);
  await assert.rejects(byBob.look([room.id, loungeId, "nowhere"]), refusedAs("limit_reached"));
  await byAnn.set(room.id, true);
  assert.deepEqual(byBob.news(), ["ann on"]);
});

test("I8: past typingPerMinute it does nothing, and says nothing of it; an end always counts", async () => {
  await using on = await stage({ bounds: { typingPerMinute: 2 } });
  const { at, ann, bob, room } = on;
  const [byAnn, byBob] = [seatOf(at, ann), seatOf(at, bob)];
  await byAnn.look([room.id]);
  for (let n = 0; n < 2; n++) for (const isTyping of [true, true, false]) await byBob.set(room.id, isTyping);
  assert.deepEqual(byAnn.news(), ["bob on", "bob off", "bob on", "bob off"]);
  await byBob.set(room.id, true);
  assert.deepEqual(byAnn.news(), []);
});

test("I8: typistsPerRoom are told of at once; the next when one of them ended and they say so again", async () => {
  await using on = await stage({ bounds: { typistsPerRoom: 2 } });
  const { at, ann, bob, cat } = on;
  const looker = seatOf(at, ann);
  const [first, second, third] = [seatOf(at, ann), seatOf(at, bob), seatOf(at, cat)];
  await looker.look([loungeId]);
  for (const seat of [first, second, third]) await seat.set(loungeId, true);
  assert.deepEqual(looker.news(), ["ann on", "bob on"]);
  await third.set(loungeId, false);
  await first.set(loungeId, false);
  await third.set(loungeId, true);
  assert.deepEqual(looker.news(), ["ann off", "cat on"]);
  assert.deepEqual(typists(await looker.look([loungeId])), ["bob cat"]);
});

test("cost: a signal in a room of many costs those who look, and is told as one object", async () => {
  await using on = await stage({ limitsOn: false });
  const { at, ann, bob, room } = on;
  const others = await newAccounts(at.store, ...Array.from({ length: 500 }, (_, n) => `m${n}`));
  for (const { id } of others) await at.chat.rooms.invite(ann, room.id, id);
  const seats = others.map((user) => seatOf(at, user));
  for (const seat of seats.slice(0, 5)) await seat.look([room.id]);
  await seatOf(at, bob).set(room.id, true);
  const told = seats.flatMap((seat) => seat.told);
  assert.deepEqual([told.length, new Set(told).size], [5, 1]);
});

test("nothing is left when nobody writes or looks: no timer, no subscription, also when a connection went meanwhile", async () => {
  const local = createLocalBus();
  let open = 0;
  const counting =
    <Args extends unknown[]>(subscribe: (...args: Args) => Promise<() => void>) =>
    async (...args: Args) => {
      const stop = await subscribe(...args);
      open++;
      return () => {
        open--;
        stop();
      };
    };
  const bus: Bus = { ...local, hear: counting(local.hear), subscribe: counting(local.subscribe) };
  await using on = await stage({ bus });
  const { at, ann, bob, room } = on;
  const before = [open, at.clock.pending];
  const [byAnn, byBob, gone] = [seatOf(at, ann), seatOf(at, bob), seatOf(at, bob)];
  const looking = gone.look([room.id, loungeId]);
  gone.close();
  await looking;
  await byAnn.look([room.id, loungeId]);
  await byBob.set(room.id, true);
  assert.equal(open, (before[0] ?? 0) + 3);
  for (const seat of [byAnn, byBob]) seat.close();
  await settle();
  assert.deepEqual([open, at.clock.pending], before);
  assert.deepEqual([byAnn.news(), gone.news()], [["bob on"], []]);
});

test("what the store cannot say is refused, and nothing is kept of it", async () => {
  const memory = createMemoryStore();
  let isBroken = false;
  const isMember: typeof memory.isMember = (...args) =>
    isBroken ? Promise.reject(new StoreError("failed", "disk")) : memory.isMember(...args);
  await using on = await stage({ store: storeWith(memory, { isMember }) });
  const { at, ann, bob, room } = on;
  const [byAnn, byBob] = [seatOf(at, ann), seatOf(at, bob)];
  isBroken = true;
  await assert.rejects(byAnn.look([room.id]), refusedAs("unavailable"));
  await assert.rejects(byBob.set(room.id, true), refusedAs("unavailable"));
  isBroken = false;
  await byBob.set(room.id, true);
  assert.deepEqual(typists(await byAnn.look([room.id])), ["bob"]);
});

test("what is written at another process arrives, and ends here by itself when its end was lost", async () => {
  const local = createLocalBus();
  let isLost = false;
  const bus: Bus = { ...local, signal: (...args) => void (isLost || local.signal(...args)) };
  const memory = createMemoryStore();
  await using other = await memoryChat({ store: memory, bus });
  await using on = await stage({ store: memory, bus });
  const { at, ann, bob, room } = on;
  const [byAnn, there] = [seatOf(at, ann), seatOf(other, bob)];
  await byAnn.look([room.id]);
  await there.set(room.id, true);
  assert.deepEqual(byAnn.news(), ["bob on"]);
  assert.deepEqual(typists(await byAnn.look([room.id])), ["bob"]);
  await there.set(room.id, false);
  assert.deepEqual(byAnn.news(), ["bob off"]);
  await there.set(room.id, true);
  isLost = true;
  there.close();
  at.clock.advance(9_000);
  assert.deepEqual(byAnn.news(), ["bob on", "bob off"]);
});

test("who posts by another process than the one they write at is seen to end at both", async () => {
  const [bus, memory] = [createLocalBus(), createMemoryStore()];
  await using other = await memoryChat({ store: memory, bus });
  await using on = await stage({ store: memory, bus });
  const { at, ann, bob, room } = on;
  const [byAnn, annThere, bobThere] = [seatOf(at, ann), seatOf(other, ann), seatOf(other, bob)];
  for (const seat of [byAnn, annThere]) await seat.look([room.id]);
  await bobThere.set(room.id, true);
  await at.chat.messages.post({ roomId: room.id, author: bob, text: "said" });
  assert.deepEqual(
    [byAnn.news(), annThere.news()],
    [
      ["bob on", "bob off"],
      ["bob on", "bob off"],
    ],
  );
  await bobThere.set(room.id, true);
  assert.deepEqual(annThere.news(), ["bob on"], "and may begin again");
});
