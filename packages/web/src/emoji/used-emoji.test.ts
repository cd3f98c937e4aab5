import assert from "node:assert/strict";
import { test } from "node:test";
import { latelyUsed, mostUsed, noteUse } from "./used-emoji.ts";

function storageWith(content?: string) {
  let value = content ?? null;
  return {
    getItem: () => value,
    setItem(_: string, next: string) {
      value = next;
    },
  };
}

test("what was used last is first, once", () => {
  const storage = storageWith();
  for (const emoji of ["😀", "👍", "🎉", "👍"]) noteUse(storage, emoji);
  assert.deepEqual(latelyUsed(storage, 9), ["👍", "🎉", "😀"]);
  assert.deepEqual(latelyUsed(storage, 2), ["👍", "🎉"]);
});

test("what is used most comes before what is common, and there are always six", () => {
  const storage = storageWith();
  for (const emoji of ["🦄", "🦄", "🎉", "🎉", "🎉", "🌵"]) noteUse(storage, emoji);
  assert.deepEqual(mostUsed(storage, 6), ["🎉", "🦄", "👍", "❤️", "😂", "😮"]);
  assert.equal(mostUsed(storageWith(), 6).length, 6);
});

test("not more are kept than are of use, and what is broken is nothing", () => {
  const storage = storageWith();
  for (let at = 0; at < 100; at += 1) noteUse(storage, String.fromCodePoint(0x1f600 + at));
  assert.equal(latelyUsed(storage, 1_000).length, 36);
  for (const broken of ["{", "{}", "[1]", '[["a"]]', "null"]) assert.deepEqual(latelyUsed(storageWith(broken), 9), []);
});
