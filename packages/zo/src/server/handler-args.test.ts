import assert from "node:assert/strict";
import { test } from "node:test";
import { LazyAbort } from "./abort.ts";
import { CallArgs, HandlerContext } from "./handler-args.ts";

test("a copy of a call's arguments has the signal of that call, like the arguments themselves", () => {
  const [one, other] = [new LazyAbort(), new LazyAbort()];
  const args = new CallArgs(one, { input: 1, ctx: {}, errors: {} });
  const { input, ...rest } = args;
  assert.equal(input, 1);
  assert.deepEqual(Object.keys({ ...args }).sort(), ["ctx", "errors", "input", "signal"]);
  assert.equal(rest.signal, args.signal);
  assert.notEqual(new CallArgs(other, { input: 2, ctx: {}, errors: {} }).signal, args.signal);
  one.abort();
  assert.equal(rest.signal.aborted, true);
});

test("in a context the later members stand over the earlier, and the connection's signal over all", () => {
  const abort = new LazyAbort();
  const ctx = new HandlerContext(abort, { user: "Ann", role: "guest", signal: "theirs" }, { role: "admin" });
  assert.deepEqual({ ...ctx }, { user: "Ann", role: "admin", signal: abort.signal });
});
