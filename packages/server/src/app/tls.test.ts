import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Certificate, Certificates, withoutOpenssl } from "@parlance/conformance/services/certificates.ts";
import { PostgresServer, withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import { keptLog, noTelemetry } from "../core/testing/silence.ts";
import { loungeId } from "../ports/model.ts";
import { addressOf } from "../postgres/address.ts";
import { Session } from "../store/postgres/session.ts";
import { loungePost } from "../store/postgres/testing/lounge-post.ts";
import { openBackend } from "./backend.ts";
import { readCommandLine } from "./config/read-config.ts";

const skip = withoutPostgres() || withoutOpenssl();

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) assert.fail("not so after 10 s");
    await delay(10);
  }
}

/** Whether a connection that was made is encrypted; rejects when none is made. */
async function isEncrypted(url: string): Promise<boolean> {
  const session = await Session.open({ address: addressOf(url), name: "parlance test", connectMs: 5_000 });
  try {
    const before = session.heardBytes;
    const { rows } = await session.query("SELECT ssl::int FROM pg_stat_ssl WHERE pid = pg_backend_pid()", []);
    assert.ok(session.heardBytes > before, "what is heard is counted with TLS, too");
    return rows[0]?.[0] === 1;
  } finally {
    await session.close();
  }
}

describe("TLS to PostgreSQL", { skip }, () => {
  let certificates: Certificates;
  let server: PostgresServer;
  /** What the server shows. */
  let shown: Certificate;
  const at = (host: string, query: string): string =>
    `postgres://parlance:s3cret@${host}:${server.port}/postgres?${query.replaceAll("CA", certificates.ca)}`;
  const set = async (name: string, value: string): Promise<void> => {
    await server.query(`ALTER SYSTEM SET ${name} = '${value}'`);
    await server.query("SELECT pg_reload_conf()");
    await until(async () => JSON.stringify(await server.query(`SHOW ${name}`)).includes(`"${value}"`));
  };
  const refuses = async (url: string, why: RegExp): Promise<void> => {
    await assert.rejects(isEncrypted(url), (error: Error) => {
      assert.match(error.message, why);
      assert.ok(!error.message.includes("s3cret"));
      return true;
    });
  };

  before(async () => {
    certificates = new Certificates();
    shown = certificates.of("server", "DNS:localhost,IP:127.0.0.1");
    server = await PostgresServer.start();
  });
  after(async () => {
    await server?.stop();
    certificates?.[Symbol.dispose]();
  });

  test("a server without it is refused where it is asked for, never gone on with in plain text", async () => {
    for (const query of ["sslmode=require", "sslmode=verify-ca&sslrootcert=CA", "sslmode=verify-full&sslrootcert=CA"]) {
      await refuses(at("127.0.0.1", query), /does not support SSL/);
    }
    for (const [name, value] of [
      ["ssl_cert_file", shown.cert],
      ["ssl_key_file", shown.key],
      ["ssl_ca_file", certificates.ca],
      ["ssl", "on"],
    ] as const) {
      await set(name, value);
    }
  });

  test("the right certificate will do for every mode, by name and by IP address", async () => {
    assert.equal(await isEncrypted(at("localhost", "sslmode=disable")), false);
    for (const query of ["sslmode=require", "sslmode=verify-ca&sslrootcert=CA", "sslmode=verify-full&sslrootcert=CA"]) {
      for (const host of ["127.0.0.1", "localhost"]) assert.equal(await isEncrypted(at(host, query)), true, query);
    }
  });

  test("one by somebody else will do for require alone", async () => {
    assert.equal(await isEncrypted(at("localhost", `sslmode=require&sslrootcert=${certificates.otherCa}`)), true);
    for (const mode of ["verify-ca", "verify-full"]) {
      await refuses(at("localhost", `sslmode=${mode}&sslrootcert=${certificates.otherCa}`), /certificate/);
    }
    await refuses(at("localhost", "sslmode=verify-full"), /certificate/);
  });

  test("I6: readers, writer, files and signals are encrypted, all of them, also to the first of several hosts that takes writes", async () => {
    const name = new URL(await server.newDatabase()).pathname.slice(1);
    // The first is another server's port: nobody is there.
    const url = `postgres://parlance@localhost:1,localhost:${server.port}/${name}?sslmode=verify-full&sslrootcert=${certificates.ca}`;
    const line = readCommandLine(["--database", url], {});
    assert.equal(line.kind, "run");
    const backend = await openBackend(line.config, { log: keptLog(), telemetry: noTelemetry });
    await backend.store.post(loungePost("x"));
    await backend.store.findRoom(loungeId);
    const seen = async () =>
      (await server.query(
        `SELECT DISTINCT left(application_name, 15) AS name, ssl FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)
         WHERE datname = '${name}' AND application_name NOT LIKE '%look' ORDER BY 1`,
      )) as { name: string; ssl: boolean }[];
    const names = ["parlance blobs", "parlance bus", "parlance reader", "parlance writer"];
    await until(async () => (await seen()).length === names.length);
    assert.deepEqual(
      await seen(),
      names.map((one) => ({ name: one.slice(0, 15), ssl: true })),
    );
    await backend.close();
  });

  test("a server that wants certificates of its clients gets the one of sslcert and sslkey", async () => {
    const client = certificates.of("client", "DNS:client");
    const hba = (await server.query("SHOW hba_file")) as { hba_file: string }[];
    await server.query("CREATE DATABASE sealed");
    await server.query(`COPY (SELECT line FROM (VALUES ('hostssl sealed all all trust clientcert=verify-ca'), ('host sealed all all reject'),
      ('host all all all trust')) v (line)) TO '${hba[0]?.hba_file}'`);
    await server.query("SELECT pg_reload_conf()");
    const url = at("localhost", "sslmode=verify-full&sslrootcert=CA").replace("/postgres?", "/sealed?");
    await until(() =>
      isEncrypted(url).then(
        () => false,
        () => true,
      ),
    );
    await refuses(url, /certificate/);
    assert.equal(await isEncrypted(`${url}&sslcert=${client.cert}&sslkey=${client.key}`), true);
  });

  test("one of another name will not do for verify-full", async () => {
    certificates.replace(shown, certificates.of("wrong", "DNS:elsewhere.example,IP:192.0.2.1"));
    await server.query("SELECT pg_reload_conf()");
    const full = at("localhost", "sslmode=verify-full&sslrootcert=CA");
    await until(() =>
      isEncrypted(full).then(
        () => false,
        () => true,
      ),
    );
    await refuses(full, /does not match certificate's altnames/);
    await refuses(at("127.0.0.1", "sslmode=verify-full&sslrootcert=CA"), /does not match certificate's altnames/);
    assert.equal(await isEncrypted(at("localhost", "sslmode=verify-ca&sslrootcert=CA")), true);
    assert.equal(await isEncrypted(at("localhost", "sslmode=require")), true);
  });
});
