import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeFile } from "./file-data.ts";

const maxBytes = 20 * 1024 * 1024;
const decode = (data: string, size: number, max = maxBytes) => decodeFile({ name: "n", type: "t", size, data }, max);

test("strict base64 decodes to the bytes it was made from", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
      const decoded = decode(Buffer.from(bytes).toString("base64"), bytes.length);
      assert.ok(decoded.kind === "decoded");
      assert.deepEqual([...decoded.bytes], [...bytes]);
    }),
  );
});

test("INVALID_FILE: what is not strict base64 (RFC 4648) is refused", () => {
  for (const [data, size] of [
    ["QUI", 2], // no padding
    ["QUI==", 2],
    ["QUJ=", 2], // stray bits
    ["QQ= =", 1],
    ["QU\nI=", 2],
    ["QUI=\n", 2],
    [" QUI=", 2],
    ["QUJD====", 3],
    ["_-_-", 3], // the alphabet of section 5
    ["QU*D", 3],
    ["=", 1],
    ["A", 1],
    ["data:text/plain;base64,QUI=", 2],
    ["ÄÄÄÄ", 3],
  ] as const) {
    assert.notEqual(decode(data, size).kind, "decoded", data);
  }
});

test("INVALID_FILE: data that decodes to another size than the one declared is refused", () => {
  assert.deepEqual(
    [1, 2, 3, 4].map((size) => decode("QUJD", size).kind),
    ["fileSize", "fileSize", "decoded", "fileSize"],
  );
  assert.equal(decode("", 1).kind, "fileSize");
});

test("I8: fileBytes exactly passes, one byte more is FILE_TOO_LARGE, whatever is declared", () => {
  const full = Buffer.alloc(maxBytes, 7);
  const decoded = decode(full.toString("base64"), maxBytes);
  assert.ok(decoded.kind === "decoded");
  assert.ok(Buffer.from(decoded.bytes).equals(full));
  const over = Buffer.alloc(maxBytes + 1, 7).toString("base64");
  assert.equal(decode(over, maxBytes + 1).kind, "fileTooLarge");
  assert.equal(decode(over, 1).kind, "fileTooLarge");
  assert.equal(decode("QQ==", maxBytes + 1).kind, "fileTooLarge");
});

test("any text is decoded exactly when it is what encoding its bytes gives, and never thrown at", () => {
  const good = fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString("base64"));
  const nearlyGood = fc
    .tuple(good, fc.nat({ max: 11 }), fc.constantFrom("", "A", "=", "\n", "*", "-"))
    .map(([data, at, put]) => data.slice(0, at) + put + data.slice(at + 1));
  const anyText = fc.oneof(good, nearlyGood, fc.string({ unit: "binary", maxLength: 12 }));
  let decodedCount = 0;
  fc.assert(
    fc.property(anyText, (data) => {
      const canonical = Buffer.from(data, "base64");
      const isStrict = canonical.length > 0 && canonical.toString("base64") === data;
      const decoded = decode(data, Math.max(1, canonical.length));
      assert.equal(decoded.kind === "decoded", isStrict, JSON.stringify(data));
      if (isStrict) decodedCount += 1;
    }),
    { numRuns: 2_000 },
  );
  assert.ok(decodedCount > 100, `decoded ${decodedCount}`);
});
