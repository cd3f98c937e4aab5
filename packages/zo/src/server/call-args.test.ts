import assert from "node:assert/strict";
import { test } from "node:test";
import { LazyAbort } from "./abort.ts";
import { CallArgs } from "./call-args.ts";

test("a copy of a call's arguments has the signal of that call, like the arguments themselves", () => {
  const [one, other] = [new LazyAbort(), new LazyAbort()];
  const args = new CallArgs({ input: 1, ctx: {}, errors: {} }, one);
  const { input, ...rest } = args;
  assert.equal(input, 1);
  assert.deepEqual(Object.keys({ ...args }).sort(), ["ctx", "errors", "input", "signal"]);
  assert.equal(rest.signal, args.signal);
  assert.notEqual(new CallArgs({ input: 2, ctx: {}, errors: {} }, other).signal, args.signal);
  one.abort();
  assert.equal(rest.signal.aborted, true);
});
