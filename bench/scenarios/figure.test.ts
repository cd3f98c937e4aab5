import assert from "node:assert/strict";
import { test } from "node:test";
import { figuresReport, isMet } from "./figure.ts";

test("a figure on its bar meets it, one past it does not, and one that was not measured never does", () => {
  assert.deepEqual(
    [4.9, 5, 5.1, Number.NaN].map((value) => isMet(value, { atMost: 5 })),
    [true, true, false, false],
  );
  assert.deepEqual(
    [4.9, 5, 5.1, Number.NaN].map((value) => isMet(value, { atLeast: 5 })),
    [false, true, true, false],
  );
});

test("a missed bar is told in the table and in the notes, after what else there is to say", () => {
  const report = figuresReport(
    "t",
    [
      { label: "fast", value: 1.234, unit: "s", bar: { atMost: 5 } },
      { label: "slow", value: 1_234.5, unit: "ms", bar: { atMost: 250 } },
      { label: "plain", value: 12.34, unit: "%" },
    ],
    ["first"],
  );
  assert.deepEqual(report.tables[0]?.rows, [
    ["fast", "1.23 s", "≤ 5: met"],
    ["slow", "1,235 ms", "≤ 250: MISSED"],
    ["plain", "12.3 %", ""],
  ]);
  assert.deepEqual(report.notes, ["first", "MISSED: slow: 1,235 ms, ≤ 250: MISSED"]);
});
