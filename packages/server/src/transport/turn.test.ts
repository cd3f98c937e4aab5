import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Telemetry } from "../ports/telemetry.ts";
import { textFrame } from "./frames.ts";
import { CountingTelemetry } from "./testing/serve.ts";
import { Turn } from "./turn.ts";

test("a turn flushes everybody once and then forgets its frames", async () => {
  const turn = new Turn(new CountingTelemetry());
  const flushed: string[] = [];
  const tree = turn.tree(null);
  const { root } = tree;
  root.append(textFrame("x"));
  turn.add({ flush: () => flushed.push("a") });
  turn.add({ flush: () => flushed.push("b") });
  assert.deepEqual(flushed, []);
  await nextTurn();
  assert.deepEqual(flushed, ["a", "b"]);
  assert.notEqual(tree.root, root);
  await nextTurn();
  assert.equal(flushed.length, 2);
});

test("what is added while a turn is flushed belongs to the next one", async () => {
  const turn = new Turn(new CountingTelemetry());
  const flushed: string[] = [];
  turn.add({
    flush: () => {
      flushed.push("first");
      turn.add({ flush: () => flushed.push("second") });
    },
  });
  await nextTurn();
  assert.deepEqual(flushed, ["first"]);
  await nextTurn();
  assert.deepEqual(flushed, ["first", "second"]);
});

test("telemetry is told once a turn, not once a frame, and nothing when nothing changed", async () => {
  const told: string[] = [];
  const telemetry: Telemetry = Object.assign(new CountingTelemetry(), {
    deliveries: (dialect: string, count: number) => told.push(`${dialect} ${count}`),
    outboxBytes: (delta: number) => told.push(`${delta} bytes`),
  });
  const turn = new Turn(telemetry);
  const [one, two] = [turn.tally("one"), turn.tally("two")];
  const outbox = {
    flush: () => {
      one.frames += 5;
      turn.held(7);
    },
  };
  turn.add(outbox);
  turn.add(outbox);
  turn.held(-4);
  await nextTurn();
  assert.deepEqual(told, ["one 10", "10 bytes"]);
  turn.held(3);
  turn.held(-3);
  two.frames += 1;
  await nextTurn();
  assert.deepEqual(told.slice(2), ["two 1"]);
});
