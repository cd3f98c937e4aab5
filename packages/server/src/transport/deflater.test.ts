import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { constants, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { boundsWith } from "../ports/bounds.ts";
import { Deflater, windowBits } from "./deflater.ts";
import { payloadOf, textFrame } from "./frames.ts";
import { CountingTelemetry } from "./testing/serve.ts";

const bounds = boundsWith({ deflateMinBytes: 100, deflateMaxBytes: 200_000 });

test("what a client inflates with the window agreed on is the text, whatever the text", () => {
  const deflater = new Deflater(bounds, new CountingTelemetry());
  const texts = fc.tuple(fc.string({ unit: "binary", maxLength: 300 }), fc.integer({ min: 1, max: 300 }));
  fc.assert(
    fc.property(texts, ([part, times]) => {
      const frame = textFrame(part.repeat(times));
      const form = deflater.of(frame);
      if (form === frame) return;
      assert.equal(form.bytes[0], 0xc1);
      assert.ok(form.bytes.length < frame.bytes.length);
      const deflated = Buffer.concat([payloadOf(form), Buffer.from([0, 0, 0xff, 0xff])]);
      const text = inflateRawSync(deflated, { windowBits, finishFlush: constants.Z_SYNC_FLUSH });
      assert.deepEqual(text, Buffer.from(payloadOf(frame)));
    }),
  );
});

test("a frame is deflated once, and its form is the same object ever after", () => {
  const telemetry = new CountingTelemetry();
  const deflater = new Deflater(bounds, telemetry);
  const [one, other] = [textFrame("x".repeat(1_000)), textFrame("x".repeat(1_000))];
  const form = deflater.of(one);
  assert.equal(deflater.of(one), form);
  assert.notEqual(deflater.of(other), form);
  assert.equal(telemetry.deflatedFrames, 2);
});

test("deflateMinBytes, deflateMaxBytes: texts of these sizes are deflated, one byte less or more goes out as it is", () => {
  const deflater = new Deflater(bounds, new CountingTelemetry());
  const isDeflated = (size: number): boolean => {
    const frame = textFrame("x".repeat(size));
    return deflater.of(frame) !== frame;
  };
  assert.deepEqual([99, 100, 200_000, 200_001].map(isDeflated), [false, true, true, false]);
});

test("a text that does not get smaller goes out as it is, and is not tried again", () => {
  const telemetry = new CountingTelemetry();
  const deflater = new Deflater(bounds, telemetry);
  const frame = { bytes: Buffer.concat([Buffer.from([0x81, 126, 1, 0]), randomBytes(256)]) };
  assert.equal(deflater.of(frame), frame);
  assert.equal(deflater.of(frame), frame);
  assert.equal(telemetry.deflatedFrames, 1);
});
