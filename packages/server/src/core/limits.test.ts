import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { boundsWith } from "../ports/bounds.ts";
import { ChatError } from "./errors.ts";
import { createLimits, takeOrRefuse } from "./limits.ts";
import { ManualClock } from "./testing/manual-clock.ts";

const limitsWith = (changes: Parameters<typeof boundsWith>[0], limitsOn = true) => {
  const clock = new ManualClock();
  return { clock, limits: createLimits({ clock, bounds: boundsWith(changes), limitsOn }) };
};

test("I8: of n + 1 takes in a minute the last is refused, and it does not lengthen the wait", () => {
  const { clock, limits } = limitsWith({ sendsPerMinute: 60 });
  for (let i = 0; i < 60; i++) assert.equal(limits.take("sendsPerMinute", "ann"), true);
  assert.equal(limits.take("sendsPerMinute", "ann"), false);
  assert.equal(limits.take("sendsPerMinute", "bob"), true, "another subject has its own allowance");
  assert.equal(limits.take("togglesPerMinute", "ann"), true, "another rate has its own allowance");
  clock.advance(59_999);
  assert.equal(limits.take("sendsPerMinute", "ann"), false);
  clock.advance(1);
  assert.equal(limits.take("sendsPerMinute", "ann"), true);
});

test("the window slides: a take counts for exactly a minute", () => {
  const { clock, limits } = limitsWith({ sendsPerMinute: 2 });
  limits.take("sendsPerMinute", "ann");
  clock.advance(30_000);
  limits.take("sendsPerMinute", "ann");
  clock.advance(30_000);
  assert.equal(limits.take("sendsPerMinute", "ann"), true);
  assert.equal(limits.take("sendsPerMinute", "ann"), false);
  assert.equal(limits.retryAfterMs("sendsPerMinute", "ann"), 30_000);
});

test("any history of takes, refunds and waits is judged as by a list of all takes", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("take" as const), subject: fc.constantFrom("a", "b") }),
    fc.record({ kind: fc.constant("refund" as const), subject: fc.constantFrom("a", "b") }),
    fc.record({ kind: fc.constant("wait" as const), ms: fc.oneof(fc.nat(200), fc.constantFrom(20_000, 59_999, 60_000)) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 0, max: 9 }), (steps, limit) => {
      const { clock, limits } = limitsWith({ sendsPerMinute: limit });
      const model = new Map<string, number[]>([
        ["a", []],
        ["b", []],
      ]);
      for (const one of steps) {
        if (one.kind === "wait") {
          clock.advance(one.ms);
          continue;
        }
        const now = clock.monotonicMs();
        const taken = (model.get(one.subject) ?? []).filter((at) => at > now - 60_000);
        model.set(one.subject, taken);
        const expectedWait = taken.length < limit ? 0 : (taken[0] ?? now) + 60_000 - now;
        assert.equal(limits.retryAfterMs("sendsPerMinute", one.subject), expectedWait);
        if (one.kind === "refund") {
          taken.pop();
          limits.refund("sendsPerMinute", one.subject);
        } else {
          assert.equal(limits.take("sendsPerMinute", one.subject), taken.length < limit);
          if (taken.length < limit) taken.push(now);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("the wall clock jumping back an hour changes no rate", () => {
  const { clock, limits } = limitsWith({ sendsPerMinute: 1 });
  limits.take("sendsPerMinute", "ann");
  clock.jumpWall(-3_600_000);
  assert.equal(limits.take("sendsPerMinute", "ann"), false);
  clock.advance(60_000);
  assert.equal(limits.take("sendsPerMinute", "ann"), true);
});

test("I8: past rateSubjects the longest idle subject is forgotten, no other", () => {
  const { limits } = limitsWith({ sendsPerMinute: 1, rateSubjects: 3 });
  for (const subject of ["a", "b", "c"]) limits.take("sendsPerMinute", subject);
  assert.equal(limits.take("sendsPerMinute", "a"), false, "n subjects are remembered; a is now the latest active");
  limits.take("sendsPerMinute", "d");
  assert.equal(limits.take("sendsPerMinute", "a"), false);
  assert.equal(limits.take("sendsPerMinute", "c"), false);
  assert.equal(limits.take("sendsPerMinute", "b"), true, "b was the longest idle of n + 1");
});

test("--limits off lifts every rate", () => {
  const { limits } = limitsWith({ sendsPerMinute: 1 }, false);
  for (let i = 0; i < 100; i++) assert.equal(limits.take("sendsPerMinute", "ann"), true);
  assert.equal(limits.retryAfterMs("sendsPerMinute", "ann"), 0);
});

test("a refusal tells when to come back", () => {
  const { clock, limits } = limitsWith({ sendsPerMinute: 1 });
  takeOrRefuse(limits, "sendsPerMinute", "ann");
  clock.advance(1_000);
  assert.throws(
    () => takeOrRefuse(limits, "sendsPerMinute", "ann"),
    (error) => {
      assert.ok(error instanceof ChatError);
      assert.equal(error.code, "rate_limited");
      assert.equal(error.retryAfterMs, 59_000);
      return true;
    },
  );
});
