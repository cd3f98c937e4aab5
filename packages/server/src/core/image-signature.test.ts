import assert from "node:assert/strict";
import { test } from "node:test";
import { isSafeImage } from "./image-signature.ts";

const images: Readonly<Record<string, Buffer>> = {
  "image/png": Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"),
  "image/jpeg": Buffer.from("ffd8ffe000104a464946", "hex"),
  "image/gif": Buffer.from("GIF89a\x01\x00"),
  "image/webp": Buffer.from("RIFF\x00\x00\x00\x00WEBPVP8 ", "latin1"),
  "image/avif": Buffer.from("\x00\x00\x00\x20ftypavif\x00\x00\x00\x00", "latin1"),
};

test("an image is safe when its bytes are what its type says, and only then", () => {
  for (const declared of Object.keys(images)) {
    for (const [actual, head] of Object.entries(images))
      assert.equal(isSafeImage(declared, head), declared === actual, `${declared} ${actual}`);
  }
});

test("what can carry a script, is cut short or only looks like an image type is not", () => {
  const png = images["image/png"] ?? Buffer.alloc(0);
  for (const type of ["image/svg+xml", "text/html", "IMAGE/PNG", "image/png; charset=x", "toString", "__proto__", ""]) {
    assert.equal(isSafeImage(type, png), false, type);
  }
  for (const [type, head] of Object.entries(images)) {
    for (const cut of [Buffer.alloc(0), head.subarray(0, 2)]) assert.equal(isSafeImage(type, cut), false, type);
  }
});
