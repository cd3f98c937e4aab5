import assert from "node:assert/strict";
import { test } from "node:test";
import { isRoomName } from "../../../server/src/core/names.ts";
import { boundsWith } from "../../../server/src/ports/bounds.ts";
import { isTopicTooLong, nameChars, nameFault, topicChars } from "./room-rules.ts";

const bounds = boundsWith();

test("a name that the page lets through is one that the server takes", () => {
  const names = ["kitchen", "K 1 & more!", "räume", "💬", "👩‍👩‍👧", "x".repeat(nameChars), "💬".repeat(nameChars), "#"];
  for (const name of names) {
    assert.equal(nameFault(name), undefined, name);
    assert.ok(isRoomName(name, bounds), name);
  }
  for (const name of ["", "   ", "a\nb", "a\u0000", "x".repeat(nameChars + 1), "\u200d", "\ue000"]) {
    assert.notEqual(nameFault(name), undefined, JSON.stringify(name));
    assert.ok(!isRoomName(name, bounds), JSON.stringify(name));
  }
  assert.equal(nameFault("  kitchen "), undefined, "what is around it is cut off");
});

test("the page's bounds are the server's", () => {
  assert.deepEqual([nameChars, topicChars], [bounds.roomNameChars, bounds.roomTopicChars]);
  assert.equal(isTopicTooLong("x".repeat(topicChars)), false);
  assert.equal(isTopicTooLong("x".repeat(topicChars + 1)), true);
});
