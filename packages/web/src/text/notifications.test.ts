import assert from "node:assert/strict";
import { test } from "node:test";
import { notifications } from "./notifications.ts";

test("the window's title says how much is unread, where one is, and what it is", () => {
  assert.equal(notifications.title(3, "Lounge", "Parlance"), "(3) Lounge · Parlance");
  assert.equal(notifications.title(0, "Lounge", "Parlance"), "Lounge · Parlance");
  assert.equal(notifications.title(500, undefined, "Parlance"), "(99+) Parlance");
});
