import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nextStep } from "./history-steps.ts";

const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => ({ key: String(from + at) }));
const keys = (list: readonly { readonly key: string }[]) => list.map(({ key }) => Number(key));

test("older messages that push out the newest come in two steps: first the beginning, then the end", () => {
  const [drawn, wanted] = [rows(100, 600), rows(0, 500)];
  const step = nextStep(drawn, wanted);
  assert.ok(step.isShift);
  assert.deepEqual(keys(step.rows), keys(rows(0, 600)));
  const last = nextStep(step.rows, wanted);
  assert.ok(!last.isShift);
  assert.equal(last.rows, wanted);
});

test("newer messages that push out the oldest come in two steps, too", () => {
  const [drawn, wanted] = [rows(0, 500), rows(100, 600)];
  const step = nextStep(drawn, wanted);
  assert.ok(step.isShift);
  assert.deepEqual(keys(step.rows), keys(rows(100, 500)));
  assert.deepEqual(nextStep(step.rows, wanted), { rows: wanted, isShift: false, isAnew: false });
});

test("what changes at one end only, or in a row, is one step", () => {
  assert.deepEqual(nextStep(rows(5, 10), rows(0, 10)), { rows: rows(0, 10), isShift: true, isAnew: false });
  assert.deepEqual(nextStep(rows(0, 10), rows(0, 15)), { rows: rows(0, 15), isShift: false, isAnew: false });
  assert.deepEqual(nextStep(rows(0, 10), rows(0, 10)), { rows: rows(0, 10), isShift: false, isAnew: false });
});

test("another part of the history begins anew, and so does not what was empty", () => {
  assert.ok(nextStep(rows(0, 10), rows(20, 30)).isAnew);
  assert.ok(!nextStep([], rows(20, 30)).isAnew);
  assert.ok(!nextStep(rows(20, 30), []).isAnew);
});

test("whatever part of a history follows whatever other, two steps lead there, and a step changes one end", () => {
  const part = fc.tuple(fc.nat(40), fc.nat(40)).map(([from, length]) => rows(from, from + length));
  fc.assert(
    fc.property(part, part, (drawn, wanted) => {
      const one = nextStep(drawn, wanted);
      const two = nextStep(one.rows, wanted);
      assert.deepEqual(keys(two.rows), keys(wanted));
      if (one.isAnew || drawn.length === 0 || wanted.length === 0) return;
      assert.ok(!two.isAnew && (!one.isShift || !two.isShift));
      if (one.isShift) assert.equal(one.rows.at(-1)?.key, drawn.at(-1)?.key);
      else assert.equal(one.rows[0]?.key, drawn[0]?.key);
    }),
  );
});
