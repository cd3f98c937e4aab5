import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { check } from "./schema.ts";

test("E2: at most 20 issues are told", async () => {
  const list = z.array(z.string());
  const { issues } = await check(
    list,
    Array.from({ length: 30 }, () => 1),
  );
  assert.deepEqual(
    issues?.map(({ path }) => path),
    Array.from({ length: 20 }, (_, at) => [at]),
  );
});

test("E2: issues that repeat the payload do not make an answer that is many times as large", async () => {
  const key = "k".repeat(10_000);
  const { issues } = await check(z.record(z.string(), z.array(z.string())), { [key]: Array.from({ length: 20 }, () => 1) });
  assert.deepEqual(
    issues?.map(({ path }) => path),
    [[key, 0]],
  );
  const unknown = await check(z.array(z.strictObject({})), [{ [key]: 1 }, { [key]: 1 }]);
  assert.deepEqual(
    unknown.issues?.map(({ message }) => message.length),
    [4_096],
  );
});
