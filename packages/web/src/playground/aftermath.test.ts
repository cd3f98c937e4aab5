import assert from "node:assert/strict";
import { test } from "node:test";
import { aftermathOf, saidIn } from "./aftermath.ts";
import type { Entry, Note } from "./column/entries.ts";

let key = 0;
const note = (one: Note): Entry => ({ kind: "note", key: ++key, at: 0, note: one });
function frame(value: object, more: { direction?: "sent" | "received"; isError?: boolean; isSaid?: boolean } = {}): Entry {
  const about = {
    direction: "received",
    isError: false,
    isPing: false,
    isSaid: false,
    isAnswer: more.isError === true,
    ...more,
  } as const;
  return { kind: "frame", key: ++key, at: 0, text: JSON.stringify(value), value, bytes: 1, ...about };
}

test("answers are counted, and what others say is none", () => {
  const before = frame({ type: "error", data: { error: "earlier" } }, { isError: true });
  const refusal = { type: "error", data: { error: "Rate limit exceeded" } };
  const entries = [
    before,
    frame({ type: "send_message" }, { direction: "sent" }),
    frame(refusal, { isError: true }),
    frame({ type: "message", data: { text: "hi" } }, { isSaid: true }),
    frame(refusal, { isError: true }),
  ];
  const { answers, closed } = aftermathOf(entries, before.key);
  assert.deepEqual(answers, [{ text: "Rate limit exceeded", count: 2, isError: true }]);
  assert.equal(closed, undefined);
});

test("after the close it is told whether the client is back; what the new connection says is no answer", () => {
  const closed = { what: "closed", code: 1009, reason: "frame too large", wasOpen: true, isOwn: false } as const;
  const entries = [note(closed), note({ what: "waiting", ms: 500 })];
  assert.equal(aftermathOf(entries, 0).isBack, false);
  const later = aftermathOf(
    [...entries, note({ what: "opened" }), frame({ type: "history" }), note({ what: "in", name: "Rosa" })],
    0,
  );
  assert.deepEqual([later.closed, later.isBack, later.answers], [closed, true, []]);
});

test("of each protocol's errors the words are found", () => {
  assert.equal(saidIn({ type: "error", data: { error: "Invalid message format" } }), "Invalid message format");
  assert.equal(saidIn({ type: "error", payload: { message: "No", code: "INVALID_PAYLOAD" } }), "INVALID_PAYLOAD: No");
  assert.equal(saidIn({ error: "No", error_code: "AUTH_TOKEN_INVALID" }), "AUTH_TOKEN_INVALID: No");
  assert.equal(saidIn({ type: "error", code: "INVALID_TEXT", message: "No" }), "INVALID_TEXT: No");
  assert.equal(saidIn({ type: "zo.error", payload: { code: "bad_frame", message: "No" } }), "bad_frame: No");
  assert.equal(saidIn({ type: "zo.pong" }), "zo.pong");
});
