import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import { addressOf } from "../../postgres/address.ts";
import { migrate } from "./migrate.ts";
import { Session } from "./session.ts";
import { newStoreDatabase, testServer } from "./testing/store-in-database.ts";

async function migrated(url: string): Promise<string> {
  const session = await Session.open({ address: addressOf(url), name: "migrating", connectMs: 10_000 });
  try {
    return (await migrate(session)).toString("hex");
  } finally {
    await session.close();
  }
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1);

async function refuses(url: string, code: string, message: RegExp): Promise<void> {
  await assert.rejects(migrated(url), { name: "StoreError", code, message });
}

describe("postgres: bringing a database up to date", { skip: withoutPostgres() }, () => {
  test("nodes that start together on an empty database all get the one secret", async () => {
    const url = await (await testServer()).newDatabase();
    const secrets = await Promise.all(Array.from({ length: 8 }, () => migrated(url)));
    assert.equal(new Set(secrets).size, 1);
    assert.match(secrets[0] ?? "", /^[0-9a-f]{64}$/);
    assert.equal(await migrated(url), secrets[0], "and so does who starts later");
  });

  test("two databases have two secrets", async () => {
    const server = await testServer();
    assert.notEqual(await migrated(await server.newDatabase()), await migrated(await server.newDatabase()));
  });

  test("a database that wants a newer version is refused as newer and left as it is", async () => {
    const url = await newStoreDatabase();
    const server = await testServer();
    await server.query("UPDATE meta SET value = '99' WHERE key = 'version'; UPDATE head SET oldest = 98", nameOf(url));
    await refuses(url, "newer", /it wants version 98 of its tables, this server knows 1/);
    assert.deepEqual(await server.query("SELECT value FROM meta WHERE key = 'version'", nameOf(url)), [{ value: "99" }]);
  });

  test("another program's database is refused as damaged and left as it is", async () => {
    const server = await testServer();
    for (const theirs of [
      "CREATE TABLE theirs (x int)",
      "CREATE TABLE meta (key text, value text)",
      "CREATE TABLE meta (a int)",
    ]) {
      const url = await server.newDatabase();
      await server.query(theirs, nameOf(url));
      await refuses(url, "damaged", /not one of Parlance; give it a database of its own/);
      assert.deepEqual(await server.query("SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'", nameOf(url)), [
        { n: 1 },
      ]);
    }
  });

  test("a database that cannot hold every text is refused with what to do about it", async () => {
    const server = await testServer();
    await server.query("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
    await refuses(server.url("latin"), "damaged", /encoding LATIN1; make one with CREATE DATABASE … ENCODING 'UTF8'/);
  });

  test("a user who may make no tables is refused as read_only with what to grant", async () => {
    const server = await testServer();
    const url = await server.newDatabase();
    await server.query("CREATE ROLE visitor LOGIN");
    await refuses(url.replace("parlance@", "visitor@"), "read_only", /GRANT CREATE ON SCHEMA/);
  });

  test("a database that lost its secret is refused as damaged", async () => {
    const url = await newStoreDatabase();
    await (await testServer()).query("DELETE FROM meta WHERE key = 'secret'", nameOf(url));
    await refuses(url, "damaged", /lost its secret/);
  });
});
