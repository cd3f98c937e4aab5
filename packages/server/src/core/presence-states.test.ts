import assert from "node:assert/strict";
import { test } from "node:test";
import { createPresenceStates } from "./presence-states.ts";
import { ManualClock } from "./testing/manual-clock.ts";

function stage() {
  const clock = new ManualClock();
  const told: string[] = [];
  const changed = (userId: string, state: string, leftAt: number) => {
    told.push(state === "offline" ? `${userId} offline ${clock.now() - leftAt}` : `${userId} ${state}`);
  };
  const states = createPresenceStates({ clock, bounds: { presenceGraceMs: 2_000 }, changed });
  return { clock, states, heard: () => told.splice(0) };
}

test("online when any connection is not away, away when all are, offline when there is none", () => {
  const { clock, states, heard } = stage();
  const [first, second] = [states.attend("u"), states.attend("u")];
  assert.deepEqual(heard(), ["u online"]);
  first.setAway(true);
  first.setAway(true);
  assert.deepEqual(heard(), []);
  second.setAway(true);
  assert.deepEqual(heard(), ["u away"]);
  first.setAway(false);
  assert.deepEqual(heard(), ["u online"]);
  first.leave();
  first.leave();
  first.setAway(true);
  second.leave();
  clock.advance(1_999);
  assert.deepEqual([heard(), states.stateOf("u")], [[], "online"]);
  clock.advance(1);
  assert.deepEqual([heard(), states.stateOf("u"), clock.pending], [["u offline 2000"], "offline", 0]);
});

test("I8: presenceGraceMs: who comes back in it is told of neither as gone nor as come, past it as both", () => {
  const { clock, states, heard } = stage();
  const leave = () => states.attend("u").leave();
  leave();
  assert.deepEqual(heard(), ["u online"]);
  clock.advance(1_999);
  leave();
  clock.advance(1_999);
  const again = states.attend("u");
  clock.advance(10_000);
  assert.deepEqual([heard(), clock.pending], [[], 0]);
  again.leave();
  clock.advance(2_000);
  states.attend("u");
  assert.deepEqual(heard(), ["u offline 2000", "u online"]);
});

test("a client that was away and comes back away is no news; one that says that it is there is, at once", () => {
  const { clock, states, heard } = stage();
  const first = states.attend("u");
  first.setAway(true);
  heard();
  first.leave();
  const second = states.attend("u");
  second.setAway(true);
  clock.advance(10_000);
  assert.deepEqual(heard(), []);
  second.leave();
  const third = states.attend("u");
  third.setAway(true);
  third.setAway(false);
  assert.deepEqual([heard(), clock.pending], [["u online"], 0]);
});

test("a client that was away and comes back without a word is online when it had time for one", () => {
  const { clock, states, heard } = stage();
  const first = states.attend("u");
  first.setAway(true);
  first.leave();
  heard();
  states.attend("u");
  clock.advance(1_999);
  assert.deepEqual(heard(), []);
  clock.advance(1);
  assert.deepEqual(heard(), ["u online"]);
});

test("when the one connection that is not away goes, that is told after the same patience", () => {
  const { clock, states, heard } = stage();
  states.attend("u").setAway(true);
  const page = states.attend("u");
  assert.deepEqual(heard(), ["u online", "u away", "u online"]);
  page.leave();
  const reloaded = states.attend("u");
  clock.advance(10_000);
  assert.deepEqual(heard(), []);
  reloaded.leave();
  clock.advance(2_000);
  assert.deepEqual(heard(), ["u away"]);
});

test("closed, it tells nothing more", () => {
  const { clock, states, heard } = stage();
  states.attend("u").leave();
  states.close();
  heard();
  clock.advance(10_000);
  assert.deepEqual([heard(), clock.pending], [[], 0]);
});
