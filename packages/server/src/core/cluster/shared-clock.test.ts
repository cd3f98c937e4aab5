import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsWith, boundTable } from "../../ports/bounds.ts";
import { loungeId } from "../../ports/model.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { signUp } from "../testing/memory-chat.ts";
import { settle } from "../testing/settle.ts";
import { severalNodes } from "../testing/several-nodes.ts";
import { keptLog } from "../testing/silence.ts";
import { createSharedClock } from "./shared-clock.ts";

const hourMs = 3_600_000;
const bounds = boundsWith();

async function clockWith(sharedNow: (clock: ManualClock) => Promise<number | null>) {
  const clock = new ManualClock();
  const log = keptLog();
  const shared = await createSharedClock({ clock, bounds, log, store: { sharedNow: () => sharedNow(clock) } });
  const warnings = () => log.lines.filter(({ level }) => level === "warn").length;
  return { clock, shared, warnings };
}

test("the time is the store's, goes on between its answers, and a jump of the machine's clock is nothing to it", async () => {
  let store = 5_000_000;
  const { clock, shared } = await clockWith(async () => store);
  assert.equal(shared.clock.now(), 5_000_000);
  clock.advance(1_000);
  clock.jumpWall(-hourMs);
  assert.equal(shared.clock.now(), 5_001_000);
  store = 5_090_000;
  clock.advance(boundTable.clockCheckMs.value - 1_000);
  await settle();
  assert.equal(shared.clock.now(), 5_090_000, "asked again after clockCheckMs");
  shared.stop();
  assert.equal(clock.pending, 0);
});

test("a store without a time of its own leaves the machine's", async () => {
  const { clock, shared } = await clockWith(async () => null);
  assert.equal(shared.clock, clock);
  shared.stop();
});

test("a slow answer is good for no more than its slowness: what is within it stays, what is not goes to its middle", async () => {
  let aheadMs = 0;
  let answer: (() => void) | null = null;
  const truth = (clock: ManualClock): number => 5_000_000 + clock.monotonicMs() + aheadMs;
  let isSlow = false;
  const { clock, shared } = await clockWith(async (clock) => {
    const read = truth(clock);
    if (isSlow) await new Promise<void>((resolve) => (answer = resolve));
    return read;
  });
  isSlow = true;
  const check = async (): Promise<void> => {
    clock.advance(boundTable.clockCheckMs.value - (clock.monotonicMs() % boundTable.clockCheckMs.value));
    clock.advance(400);
    answer?.();
    await settle();
  };
  aheadMs = 300;
  await check();
  assert.equal(shared.clock.now(), truth(clock) - 300);
  aheadMs = 10_000;
  await check();
  assert.equal(truth(clock) - shared.clock.now(), 200);
});

test("while the store does not answer the time goes on from its last answer; at first there must be one", async () => {
  let isThere = true;
  const { clock, shared } = await clockWith((clock) =>
    isThere ? Promise.resolve(5_000_000 + clock.monotonicMs()) : Promise.reject(new Error("away")),
  );
  isThere = false;
  clock.advance(2 * boundTable.clockCheckMs.value);
  await settle();
  assert.equal(shared.clock.now(), 5_000_000 + clock.monotonicMs());
  await assert.rejects(
    clockWith(() => Promise.reject(new Error("away"))),
    /away/,
  );
});

test("I8: a machine's clock more than clockSkewMs off is logged, once until it is right again", async () => {
  const { clock, warnings } = await clockWith(async (clock) => 1_750_000_000_000 + clock.monotonicMs());
  const check = async (): Promise<number> => {
    clock.advance(boundTable.clockCheckMs.value);
    await settle();
    return warnings();
  };
  clock.jumpWall(boundTable.clockSkewMs.value);
  assert.equal(await check(), 0);
  clock.jumpWall(1);
  assert.deepEqual([await check(), await check()], [1, 1]);
  clock.jumpWall(-boundTable.clockSkewMs.value);
  await check();
  clock.jumpWall(hourMs);
  assert.equal(await check(), 2);
});

test("a node whose machine is an hour off stamps and compares as the others: messages, tokens, bans, activity, names", async () => {
  for (const offMs of [-hourMs, hourMs]) {
    const truth = new ManualClock();
    const store = { sharedNow: async () => truth.now() };
    await using all = await severalNodes(0, { bounds: { tokenLifetimeMs: 600_000 } });
    const right = await all.add({ clock: truth, store });
    const wrong = await all.add({ clock: new ManualClock({ wallMs: truth.now() + offMs }), store });
    all.pass(1_000);
    const ann = await signUp(wrong.chat, "alice");
    assert.equal(ann.session.expiresAt, truth.now() + 600_000);
    const message = await wrong.chat.messages.post({ roomId: loungeId, author: ann.user, text: "hello" });
    assert.equal(message.at, truth.now());
    wrong.chat.presence.enter(ann.user);
    all.pass(200);
    const [entry] = right.chat.presence.list(10);
    assert.ok(entry?.online && truth.now() - entry.lastActiveAt <= 200);
    const told: string[] = [];
    for (const { chat } of [right, wrong]) {
      const session = await chat.accounts.authenticate(ann.token);
      chat.accounts.watch(session, () => told.push("ended"));
    }
    await all.rest(590_000);
    assert.deepEqual(told, []);
    await all.rest(20_000);
    assert.equal(told.length, 2);
  }
});
