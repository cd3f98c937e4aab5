import assert from "node:assert/strict";
import { test } from "node:test";
import { credentialsOf, type Farewell, isSame, readFarewell, readSession, type Session } from "./session.ts";

const sessions: readonly Session[] = [
  { kind: "account", userId: "u1", name: "ann", token: "t" },
  { kind: "guest", name: "ben", secret: "s" },
];
const farewell: Farewell = { kind: "farewell", why: "ended", name: "ann" };

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

test("a farewell stands in the place of a session, and is none", () => {
  assert.deepEqual(readFarewell(JSON.stringify(farewell)), farewell);
  assert.equal(readSession(JSON.stringify(farewell)), undefined);
  for (const session of sessions) assert.equal(readFarewell(JSON.stringify(session)), undefined);
  assert.equal(readFarewell(JSON.stringify({ ...farewell, why: "weather" })), undefined);
});

test("a person is the same with another token, and nobody else is", () => {
  const [ann, ben] = sessions;
  assert.ok(ann?.kind === "account" && ben);
  assert.ok(isSame(ann, { ...ann, token: "t2", since: 5 }));
  assert.ok(!isSame(ann, { ...ann, userId: "u2" }));
  assert.ok(!isSame(ann, ben));
});
