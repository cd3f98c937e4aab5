import assert from "node:assert/strict";
import { test } from "node:test";
import { text } from "../text/text.ts";
import { reasonOf, wordsOf } from "./settings-errors.ts";

test("a refusal is told by the house's code, wherever the error has it", () => {
  assert.equal(reasonOf({ reason: "file_too_large" }).reason, "file_too_large");
  assert.equal(reasonOf({ code: "bad_request", data: { reason: "name_taken" } }).reason, "name_taken");
  assert.equal(reasonOf({ code: "disconnected" }).reason, "disconnected");
  assert.equal(reasonOf(undefined).reason, "internal");
});

test("each refusal has words, and what nobody expected has some, too", () => {
  const words = text.settings.errors;
  assert.equal(wordsOf({ data: { reason: "name_taken" } }), words.nameTaken);
  assert.equal(wordsOf({ data: { reason: "credentials_invalid" } }), text.settings.currentWrong);
  assert.equal(wordsOf({ data: { reason: "rate_limited", retryAfterMs: 1_200 } }), words.tooMany(2));
  assert.equal(wordsOf(new Error("?")), words.failed);
});
