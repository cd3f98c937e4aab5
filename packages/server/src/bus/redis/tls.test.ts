import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Certificate, Certificates, withoutOpenssl } from "@parlance/conformance/services/certificates.ts";
import { freePort } from "@parlance/conformance/services/free-port.ts";
import { RedisServer, withoutRedis } from "@parlance/conformance/services/redis.ts";
import { RedisCluster } from "@parlance/conformance/services/redis-cluster.ts";
import { systemClock } from "../../app/system-clock.ts";
import { keptLog, noTelemetry } from "../../core/testing/silence.ts";
import { boundsWith } from "../../ports/bounds.ts";
import { createRedisBus } from "./redis-bus.ts";

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadline) assert.fail("not so after 10 s");
    await delay(2);
  }
}

function busOf(url: string) {
  const log = keptLog();
  const bus = createRedisBus({ url, namespace: "n", clock: systemClock, bounds: boundsWith({}), log, telemetry: noTelemetry });
  return { bus, log };
}

/** Two nodes hear each other. */
async function works(url: string): Promise<void> {
  const [{ bus: a }, { bus: b }] = [busOf(url), busOf(url)];
  try {
    const heard: string[] = [];
    await b.hear("typing:r", (signal) => heard.push(signal.kind));
    await until(() => a.isUp && b.isUp);
    const user = { id: "u", kind: "account", name: "u" } as const;
    a.signal("typing:r", { kind: "typing", roomId: "r", user, isTyping: true, from: "c" });
    await until(() => heard.length > 0);
  } finally {
    await Promise.all([a.close(), b.close()]);
  }
}

/** Told of, with the reason and without the password; and not connected. */
async function refuses(url: string, why: RegExp): Promise<void> {
  const { bus, log } = busOf(url);
  try {
    await until(() => log.lines.length > 0);
    const [line] = log.lines;
    assert.equal(line?.level, "warn");
    assert.match(JSON.stringify(line?.fields), why);
    assert.ok(!JSON.stringify(log.lines).includes("s3cret"));
    assert.equal(bus.isUp, false);
  } finally {
    await bus.close();
  }
}

describe("TLS to Redis", { skip: withoutRedis() || withoutOpenssl() }, () => {
  let certificates: Certificates;
  let right: Certificate;
  let wrong: Certificate;
  /** A server that has no port but the one with TLS. */
  const serving = async (shown: Certificate, more: Readonly<Record<string, string>> = {}) => {
    const port = await freePort();
    const settings = { port: "0", ...tlsSettings(port, shown), requirepass: "s3cret", ...more };
    return { server: await RedisServer.start(settings), port };
  };
  const tlsSettings = (port: number, { cert, key }: Certificate): Readonly<Record<string, string>> => ({
    "tls-port": String(port),
    "tls-cert-file": cert,
    "tls-key-file": key,
    "tls-ca-cert-file": certificates.ca,
    "tls-auth-clients": "no",
  });
  const mismatch = /does not match certificate's altnames/;
  const unknown = /certificate/;

  before(() => {
    certificates = new Certificates();
    right = certificates.of("server", "DNS:localhost,IP:127.0.0.1");
    wrong = certificates.of("wrong", "DNS:elsewhere.example,IP:192.0.2.1");
  });
  after(() => certificates?.[Symbol.dispose]());

  test("a server is verified by who signed for it, and by its name or IP address", async () => {
    const { server, port } = await serving(right);
    await using _ = server;
    for (const host of ["localhost", "127.0.0.1"]) await works(`rediss://:s3cret@${host}:${port}?sslrootcert=${certificates.ca}`);
    await refuses(`rediss://:s3cret@localhost:${port}`, unknown);
    await refuses(`rediss://:s3cret@localhost:${port}?sslrootcert=${certificates.otherCa}`, unknown);
    await refuses(`redis://:s3cret@localhost:${port}`, /closed|reset|ECONN/i);
  });

  test("one of another name is refused", async () => {
    const { server, port } = await serving(wrong);
    await using _ = server;
    for (const host of ["localhost", "127.0.0.1"]) {
      await refuses(`rediss://:s3cret@${host}:${port}?sslrootcert=${certificates.ca}`, mismatch);
    }
  });

  test("a server that wants certificates of its clients gets the one of sslcert and sslkey", async () => {
    const { server, port } = await serving(right, { "tls-auth-clients": "yes" });
    await using _ = server;
    const client = certificates.of("client", "DNS:client");
    const url = `rediss://:s3cret@localhost:${port}?sslrootcert=${certificates.ca}`;
    await refuses(url, /certificate|closed|reset/i);
    await works(`${url}&sslcert=${client.cert}&sslkey=${client.key}`);
  });

  test("the nodes of a cluster are verified as well", async () => {
    const port = await freePort();
    await using _ = await RedisCluster.start(1, { ...tlsSettings(port, right), "tls-cluster": "yes" });
    await works(`rediss+cluster://localhost:${port}?sslrootcert=${certificates.ca}`);
    const other = await serving(wrong);
    await using __ = other.server;
    await refuses(`rediss+cluster://:s3cret@localhost:${other.port}?sslrootcert=${certificates.ca}`, mismatch);
  });

  // ioredis keeps the reason to itself.
  test("sentinels that cannot be verified are told of, too", async () => {
    const { server, port } = await serving(wrong);
    await using _ = server;
    await refuses(`rediss+sentinel://:s3cret@localhost:${port}/m?sslrootcert=${certificates.ca}`, /sentinels are unreachable/);
  });
});
