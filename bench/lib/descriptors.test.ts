import assert from "node:assert/strict";
import { test } from "node:test";
import { fitting } from "./descriptors.ts";

test("as many connections as were wanted are made where the limit on open files allows them, and nobody hears of it", () => {
  assert.equal(
    fitting(19_000, 20_000, (line) => assert.fail(line)),
    19_000,
  );
  assert.equal(
    fitting(19_000, Number.POSITIVE_INFINITY, (line) => assert.fail(line)),
    19_000,
  );
});

test("where the limit is lower there are fewer, and that is said, with the limit that would do", () => {
  const said: string[] = [];
  const count = fitting(19_000, 4_096, (line) => said.push(line));
  assert.ok(count < 4_096 && count > 3_000);
  assert.match(said.join(), /SCALED DOWN: 3896 connections instead of 19000, .*ulimit -n 19200/);
  assert.equal(
    fitting(10, 100, () => undefined),
    0,
  );
});
