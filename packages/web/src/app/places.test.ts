import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf, places } from "./places.ts";

test("a place's address leads back to it", () => {
  for (const roomId of ["lounge", "a b/c?d#e%", "räume", "💬"]) {
    assert.deepEqual(placeOf(places.room(roomId)), { roomId });
    assert.deepEqual(placeOf(places.message(roomId, 12)), { roomId, messageId: 12 });
  }
});

test("what is no place is the beginning", () => {
  for (const path of ["/", "/room", "/room/", "/room/a/b", "/room/%E0%A4%A/1", "/elsewhere"]) assert.deepEqual(placeOf(path), {});
});
