import assert from "node:assert/strict";
import { test } from "node:test";
import { boundTable } from "../../ports/bounds.ts";
import { severalNodes } from "../testing/several-nodes.ts";

const rate = "loginFailuresPerAccountPerMinute";
const limit = boundTable[rate].value;
const shareMs = boundTable.nodeShareMs.value;

/** Guesses on the nodes in turn, one every `gapMs`; the times of those that were let through. */
async function guessed(gapMs: number, forMs: number): Promise<readonly number[]> {
  await using all = await severalNodes(3);
  const through: number[] = [];
  for (let atMs = 0; atMs < forMs; atMs += gapMs) {
    const node = all.nodes[(atMs / gapMs) % 3];
    if (node?.chat.limits.take(rate, "ann")) through.push(atMs);
    all.pass(gapMs, 10);
  }
  return through;
}

function mostInAMinute(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length));
}

test("who guesses on three nodes is let through as often as on one, when the nodes can tell each other between two guesses", async () => {
  const through = await guessed(100, 130_000);
  assert.equal(mostInAMinute(through), limit);
  assert.ok(through.length >= 2 * limit, "and no less");
});

test("I8: and at most what comes within nodeShareMs, and a signal's way, more, however fast they are", async () => {
  const [gapMs, wayMs] = [10, 10];
  const most = mostInAMinute(await guessed(gapMs, 65_000));
  assert.ok(most > limit, "the delay is there");
  assert.ok(most <= limit + (shareMs + wayMs) / gapMs, `${most} in a minute`);
});

test("all at once, each node lets through what it would alone, and then none for as long as that takes", async () => {
  await using all = await severalNodes(3);
  let through = 0;
  const guess = (): void => {
    for (const { chat } of all.nodes) for (let n = 0; n <= limit; n++) if (chat.limits.take(rate, "ann")) through++;
  };
  guess();
  assert.equal(through, 3 * limit);
  all.pass(59_000);
  guess();
  assert.equal(through, 3 * limit);
});

test("what is given back is given back everywhere: who logs in again and again on one node is not locked out on another", async () => {
  await using all = await severalNodes(2);
  const [one, two] = all.nodes;
  assert.ok(one && two);
  for (let n = 0; n < 3 * limit; n++) {
    assert.equal(one.chat.limits.take(rate, "ann"), true);
    if (n % 2 === 0) all.pass(100);
    one.chat.limits.refund(rate, "ann");
    all.pass(100);
  }
  for (let n = 0; n < limit; n++) assert.equal(two.chat.limits.take(rate, "ann"), true);
  assert.equal(two.chat.limits.take(rate, "ann"), false);
  all.pass(100);
  assert.equal(one.chat.limits.take(rate, "ann"), false);
  assert.ok(one.chat.limits.retryAfterMs(rate, "ann") > 50_000);
});

test("a rate that bounds what one node has to do is that node's own", async () => {
  await using all = await severalNodes(2, { bounds: { typingPerMinute: 1 } });
  for (const { chat } of all.nodes) {
    assert.equal(chat.limits.take("typingPerMinute", "ann"), true);
    all.pass(200);
  }
});

test("I8: with ratesSharedAtOnce subjects they are told at once, in signals of nodeSignalBytes; alone nothing is told", async () => {
  const ratesSharedAtOnce = 100;
  await using all = await severalNodes(1, { bounds: { ratesSharedAtOnce, sendsPerMinute: 1 } });
  const takeMany = (count: number): void => {
    for (let n = 0; n < count; n++) all.nodes[0]?.chat.limits.take("sendsPerMinute", `user-${n}-${"x".repeat(100)}`);
  };
  takeMany(500);
  all.pass(500);
  assert.equal(all.bus.sizes.signals, 1, "a beat");
  await all.add();
  all.pass(60_000);
  const before = all.bus.sizes.signals;
  takeMany(ratesSharedAtOnce - 1);
  assert.equal(all.bus.sizes.signals, before);
  takeMany(ratesSharedAtOnce);
  assert.ok(all.bus.sizes.signals > before + 1);
  assert.ok(all.bus.sizes.mostBytes <= boundTable.nodeSignalBytes.value);
});

test("the clock of a node that is an hour off changes no rate", async () => {
  await using all = await severalNodes(2);
  const [one, two] = all.nodes;
  assert.ok(one && two);
  one.clock.jumpWall(3_600_000);
  for (let n = 0; n < limit; n++) assert.equal(one.chat.limits.take(rate, "ann"), true);
  all.pass(100);
  assert.equal(two.chat.limits.take(rate, "ann"), false);
  all.pass(60_000);
  assert.equal(two.chat.limits.take(rate, "ann"), true);
});
