import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { PostgresServer, withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import { PostgresLink } from "../bus/postgres/postgres-link.ts";
import { keptLog, noTelemetry } from "../core/testing/silence.ts";
import { boundsWith } from "../ports/bounds.ts";
import { loungeId } from "../ports/model.ts";
import { addressOf } from "../postgres/address.ts";
import { hostOf } from "../postgres/hosts.ts";
import { loungePost } from "../store/postgres/testing/lounge-post.ts";
import { openBackend } from "./backend.ts";
import { readCommandLine } from "./config/read-config.ts";
import { systemClock } from "./system-clock.ts";

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) assert.fail("not so after 20 s");
    await delay(10);
  }
}

describe("several hosts of PostgreSQL", { skip: withoutPostgres() }, () => {
  test("I1: when the standby takes over, store, files and signals find it by themselves, and nothing acknowledged is lost", async (t) => {
    await using primary = await PostgresServer.start({ isDurable: true });
    const name = new URL(await primary.newDatabase()).pathname.slice(1);
    await using standby = await primary.startReplica();
    // The standby is asked first, and passed over.
    const url = `postgres://parlance@127.0.0.1:${standby.port},127.0.0.1:${primary.port}/${name}`;
    const address = addressOf(url);
    assert.equal((await hostOf(address, 5_000)).port, primary.port);

    const line = readCommandLine(["--database", url], {});
    assert.equal(line.kind, "run");
    await using stack = new AsyncDisposableStack();
    const backend = await openBackend(line.config, { log: keptLog(), telemetry: noTelemetry });
    stack.defer(() => backend.close());
    const link = new PostgresLink({ url, clock: systemClock, bounds: boundsWith({}), log: keptLog() });
    stack.defer(() => link.close());
    let heard = 0;
    link.onCommit(() => {
      heard += 1;
    });
    await until(() => link.isUp);

    const { store, blobs } = backend;
    using kept = await blobs.put(Buffer.from("kept"));
    const acknowledged: number[] = [];
    let isDone = false;
    let sent = 0;
    const sender = async (): Promise<void> => {
      while (!isDone) {
        // Refused as not written while nobody takes writes: then it is sent again.
        const outcome = await store.post(loungePost(`${sent++}`)).catch((error: Error) => {
          assert.equal((error as Error & { code: string }).code, "unavailable");
          return delay(20);
        });
        if (outcome?.kind === "posted") acknowledged.push(outcome.message.id);
      }
    };
    const senders = Array.from({ length: 10 }, sender);
    await until(() => acknowledged.length > 200);
    await primary.kill();
    const killedMs = performance.now();
    const before = acknowledged.length;
    await assert.rejects(hostOf(address, 1_000), { code: "unavailable", message: /standby.*ECONNREFUSED|ECONNREFUSED.*standby/ });
    await standby.promote();
    await until(() => acknowledged.length > before + 50);
    t.diagnostic(`writes again ${Math.round(performance.now() - killedMs)} ms after the kill`);
    isDone = true;
    await Promise.all(senders);

    const ids = new Set(
      (await store.eventsAfter(loungeId, 0, 1_000_000)).flatMap((event) => (event.type === "posted" ? [event.message.id] : [])),
    );
    assert.deepEqual(
      acknowledged.filter((id) => !ids.has(id)),
      [],
    );
    assert.equal(new Set(acknowledged).size, acknowledged.length, "each once");
    await until(() => link.isUp);
    heard = 0;
    await store.post(loungePost("heard"));
    await until(() => heard > 0);
    let bytes = Buffer.alloc(0);
    await until(async () => {
      const stream = await blobs.open(kept.hash).catch(() => null);
      if (stream !== null) bytes = await buffer(stream);
      return stream !== null;
    });
    assert.equal(bytes.toString(), "kept");
    using added = await blobs.put(Buffer.from("new"));
    assert.equal(added.sizeBytes, 3);
  });

  test("one that takes the connection and says nothing has its part of the time, and the next one is found", async () => {
    await using server = await PostgresServer.start();
    const mute = createServer().listen(0, "127.0.0.1");
    const sockets: Socket[] = [];
    mute.on("connection", (socket) => sockets.push(socket.on("error", () => undefined)));
    await once(mute, "listening");
    const port = (mute.address() as AddressInfo).port;
    const hosts = `127.0.0.1:${port},127.0.0.1:${server.port}`;
    const address = addressOf(`postgres://parlance@${hosts}/postgres`);
    const found = await Promise.all([hostOf(address, 1_000), hostOf(address, 1_000)]);
    assert.deepEqual(
      found.map((host) => host.port),
      [server.port, server.port],
    );
    assert.equal(sockets.length, 1, "one look for all");
    await hostOf(address, 1_000);
    assert.equal(sockets.length, 1, "the one that was found is asked first");
    // A mistake of ours is said at once, and tried nowhere else.
    const nothing = addressOf(`postgres://parlance@127.0.0.1:${server.port},127.0.0.1:${port}/nothing`);
    await assert.rejects(hostOf(nothing, 1_000), { code: "unavailable", message: /does not exist/ });
    assert.equal(sockets.length, 1);
    for (const socket of sockets) socket.destroy();
    mute.close();
  });
});
