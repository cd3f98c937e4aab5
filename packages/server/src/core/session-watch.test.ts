import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsWith } from "../ports/bounds.ts";
import type { Session } from "./api.ts";
import { createSessionWatch } from "./session-watch.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { settle } from "./testing/settle.ts";
import { keptLog } from "./testing/silence.ts";

function watchWith(changes: Parameters<typeof boundsWith>[0] = {}) {
  const clock = new ManualClock();
  const sessions = createSessionWatch({ clock, bounds: boundsWith(changes), log: keptLog() });
  const sessionOf = (id: string, livesMs: number): Session => ({
    id,
    expiresAt: clock.now() + livesMs,
    user: { id: "u", kind: "account", name: "ann", displayName: null, createdAt: 0, lastActiveAt: 0 },
  });
  return { clock, sessions, sessionOf };
}

test("everyone who watches a session is told once when it ends, and nobody else", () => {
  const { sessions, sessionOf } = watchWith();
  const told: string[] = [];
  const ann = sessionOf("ann", 1_000);
  sessions.watch(ann, () => told.push("ann on the phone"));
  sessions.watch(ann, () => told.push("ann at the desk"));
  sessions.watch(ann, () => told.push("ann, gone"))();
  sessions.watch(sessionOf("bob", 1_000), () => told.push("bob"));
  sessions.end("ann");
  sessions.end("ann");
  assert.deepEqual(told, ["ann on the phone", "ann at the desk"]);
});

test("a session ends at its expiry, not before; one timer serves all of them", () => {
  const { clock, sessions, sessionOf } = watchWith();
  const told: string[] = [];
  for (let i = 0; i < 100; i++) sessions.watch(sessionOf(`long${i}`, 3 * 24 * 3_600_000), () => told.push("long"));
  sessions.watch(sessionOf("short", 5_000), () => told.push("short"));
  assert.equal(clock.pending, 1);
  clock.advance(4_999);
  assert.deepEqual(told, []);
  clock.advance(1);
  assert.deepEqual(told, ["short"]);
  clock.advance(3 * 24 * 3_600_000);
  assert.equal(told.length, 101);
  assert.equal(clock.pending, 0, "nobody watches, nothing waits");
});

test("a refreshed session lives to its new expiry", () => {
  const { clock, sessions, sessionOf } = watchWith();
  const told: string[] = [];
  sessions.watch(sessionOf("ann", 5_000), () => told.push("ann"));
  clock.advance(4_000);
  sessions.extend("ann", clock.now() + 5_000);
  clock.advance(4_999);
  assert.deepEqual(told, []);
  clock.advance(1);
  assert.deepEqual(told, ["ann"]);
});

test("a session that another connection brings with a later expiry, refreshed elsewhere, lives to that", () => {
  const { clock, sessions, sessionOf } = watchWith();
  const told: string[] = [];
  sessions.watch(sessionOf("ann", 5_000), () => told.push("first"));
  sessions.watch(sessionOf("ann", 9_000), () => told.push("second"));
  sessions.watch(sessionOf("ann", 1_000), () => told.push("third"));
  clock.advance(8_999);
  assert.deepEqual(told, []);
  clock.advance(1);
  assert.deepEqual(told, ["first", "second", "third"]);
});

test("I8: when the wall clock jumps over an expiry it is noticed within sessionCheckMs", () => {
  const { clock, sessions, sessionOf } = watchWith({ sessionCheckMs: 60_000 });
  const told: string[] = [];
  sessions.watch(sessionOf("ann", 24 * 3_600_000), () => told.push("ann"));
  clock.jumpWall(25 * 3_600_000);
  clock.advance(60_000);
  assert.deepEqual(told, ["ann"]);
});

test("the wall clock jumping back an hour ends no session early, nor twice", () => {
  const { clock, sessions, sessionOf } = watchWith();
  const told: string[] = [];
  sessions.watch(sessionOf("ann", 10_000), () => told.push("ann"));
  clock.jumpWall(-3_600_000);
  clock.advance(10_000);
  assert.deepEqual(told, []);
  clock.advance(3_600_000);
  assert.deepEqual(told, ["ann"]);
});

test("a session that ended before it was watched is told all the same; I8: of endedSessions the newest are remembered", async () => {
  const { sessions, sessionOf } = watchWith({ endedSessions: 2 });
  const told: string[] = [];
  for (const id of ["a", "b", "c"]) sessions.end(id);
  for (const id of ["a", "b", "c"]) sessions.watch(sessionOf(id, 1_000), () => told.push(id));
  assert.deepEqual(told, []);
  await settle();
  assert.deepEqual(told, ["b", "c"]);
});

test("after close nothing waits", () => {
  const { clock, sessions, sessionOf } = watchWith();
  sessions.watch(sessionOf("ann", 1_000), () => assert.fail("told"));
  sessions.close();
  sessions.watch(sessionOf("bob", 1_000), () => assert.fail("told"));
  assert.equal(clock.pending, 0);
});
