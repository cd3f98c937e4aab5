import assert from "node:assert/strict";
import { test } from "node:test";
import type { FaultLine, Line } from "./records.ts";
import { hasRecovered, recoveryOf } from "./recovery.ts";

const fault: FaultLine = { kind: "fault", nemesis: "cut", target: "node 0", beganMs: 1_000, endedMs: 2_000 };
const wrote = (
  node: number,
  at: number,
  startMs: number,
  endMs: number,
  outcome: "acknowledged" | "unknown" = "acknowledged",
): Line => ({
  kind: "op",
  client: `probe${node}`,
  userId: "u",
  protocol: "native",
  node,
  roomId: "r",
  deed: { what: "post", text: `r1.probe${node}-${at} hello` },
  startMs,
  endMs,
  outcome,
});
const heard = (by: number, from: number, at: number, atMs: number): Line => ({
  kind: "told",
  client: `probe${by}`,
  stream: 1,
  atMs,
  type: "posted",
  text: `r1.probe${from}-${at} hello`,
});

test("recovery is the slowest node's first write, and the slowest pair's first delivery", () => {
  const lines = [
    wrote(0, 1, 900, 950),
    wrote(1, 1, 1_100, 1_150),
    wrote(0, 2, 1_200, 1_900, "unknown"),
    wrote(1, 2, 1_900, 2_010),
    heard(0, 1, 2, 2_020),
    wrote(0, 3, 2_200, 2_300),
    heard(1, 0, 3, 2_450),
  ];
  assert.deepEqual(recoveryOf(lines, fault, 2), {
    nemesis: "cut",
    target: "node 0",
    heldMs: 1_000,
    writeMs: 300,
    deliveryMs: 450,
    writeFromBeginMs: 1_300,
  });
  assert.ok(hasRecovered(lines, fault, 2));
});

test("who was never answered, or told, has not recovered", () => {
  const lines = [wrote(1, 2, 1_900, 2_010), heard(0, 1, 2, 2_020)];
  assert.equal(recoveryOf(lines, fault, 2).writeMs, null);
  assert.ok(!hasRecovered([...lines, wrote(0, 3, 2_200, 2_300)], fault, 2));
  assert.ok(hasRecovered([...lines, wrote(0, 3, 2_200, 2_300), heard(1, 0, 3, 2_400)], fault, 2));
});
