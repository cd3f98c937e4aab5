import assert from "node:assert/strict";
import { test } from "node:test";
import { settle } from "../../../core/testing/settle.ts";
import type { Talk } from "../../testing/talk.ts";
import { openStage } from "../testing/stage.ts";

const watch = (id: number, ...userIds: string[]) => ({ type: "presence.watch", id, payload: { userIds } });
const set = (away: unknown) => ({ type: "presence.set", payload: { away } });
const result = (id: number, ...users: object[]) => ({ type: "zo.result", id, payload: { users } });
const onChanged = (payload: object) => ({ type: "presence.onChanged", payload });

/** Lets what waits for an answer go out, and answers all that came. */
async function heard(talk: Talk): Promise<unknown[]> {
  await settle(2);
  return talk.heard();
}

test("presence.watch answers how users are and presence.onChanged tells every change; away only when all connections are", async () => {
  await using stage = await openStage();
  const [alice, bob] = [await stage.join("Alice"), await stage.join("Bob")];
  const lastActiveAt = stage.clock.now();
  assert.deepEqual(await alice.talk.ask(watch(1, bob.id, "nobody")), [
    result(1, { userId: bob.id, state: "online", lastActiveAt }, { userId: "nobody", state: "offline" }),
  ]);
  const second = await stage.connect({ token: bob.token });
  await bob.talk.say(set(true));
  assert.deepEqual(await heard(alice.talk), []);
  await second.say(set(true));
  assert.deepEqual(await heard(alice.talk), [onChanged({ userId: bob.id, state: "away", lastActiveAt })]);
  await second.say(set(false));
  for (const talk of [bob.talk, second]) talk.hangUp();
  const leftAt = stage.clock.now();
  stage.clock.advance(stage.chat.bounds.presenceGraceMs);
  assert.deepEqual(await heard(alice.talk), [
    onChanged({ userId: bob.id, state: "online", lastActiveAt }),
    onChanged({ userId: bob.id, state: "offline", lastActiveAt: leftAt }),
  ]);
  assert.deepEqual(await alice.talk.ask({ type: "presence.unwatch", id: 2, payload: { userIds: [bob.id] } }), [
    { type: "zo.result", id: 2 },
  ]);
  await stage.connect({ token: bob.token });
  assert.deepEqual(await heard(alice.talk), []);
  assert.deepEqual(stage.counted, ["zo presence.watch ok", ...Array(3).fill("zo presence.set ok"), "zo presence.unwatch ok"]);
});

test("a change is encoded and framed once for all who watch", async () => {
  await using stage = await openStage();
  const bob = await stage.join("Bob");
  const talks = [await stage.join("Alice"), await stage.join("Carol"), await stage.join("Dave")].map(({ talk }) => talk);
  for (const talk of talks) await talk.ask(watch(1, bob.id));
  await settle(2);
  stage.built.length = 0;
  await bob.talk.say(set(true));
  assert.equal(stage.built.length, 1);
  assert.equal(new Set(talks.map((talk) => talk.sent.at(-1))).size, 1);
});

test("what changes while a watch is answered is told after the answer, the latest alone", async () => {
  await using stage = await openStage();
  const [alice, bob] = [await stage.join("Alice"), await stage.join("Bob")];
  await alice.talk.ask(watch(1, bob.id));
  await settle(2);
  const { acquaintancesOf } = stage.store;
  stage.store.acquaintancesOf = async (...args) => {
    for (const away of [true, false, true]) await bob.talk.say(set(away));
    return await acquaintancesOf.apply(stage.store, args);
  };
  const asking = alice.talk.ask(watch(2, bob.id)).then(async (answer) => [...answer, ...(await heard(alice.talk))]);
  const away = { userId: bob.id, state: "away", lastActiveAt: stage.clock.now() };
  assert.deepEqual(await asking, [result(2, away), onChanged(away)]);
});

test("refusals: watchedUsers and the rate as zo errors; a payload that does not fit", async () => {
  await using stage = await openStage({ bounds: { watchedUsers: 1, watchesPerMinute: 2 } });
  const { talk } = await stage.join("Alice");
  const refusal = async (frame: object) => {
    const [answer] = (await talk.ask(frame)) as [{ payload: { code: string; data?: { reason?: string } } }];
    return [answer.payload.code, answer.payload.data?.reason];
  };
  assert.deepEqual(await refusal(watch(1, "a", "b")), ["conflict", "limit_reached"]);
  await talk.ask(watch(2, "a"));
  assert.deepEqual(await refusal(watch(3, "a")), ["rate_limited", "rate_limited"]);
  assert.deepEqual(await refusal(set("yes")), ["invalid_payload", undefined]);
});

test("when the connection goes nothing of its watching is left, also when it is being answered", async () => {
  await using stage = await openStage();
  const [alice, bob] = [await stage.join("Alice"), await stage.join("Bob")];
  await alice.talk.ask(watch(1, bob.id));
  const second = await stage.connect({ token: alice.token });
  const asking = second.say(watch(1, bob.id));
  second.hangUp();
  alice.talk.hangUp();
  await asking;
  await bob.talk.say(set(true));
  await settle(2);
  assert.deepEqual([alice.talk.sentTooLate, second.sentTooLate], [[], []]);
});
