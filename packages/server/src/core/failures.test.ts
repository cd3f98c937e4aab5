import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsWith } from "../ports/bounds.ts";
import { StoreError, type StoreErrorCode } from "../ports/store.ts";
import { ChatError } from "./errors.ts";
import { createGuard } from "./failures.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { keptLog, noTelemetry } from "./testing/silence.ts";

const bounds = boundsWith();

async function guarded(error: unknown) {
  const log = keptLog();
  const counted: string[] = [];
  const telemetry = { ...noTelemetry, error: (code: string) => counted.push(code) };
  const guard = createGuard({ clock: new ManualClock(), bounds, log, telemetry });
  const refusal: unknown = await guard(() => Promise.reject(error)).then(
    () => assert.fail("resolved"),
    (reason: unknown) => reason,
  );
  if (!(refusal instanceof ChatError)) assert.fail("not a ChatError");
  assert.deepEqual(counted, [refusal.code]);
  return { refusal, lines: log.lines };
}

test("each store error has its code", async () => {
  const codes: Record<StoreErrorCode, string> = {
    full: "unavailable",
    busy: "unavailable",
    unavailable: "unavailable",
    read_only: "unavailable",
    failed: "unavailable",
    closed: "unavailable",
    overloaded: "overloaded",
    newer: "unavailable",
    damaged: "internal",
    in_use: "internal",
    gone: "token_invalid",
  };
  for (const [code, expected] of Object.entries(codes) as [StoreErrorCode, string][]) {
    const { refusal } = await guarded(new StoreError(code, "/var/lib/parlance.db"));
    assert.equal(refusal.code, expected);
  }
});

test("nothing of the cause is in what may be shown; the log has it, an unknown one under the id that the error carries", async () => {
  const cause = new TypeError("SELECT failed at /srv/parlance/store.ts:12");
  const { refusal, lines } = await guarded(cause);
  assert.deepEqual([refusal.code, refusal.message, refusal.cause], ["internal", "Internal server error", cause]);
  assert.equal(lines.length, 1);
  assert.deepEqual(lines[0]?.fields, { err: cause, code: "internal", correlationId: refusal.correlationId });
  assert.match(refusal.correlationId ?? "", /^[0-9a-f-]{36}$/);
});

test("I8: of each reason for which the store refuses one line in refusalLogMs is logged, telling how many it stands for", async () => {
  const [log, clock] = [keptLog(), new ManualClock()];
  const guard = createGuard({ clock, bounds, log, telemetry: noTelemetry });
  const refuse = (code: StoreErrorCode) => guard(() => Promise.reject(new StoreError(code, "x"))).catch(() => undefined);
  for (let i = 0; i < 100; i++) await refuse("full");
  await refuse("overloaded");
  clock.advance(bounds.refusalLogMs - 1);
  await refuse("full");
  assert.equal(log.lines.length, 2);
  clock.advance(1);
  await refuse("full");
  const told = log.lines.map(({ fields }) => ("code" in fields && "leftOut" in fields ? [fields.code, fields.leftOut] : []));
  assert.deepEqual(told, [
    ["unavailable", 0],
    ["overloaded", 0],
    ["unavailable", 100],
  ]);
});

test("a refusal of core goes through as it is and is no matter for the log", async () => {
  const error = new ChatError("rate_limited", { retryAfterMs: 5 });
  const { refusal, lines } = await guarded(error);
  assert.equal(refusal, error);
  assert.deepEqual(lines, []);
});

test("what is thrown and is no error is internal too", async () => {
  assert.equal((await guarded("boom")).refusal.code, "internal");
  assert.equal((await guarded(undefined)).refusal.code, "internal");
});

test("a function around a question to the store rejects alike with what the asking throws, the store says, or the answer makes of it", async () => {
  const counted: string[] = [];
  const telemetry = { ...noTelemetry, error: (code: string) => counted.push(code) };
  const guard = createGuard({ clock: new ManualClock(), bounds, log: keptLog(), telemetry });
  const refused = (error: Error): never => {
    throw error;
  };
  const functions = [
    guard.around((input: string) => refused(new ChatError("text_empty", { cause: input })), String),
    guard.around(() => Promise.reject(new StoreError("full", "x")), String),
    guard.around(
      () => Promise.resolve("none"),
      () => refused(new ChatError("not_found")),
    ),
    guard.around(
      () => Promise.resolve("none"),
      () => refused(new TypeError("mine")),
    ),
  ];
  const codes = ["text_empty", "unavailable", "not_found", "internal"];
  for (const [n, code] of codes.entries()) {
    await assert.rejects(
      async () => functions[n]?.("input"),
      (error) => error instanceof ChatError && error.code === code,
    );
  }
  assert.deepEqual(counted, codes);
  assert.equal(
    await guard.around(
      (n: number) => Promise.resolve(n + 1),
      (n) => `${n}`,
    )(1),
    "2",
  );
});
