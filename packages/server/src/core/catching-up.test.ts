import assert from "node:assert/strict";
import { test } from "node:test";
import { createCatchingUp } from "./catching-up.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { settle } from "./testing/settle.ts";

/** Readings end when the test says so, in order. */
function catchingUp() {
  const clock = new ManualClock();
  const ends: PromiseWithResolvers<void>[] = [];
  const read = (): Promise<void> => {
    const end = Promise.withResolvers<void>();
    ends.push(end);
    return end.promise;
  };
  const caughtUp = createCatchingUp({ clock, read, waitMs: 500 });
  const answered: string[] = [];
  const ask = (who: string): void => void caughtUp().then(() => answered.push(who));
  return { clock, ends, answered, ask };
}

test("who asks is answered by a reading that began after they asked; all who ask meanwhile by one", async () => {
  const { ends, answered, ask, clock } = catchingUp();
  ask("a");
  ask("a too");
  await settle();
  ask("b");
  ask("b too");
  await settle();
  assert.equal(ends.length, 1, "one at a time");
  ends[0]?.resolve();
  await settle();
  assert.deepEqual([answered, ends.length], [["a", "a too"], 2]);
  ends[1]?.resolve();
  await settle();
  assert.deepEqual(answered, ["a", "a too", "b", "b too"]);
  assert.equal(clock.pending, 0);
});

test("a reading that fails keeps nobody waiting, and the next is tried", async () => {
  const { ends, answered, ask } = catchingUp();
  ask("a");
  await settle();
  ends[0]?.reject(new Error("disk"));
  await settle();
  ask("b");
  await settle();
  assert.deepEqual([answered, ends.length], [["a"], 2]);
});

test("while a reading hangs nobody waits longer than waitMs, and no second one is begun", async () => {
  const { ends, answered, ask, clock } = catchingUp();
  ask("a");
  await settle();
  ask("b");
  clock.advance(499);
  await settle();
  assert.deepEqual(answered, []);
  clock.advance(1);
  ask("c, at once");
  await settle();
  assert.deepEqual([answered, ends.length], [["a", "b", "c, at once"], 1]);
  ends[0]?.resolve();
  await settle();
  assert.equal(ends.length, 2);
});
