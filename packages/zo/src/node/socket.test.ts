import assert from "node:assert/strict";
import { test } from "node:test";
import { OutFrame } from "../server/port.ts";
import { inOwnMemory } from "./socket.ts";

test("what waits for a slow reader keeps its own bytes and no more, and what is shared by all stays shared", () => {
  const small = new OutFrame("small").wire;
  assert.ok(small.buffer.byteLength > small.length, "a small frame is a piece of a pool");
  assert.equal(inOwnMemory(small).buffer.byteLength, small.length);
  assert.deepEqual([...inOwnMemory(small)], [...small]);
  const large = new OutFrame("x".repeat(100_000)).wire;
  assert.equal(inOwnMemory(large), large);
});

test("a frame's head says the length of its UTF-8 in one, two or eight bytes", () => {
  for (const [text, head] of [
    ["é".repeat(62), [0x81, 124]],
    ["é".repeat(63), [0x81, 126, 0, 126]],
    ["x".repeat(65_535), [0x81, 126, 0xff, 0xff]],
    ["é".repeat(32_768), [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
  ] as const) {
    const { wire } = new OutFrame(text);
    assert.deepEqual([...wire.subarray(0, head.length)], head);
    assert.equal(new TextDecoder().decode(wire.subarray(head.length)), text);
  }
});
