import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "./ids.ts";

test("an id is a UUID of version 4 and variant 10 (RFC 9562), and new every time", () => {
  const ids = Array.from({ length: 1_000 }, newId);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(ids).size, ids.length);
});

test("each of the 122 free bits of an id is random", () => {
  const count = 4_000;
  const ones = new Array<number>(128).fill(0);
  for (let n = 0; n < count; n += 1) {
    const bits = BigInt(`0x${newId().replaceAll("-", "")}`);
    for (let bit = 0; bit < 128; bit += 1) ones[bit] = (ones[bit] ?? 0) + Number((bits >> BigInt(bit)) & 1n);
  }
  // Ten standard deviations to either side.
  const free = ones.filter((one) => one > count / 2 - 320 && one < count / 2 + 320);
  assert.equal(free.length, 122);
});
