import assert from "node:assert/strict";
import { test } from "node:test";
import { ChatError } from "@parlance/client";
import { errors, reasonOf } from "./errors.ts";

test("an error's reason is found in the SDK's errors and in those of raw calls", () => {
  assert.equal(reasonOf(new ChatError("archived")), "archived");
  assert.equal(reasonOf({ code: "bad_request", data: { reason: "text_too_long" } }), "text_too_long");
  assert.equal(reasonOf({ code: "timeout" }), "timeout");
  for (const odd of [undefined, null, "no", 7, {}, new Error("secret path")]) assert.equal(reasonOf(odd), "internal");
});

test("what is said of an error is never the error's own text", () => {
  assert.match(errors(new Error("/var/lib/secret")), /went wrong/);
  assert.match(errors(new ChatError("hitherto_unknown", "/var/lib/secret")), /went wrong/);
  assert.match(errors({ code: "aborted" }), /connection was lost/);
  assert.match(errors(new ChatError("archived")), /archived/);
});
