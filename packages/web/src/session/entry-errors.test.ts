import assert from "node:assert/strict";
import { test } from "node:test";
import { text } from "../text/text.ts";
import { answerOf } from "./ask.ts";
import { errorsOf, guestRefused, missing } from "./entry-errors.ts";

function errorsFor(status: number, code: string, retryAfter: string | null = null) {
  const answer = answerOf(status, JSON.stringify({ error: "x", error_code: code }), retryAfter);
  assert.ok(answer.kind === "refused");
  return errorsOf(answer);
}

test("each refusal is told in words beside the field it is about", () => {
  const words = text.entry;
  assert.deepEqual(errorsFor(400, "USERNAME_INVALID"), { name: words.nameInvalid });
  assert.deepEqual(errorsFor(409, "USERNAME_TAKEN"), { name: words.nameTaken });
  assert.deepEqual(errorsFor(400, "PASSWORD_INVALID"), { password: words.passwordInvalid });
  assert.deepEqual(errorsFor(401, "AUTH_CREDENTIALS_INVALID"), { password: words.wrong });
  assert.deepEqual(errorsFor(403, "FORBIDDEN"), { name: words.banned });
  assert.deepEqual(errorsFor(503, "UNAVAILABLE"), { form: words.busy });
  assert.deepEqual(errorsFor(500, "INTERNAL_SERVER_ERROR"), { form: words.failed });
});

test("who has to wait is told how long", () => {
  assert.match(errorsFor(429, "RATE_LIMITED", "34").form ?? "", /34 seconds/);
  assert.match(errorsFor(429, "RATE_LIMITED", "200").form ?? "", /4 minutes/);
  assert.match(errorsFor(429, "RATE_LIMITED").form ?? "", /60 seconds/);
});

test("a server that is not there, or a proxy that says so, cannot be reached", () => {
  assert.deepEqual(errorsOf({ kind: "unreachable" }), { form: text.entry.unreachable });
  const proxy = answerOf(502, "<html>Bad Gateway</html>", null);
  assert.ok(proxy.kind === "refused");
  assert.deepEqual(errorsOf(proxy), { form: text.entry.unreachable });
});

test("what is not filled in is told without asking the server", () => {
  assert.deepEqual(missing({ name: " ", password: "" }, "signIn"), {
    name: text.entry.nameMissing,
    password: text.entry.passwordMissing,
  });
  assert.deepEqual(missing({ name: "ann", password: "" }, "create"), { password: text.entry.newPasswordMissing });
  assert.equal(missing({ name: "ann", password: "p" }, "create"), undefined);
});

test("a guest who was refused is told of the rules where the name breaks them, and else that somebody may have it", () => {
  for (const name of ["ab", "a".repeat(33), "   ", "a\u0007bc"])
    assert.deepEqual(guestRefused(name), { name: text.entry.guestNameInvalid });
  for (const name of ["abc", "Ann Lee 💬", "a".repeat(32)])
    assert.deepEqual(guestRefused(name), { name: text.entry.guestRefused });
});
