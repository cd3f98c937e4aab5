import assert from "node:assert/strict";
import { test } from "node:test";
import { type Bounds, boundsWith } from "../ports/bounds.ts";
import type { ImageLook } from "../ports/images.ts";
import { createImageQueue } from "./image-queue.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { createMemoryBlobs } from "./testing/memory-blobs.ts";
import { settle } from "./testing/settle.ts";
import { keptLog } from "./testing/silence.ts";

const known: ImageLook = { width: 1, height: 1, preview: Buffer.from("p") };

/** A queue over images that end when they are told to. */
async function open(bounds: Partial<Bounds>) {
  const [clock, blobs] = [new ManualClock(), createMemoryBlobs()];
  const looks: { readonly limitMs: number; readonly end: (look: ImageLook | null) => void }[] = [];
  const images = {
    look: (_bytes: Uint8Array, limitMs: number) =>
      new Promise<ImageLook | null>((resolve) => looks.push({ limitMs, end: resolve })),
  };
  const queue = createImageQueue({ images, blobs, clock, bounds: boundsWith(bounds), log: keptLog() });
  const blob = await blobs.put(Buffer.from("image"));
  return { clock, looks, lookAt: () => queue(blob) };
}

test("I8: imagesAtOnce are looked at side by side, imagesWaiting wait, and one more is let go without a look", async () => {
  const { looks, lookAt } = await open({ imagesAtOnce: 1, imagesWaiting: 2 });
  const asked = [lookAt(), lookAt(), lookAt()];
  assert.equal(await lookAt(), null);
  await settle();
  assert.equal(looks.length, 1);
  for (let n = 0; n < 3; n += 1) {
    looks[n]?.end(known);
    assert.equal(await asked[n], known);
    await settle();
  }
  assert.equal(looks.length, 3);
});

test("I8: whoever waits for an image is let go after imageMs, counted from its turn; its place is free when it has ended", async () => {
  const { clock, looks, lookAt } = await open({ imagesAtOnce: 1, imagesWaiting: 5, imageMs: 1_000 });
  const [first, second] = [lookAt(), lookAt()];
  await settle();
  assert.equal(looks[0]?.limitMs, 1_000);
  let isOver = false;
  void first.then(() => {
    isOver = true;
  });
  clock.advance(999);
  await settle();
  assert.equal(isOver, false);
  clock.advance(1);
  assert.equal(await first, null);
  await settle();
  assert.equal(looks.length, 1, "the decoder is still at it");
  clock.advance(10_000);
  looks[0]?.end(known);
  await settle();
  assert.equal(looks.length, 2);
  looks[1]?.end(known);
  assert.equal(await second, known, "its time began with its turn");
  assert.equal(clock.pending, 0);
});

test("I8: an image of imageBytes bytes is looked at, a larger one is not even read", async () => {
  const [clock, blobs] = [new ManualClock(), createMemoryBlobs()];
  const images = { look: async () => known };
  const queue = createImageQueue({ images, blobs, clock, bounds: boundsWith({ imageBytes: 5 }), log: keptLog() });
  assert.equal(await queue(await blobs.put(Buffer.from("12345"))), known);
  assert.equal(await queue(await blobs.put(Buffer.from("123456"))), null);
});
