import assert from "node:assert/strict";
import { test } from "node:test";
import { type Announcement, announce, begin, next, queueOf, told } from "./bar-state.ts";

type Connection = Parameters<typeof begin>[0];
const online: Connection = { state: "online" };
const connecting: Connection = { state: "connecting" };
const catchingUp: Connection = { state: "catching_up" };
const offline = (nextTryAt: number): Connection => ({ state: "offline", why: "", code: 1006, nextTryAt });

const after = (...steps: readonly (readonly [number, Connection])[]) =>
  steps.reduce((trouble, [at, connection]) => next(trouble, connection, at), begin(online, 0));

test("a reconnect that takes a moment is not told", () => {
  const trouble = after([1_000, offline(1_100)], [1_100, connecting]);
  assert.deepEqual(told(trouble, 1_500), { kind: "nothing" });
  assert.deepEqual(told(next(trouble, online, 1_550), 1_550), { kind: "nothing" });
});

test("a first connection that takes longer is told as one", () => {
  const trouble = begin(connecting, 0);
  assert.deepEqual(told(trouble, 500), { kind: "nothing" });
  assert.deepEqual(told(trouble, 700), { kind: "connecting" });
});

test("offline is told with the seconds to the next try, through all tries, until there is a connection", () => {
  const first = after([1_000, offline(5_000)]);
  assert.deepEqual(told(first, 2_000), { kind: "offline", inSeconds: 3 });
  assert.deepEqual(told(first, 9_000), { kind: "offline", inSeconds: 0 });
  const trying = next(first, connecting, 5_000);
  assert.deepEqual(told(trying, 5_100), { kind: "offline", inSeconds: 0 });
  const again = next(trying, offline(9_500), 5_200);
  assert.deepEqual(told(again, 5_200), { kind: "offline", inSeconds: 5 });
  assert.deepEqual(told(next(again, catchingUp, 9_500), 9_500), { kind: "catching_up" });
  assert.deepEqual(told(next(next(again, catchingUp, 9_500), online, 9_600), 9_600), { kind: "nothing" });
});

test("what failed is told always, what waits only while there is no connection or when it waits long", () => {
  const unsent = [{ at: 0 }, { at: 9_000 }, { at: 9_000, failed: "forbidden" }];
  assert.deepEqual(queueOf(unsent, false, 10_000), { waiting: 2, failed: 1 });
  assert.deepEqual(queueOf(unsent, true, 10_000), { waiting: 1, failed: 1 });
  assert.deepEqual(queueOf([{ at: 9_900 }], true, 10_000), { waiting: 0, failed: 0 });
});

test("offline is read out once, whatever is tried meanwhile, and that it is over", () => {
  const heard: string[] = [];
  let last: Announcement = { kind: "nothing", says: "nothing" };
  for (const kind of ["connecting", "nothing", "offline", "offline", "catching_up", "nothing", "connecting"] as const) {
    const next = announce(last, kind);
    if (next.says !== last.says) heard.push(next.says);
    last = next;
  }
  assert.deepEqual(heard, ["offline", "back"]);
});
