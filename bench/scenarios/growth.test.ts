import assert from "node:assert/strict";
import { test } from "node:test";
import type { Size } from "../growth.ts";
import { growthReport } from "./growth.ts";

const size = (messages: number, startMs: number, p50Ms: number): Size => ({
  messages,
  startMs,
  bytesPerMessage: 117.6,
  rawSyncMs: 0.1,
  steps: [{ name: "send", p50Ms, p99Ms: 9 }],
});

test("each step has a row, each size a column, and the growth from the first to the last stands at the end", () => {
  const [table] = growthReport([size(10_000, 300, 0.2), size(100_000, 330, 0.5)]).tables;
  assert.deepEqual(table?.columns, ["", "10,000", "100,000", "last ÷ first"]);
  assert.deepEqual(table?.rows, [
    ["start to ready", "300.00", "330.00", "1.10"],
    ["send", "0.20", "0.50", "2.50"],
    ["the disk alone: appended and synced", "0.10", "0.10", "1.00"],
    ["bytes on disk for each message", "118", "118", "1.00"],
  ]);
});

test("a start of more than a second at the largest size is told", () => {
  assert.deepEqual(growthReport([size(10_000, 1_500, 1), size(100_000, 990, 1)]).notes, []);
  assert.match(String(growthReport([size(10_000, 300, 1), size(100_000, 1_010, 1)]).notes), /MISSED: start with 100,000/);
});
