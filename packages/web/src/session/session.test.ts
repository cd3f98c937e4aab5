import assert from "node:assert/strict";
import { test } from "node:test";
import { credentialsOf, readSession, type Session } from "./session.ts";

const sessions: readonly Session[] = [
  { kind: "account", userId: "u1", name: "ann", token: "t" },
  { kind: "guest", name: "ben", secret: "s" },
];

test("a session that was stored is read back, and nothing more than it", () => {
  for (const session of sessions) assert.deepEqual(readSession(JSON.stringify({ ...session, more: 1 })), session);
});

test("what is no session is none", () => {
  for (const stored of [null, "", "{", "1", "null", '{"kind":"account","userId":"u","name":"a"}', '{"kind":"guest","name":""}']) {
    assert.equal(readSession(stored), undefined);
  }
});

test("a session's credentials are those of the SDK", () => {
  assert.deepEqual(sessions.map(credentialsOf), [{ token: "t" }, { guest: "ben", secret: "s" }]);
});
