import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { createMessageUuids } from "./uuids.ts";

const secret = Buffer.alloc(32, 7);
const uuids = createMessageUuids(secret);
const messageId = fc.oneof(
  fc.integer({ min: 1, max: 100_000 }),
  fc.maxSafeNat(),
  fc.constantFrom(1, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER),
);

test("every message id has a UUID of version 4 and variant 10 (RFC 9562), and comes back from it, in any letter case", () => {
  fc.assert(
    fc.property(messageId, (id) => {
      const uuid = uuids.uuidOf(id);
      assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.equal(uuids.idOf(uuid), id);
      assert.equal(uuids.idOf(uuid.toUpperCase()), id);
    }),
    { numRuns: 2_000 },
  );
});

test("the UUID is the same after a restart, and another under another secret", () => {
  assert.equal(createMessageUuids(Buffer.from(secret)).uuidOf(42), uuids.uuidOf(42));
  assert.equal(uuids.uuidOf(42), "2bdbb2db-04ba-48b0-b5a3-20d94048317d");
  assert.notEqual(createMessageUuids(randomBytes(32)).uuidOf(42), uuids.uuidOf(42));
});

test("a UUID that is not ours, or was changed in any digit, is no message", () => {
  assert.equal(uuids.idOf(randomUUID()), null);
  const uuid = uuids.uuidOf(123_456);
  for (let i = 0; i < uuid.length; i++) {
    for (const digit of "0123456789abcdef-") {
      if (uuid[i] !== digit) assert.equal(uuids.idOf(uuid.slice(0, i) + digit + uuid.slice(i + 1)), null);
    }
  }
});

test("text that is no UUID is no message", () => {
  fc.assert(fc.property(fc.string(), (text) => assert.equal(uuids.idOf(text), null)));
  for (const text of ["", ` ${uuids.uuidOf(1)}`, `${uuids.uuidOf(1)}\n`, `{${uuids.uuidOf(1)}}`])
    assert.equal(uuids.idOf(text), null);
});
