import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { PostgresServer } from "@parlance/conformance/services/postgres.ts";
import { RedisServer } from "@parlance/conformance/services/redis.ts";
import { withoutServices } from "@parlance/conformance/services/services.ts";
import { createChat, type RunningChat } from "../core/chat.ts";
import { signUp } from "../core/testing/memory-chat.ts";
import { keptLog, noTelemetry } from "../core/testing/silence.ts";
import { loungeId } from "../ports/model.ts";
import { openBackend } from "./backend.ts";
import { readCommandLine } from "./config/read-config.ts";
import { systemClock } from "./system-clock.ts";

const untilMs = 5_000;

async function until(what: string, isSo: () => boolean): Promise<void> {
  const beganMs = performance.now();
  while (!isSo()) {
    assert.ok(performance.now() - beganMs < untilMs, `${what}: not within ${untilMs} ms`);
    await delay(5);
  }
}

async function node(folder: string, flags: readonly string[]): Promise<AsyncDisposable & { readonly chat: RunningChat }> {
  const line = readCommandLine(["--data", folder, ...flags], {});
  assert.ok(line.kind === "run");
  const { config } = line;
  const log = keptLog();
  const backend = await openBackend(config, { log, telemetry: noTelemetry });
  const chat = await createChat({
    ...backend,
    images: null,
    fileTypes: config.fileTypes,
    clock: systemClock,
    bounds: config.bounds,
    limitsOn: true,
    log,
    telemetry: noTelemetry,
    publicUrl: () => "http://chat.test",
    loungeAutoJoin: true,
  });
  return {
    chat,
    [Symbol.asyncDispose]: async () => {
      await chat.close();
      await backend.close();
    },
  };
}

/** What core's own tests hold over a bus with faults, over the real ones. */
describe("two nodes over PostgreSQL", { skip: withoutServices() }, () => {
  const folder = mkdtempSync(join(tmpdir(), "parlance-nodes-"));
  const services = Promise.all([PostgresServer.start(), RedisServer.start()]);
  after(async () => {
    rmSync(folder, { recursive: true });
    for (const service of await services) await service.stop();
  });

  for (const isWithRedis of [true, false]) {
    test(`${isWithRedis ? "and Redis" : "alone"}: who comes, what ends, what is claimed and taken on one is known on the other`, async () => {
      const [postgres, redis] = await services;
      const flags = ["--database", await postgres.newDatabase(), ...(isWithRedis ? ["--redis", redis.url] : [])];
      await using one = await node(folder, flags);
      await using two = await node(folder, flags);
      const ann = await signUp(one.chat, "alice");
      const isOnline = () => two.chat.presence.list(0).some(({ user }) => user.id === ann.user.id);
      const leave = one.chat.presence.enter(ann.user);
      await until("online", isOnline);
      leave();
      await until("offline", () => !isOnline());

      let isEnded = false;
      two.chat.accounts.watch(await two.chat.accounts.authenticate(ann.token), () => {
        isEnded = true;
      });
      await one.chat.accounts.logout(ann.token);
      await until("the session ended", () => isEnded);

      await one.chat.guests.enter({ clientId: "c1", name: "bobby" });
      await until("the name is known", () => two.chat.guests.named("bobby") === "guest_c1");
      await assert.rejects(two.chat.guests.enter({ clientId: "c2", name: "Bobby" }), { code: "name_taken" });

      const rate = "loginFailuresPerAccountPerMinute";
      for (let n = 0; n < one.chat.bounds[rate]; n++) one.chat.limits.take(rate, "ann");
      await until("the rate is known", () => two.chat.limits.retryAfterMs(rate, "ann") > 0);

      await one.chat.messages.post({ roomId: loungeId, author: ann.user, text: "hello" });
      await until("the message is shown", () => two.chat.feeds.lounge.recent(1)[0]?.text === "hello");
    });
  }
});
