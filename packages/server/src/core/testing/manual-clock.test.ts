import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "./manual-clock.ts";

test("due tasks run in the order of their instants, each at its own", () => {
  const clock = new ManualClock();
  const seen: string[] = [];
  const note = (name: string) => () => {
    seen.push(`${name}@${clock.monotonicMs()}`);
  };
  clock.after(30, note("late"));
  clock.after(10, () => {
    note("early")();
    clock.after(5, note("nested"));
  });
  const stop = clock.every(10, note("tick"));
  clock.after(10, note("second at 10"));
  clock.advance(29);
  assert.deepEqual(seen, ["early@10", "tick@10", "second at 10@10", "nested@15", "tick@20"]);
  stop();
  clock.advance(1);
  assert.equal(seen.at(-1), "late@30");
  assert.equal(clock.pending, 0);
});

test("a cancelled task does not run, not even when it is cancelled by one due at the same instant", () => {
  const clock = new ManualClock();
  let ran = false;
  let cancel = (): void => undefined;
  clock.after(5, () => cancel());
  cancel = clock.after(5, () => {
    ran = true;
  });
  clock.advance(5);
  assert.equal(ran, false);
});

test("a jump of the wall clock leaves monotonic time alone", () => {
  const clock = new ManualClock({ wallMs: 1_000, monotonicMs: 7 });
  clock.jumpWall(-500);
  clock.advance(10);
  assert.equal(clock.now(), 510);
  assert.equal(clock.monotonicMs(), 17);
});
