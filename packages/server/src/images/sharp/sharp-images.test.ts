import assert from "node:assert/strict";
import { test } from "node:test";
import { blackPng, exifWords, lookIntoWebp, turnedJpeg } from "@parlance/conformance/blackbox/pictures.ts";
import sharp from "sharp";
import { keptLog } from "../../core/testing/silence.ts";
import type { Images } from "../../ports/images.ts";
import { openSharpImages, type SharpImagesOptions } from "./sharp-images.ts";

async function open(options: Partial<SharpImagesOptions> = {}): Promise<Images> {
  const bounds = { maxPixels: 1_000_000, maxAvifPixels: 20_000, previewPixels: 100 };
  const images = await openSharpImages({ ...bounds, log: keptLog(), ...options });
  assert.ok(images !== null);
  return images;
}
/** Red, of any size; as raw pixels, as no file can be read that is not one of the five formats. */
const red = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "red" } }).withMetadata({ orientation: 1 });

test("each format that is shown in place is looked at", async () => {
  const images = await open();
  for (const format of ["png", "jpeg", "gif", "webp", "avif"] as const) {
    const look = await images.look(await red(200, 50).toFormat(format).toBuffer(), 5_000);
    assert.deepEqual([look?.width, look?.height], [200, 50], format);
    assert.deepEqual(lookIntoWebp(Buffer.from(look?.preview ?? [])), { chunks: ["VP8 "], width: 100, height: 25 }, format);
  }
});

test("an image is as it is to be shown: turned, and small ones are not made larger", async () => {
  const look = await (await open()).look(turnedJpeg, 5_000);
  assert.deepEqual([look?.width, look?.height], [32, 64]);
  const { width, height } = lookIntoWebp(Buffer.from(look?.preview ?? []));
  assert.deepEqual([width, height], [32, 64]);
});

test("a preview has nothing of what else the image told: no place, no camera", async () => {
  const look = await (await open()).look(turnedJpeg, 5_000);
  const preview = Buffer.from(look?.preview ?? []);
  assert.deepEqual(lookIntoWebp(preview).chunks, ["VP8 "]);
  for (const word of exifWords) {
    assert.ok(turnedJpeg.includes(word), "the original has it");
    assert.ok(!preview.includes(word), word);
  }
});

test("I8: imagePixels pixels are looked at and not one row more, avifPixels of AVIF, however small the file", async () => {
  const images = await open();
  assert.notEqual(await images.look(blackPng(1_000, 1_000), 5_000), null);
  assert.equal(await images.look(blackPng(1_000, 1_001), 5_000), null);
  const bomb = blackPng(20_000, 20_000);
  assert.ok(bomb.length < 60_000);
  const before = process.memoryUsage().rss;
  assert.equal(await images.look(bomb, 5_000), null);
  assert.ok(process.memoryUsage().rss - before < 30_000_000, "nothing of it was unpacked");
  const avif = (height: number) => red(100, height).avif({ effort: 0 }).toBuffer();
  assert.notEqual(await images.look(await avif(200), 5_000), null);
  assert.equal(await images.look(await avif(201), 5_000), null);
});

test("of an animation the first picture counts", async () => {
  const frames = await Promise.all([red(40, 30), red(40, 30)].map((frame) => frame.png().toBuffer()));
  const animation = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  const look = await (await open()).look(animation, 5_000);
  assert.deepEqual([look?.width, look?.height], [40, 30]);
});

test("formats that nobody shows are never decoded, whatever they are called", async () => {
  const images = await open();
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="9" height="9"/></svg>');
  for (const bytes of [svg, await red(9, 9).tiff().toBuffer(), Buffer.from("P6 1 1 255 abc"), Buffer.from("%PDF-1.7")])
    assert.equal(await images.look(bytes, 5_000), null, bytes.toString("latin1", 0, 20));
});

test("what is broken is no image: cut short, spoilt, empty, or a claim alone", async () => {
  const images = await open();
  const whole = await red(300, 300).jpeg().toBuffer();
  const spoilt = Buffer.from(whole);
  spoilt.fill(0x5a, 200);
  for (const bytes of [
    Buffer.alloc(0),
    whole.subarray(0, 4),
    whole.subarray(0, whole.length / 2),
    spoilt,
    blackPng(50, 50).subarray(0, 40),
  ])
    assert.equal(await images.look(bytes, 5_000), null);
  assert.notEqual(await images.look(whole, 5_000), null, "and the next one is looked at as ever");
});

test("where the library cannot be loaded there are no images, and the log says so once", async () => {
  const log = keptLog();
  const bounds = { maxPixels: 1, maxAvifPixels: 1, previewPixels: 1 };
  const load = () => Promise.reject(new Error("no binary for this platform"));
  assert.equal(await openSharpImages({ ...bounds, log, load }), null);
  assert.deepEqual(
    log.lines.map(({ level }) => level),
    ["warn"],
  );
});
