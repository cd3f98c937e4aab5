import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { SearchPace } from "./search-pace.ts";

function scene(slices: number, waiting = 0) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const at = { nowMs: 100, done: 0, told: [] as number[] };
  const pace = new SearchPace({
    work: () => {
      if (at.done >= slices) return false;
      at.done += 1;
      return true;
    },
    waiting: () => waiting,
    told: (count) => at.told.push(count),
    nowMs: () => at.nowMs,
  });
  const pass = (ms: number): void => {
    at.nowMs += ms;
    mock.timers.tick(ms);
  };
  return { at, pace, pass, [Symbol.dispose]: () => mock.timers.reset() };
}

describe("sqlite: when messages come into the index", () => {
  test("once nothing was written for a moment, slice after slice until there is nothing to do; then it is told once", async () => {
    using on = scene(3, 7);
    on.pass(4);
    assert.equal(on.at.done, 0);
    on.pass(1);
    for (let n = 0; n < 9; n += 1) await turn();
    assert.deepEqual([on.at.done, on.at.told], [3, [7]]);
    on.pace.rest();
    on.pass(5);
    assert.deepEqual(on.at.told, [7], "nothing was done, nothing is told");
  });

  test("writes come first: it stops for them, and goes on when it is quiet again", async () => {
    using on = scene(100);
    on.pass(5);
    await turn();
    const before = on.at.done;
    assert.ok(before > 0 && before < 10);
    on.pace.pause();
    for (let n = 0; n < 9; n += 1) await turn();
    assert.equal(on.at.done, before);
    on.pace.rest();
    on.pass(5);
    assert.ok(on.at.done > before);
    on.pace.stop();
    const last = on.at.done;
    on.pass(100);
    await turn();
    assert.equal(on.at.done, last);
  });

  test("under load that never ends it goes on all the same, a slice every 20 ms, or every 100 ms when writes are queueing", () => {
    for (const [isQueueing, expected] of [
      [false, 10],
      [true, 2],
    ] as const) {
      using on = scene(100, 10_000);
      for (let batch = 0; batch < 200; batch += 1) {
        on.at.nowMs += 1;
        on.pace.batchDone(isQueueing);
        on.pace.rest();
      }
      assert.ok(Math.abs(on.at.done - expected) <= 1, `${on.at.done} slices`);
      on.pace.stop();
    }
  });

  test("a handful of messages waits until it is quiet", () => {
    using on = scene(100, 1_000);
    for (let batch = 0; batch < 200; batch += 1) {
      on.at.nowMs += 1;
      on.pace.batchDone(false);
    }
    assert.equal(on.at.done, 0);
    on.pace.stop();
  });
});
