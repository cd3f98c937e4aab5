import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreError } from "../../ports/store.ts";
import { ask } from "../testing/ask.ts";
import { serve } from "../testing/serve.ts";

test("/health is 200 as long as the process lives, ready or not", async () => {
  await using served = await serve({ ready: async () => Promise.reject(new StoreError("failed", "x")) });
  const answer = await ask(served.url, "/health");
  assert.deepEqual([answer.status, answer.json], [200, { status: "ok" }]);
});

test("/ready is 200 or 503 with the reason, which names no file; the log has it all", async () => {
  let broken: unknown = null;
  await using served = await serve({ ready: async () => (broken === null ? undefined : Promise.reject(broken)) });
  assert.deepEqual((await ask(served.url, "/ready")).json, { status: "ok" });
  for (const [error, reason] of [
    [new StoreError("full", "/var/lib/parlance/db: no space"), "full"],
    [new Error("/var/lib/parlance/db"), "unknown"],
  ] as const) {
    broken = error;
    const answer = await ask(served.url, "/ready");
    assert.equal(answer.status, 503);
    const expected = {
      error: "The server cannot store anything now, try again later",
      error_code: "UNAVAILABLE",
      status: "unavailable",
      reason,
    };
    assert.deepEqual(answer.json, expected);
    assert.deepEqual(served.log.lines.at(-2)?.fields, { err: error });
  }
  broken = null;
  assert.equal((await ask(served.url, "/ready")).status, 200);
});

test("/metrics passes on what it is given, with its own media type", async () => {
  const given = { contentType: "application/openmetrics-text; version=1.0.0; charset=utf-8", body: "parlance_up 1\n# EOF\n" };
  await using served = await serve({ metrics: async () => given });
  const answer = await ask(served.url, "/metrics");
  assert.deepEqual([answer.status, answer.headers["content-type"], answer.text], [200, given.contentType, given.body]);
});
