import assert from "node:assert/strict";
import { test } from "node:test";
import { draftRooms } from "./draft-rooms.ts";

test("rooms with drafts are told from what is stored, those of others aside", () => {
  const keys = [
    "parlance.session",
    "parlance.draft.u1/lounge",
    "parlance.draft.u1/a%2Fb/7",
    "parlance.draft.u2/kitchen",
    "parlance.draft.",
  ];
  assert.deepEqual(draftRooms(keys, "u1"), ["a/b", "lounge"]);
  assert.deepEqual(draftRooms([], "u1"), []);
});
