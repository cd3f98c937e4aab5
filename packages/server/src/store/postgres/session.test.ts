import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import fc from "fast-check";
import { addressOf } from "../../postgres/address.ts";
import { Session } from "./session.ts";
import { Statement } from "./statement.ts";
import { newStoreDatabase, onConnection, testServer } from "./testing/store-in-database.ts";
import { decodeText, encodeText } from "./text-codec.ts";

const anyText = fc.string({
  unit: fc.constantFrom("\u0000", "\u0001", "\u0002", "a", "é", "\u{1f600}", "\\", '"', ",", "{", "NULL"),
});

describe("postgres: texts", () => {
  test("come back as they were, and are ordered as they were", () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        assert.equal(decodeText(encodeText(a)), a);
        assert.ok(!encodeText(a).includes("\u0000"));
        const order = (x: string, y: string) => Math.sign(Buffer.compare(Buffer.from(x), Buffer.from(y)));
        assert.equal(order(encodeText(a), encodeText(b)), order(a, b));
      }),
    );
  });
});

describe("postgres: a session", { skip: withoutPostgres() }, () => {
  test("texts and lists of texts go there and come back whole, whatever they hold", () =>
    onConnection(async (db) => {
      const statement = new Statement(db, "SELECT $1::text, $2::text[], $3::bigint[]");
      await fc.assert(
        fc.asyncProperty(anyText, fc.array(fc.option(anyText)), async (text, list) => {
          assert.deepEqual(await statement.get(text, list, [1, null, -3]), [text, list, [1, null, -3]]);
        }),
        { numRuns: 50 },
      );
    }));

  test("numbers are safe integers, and one that is none is refused", () =>
    onConnection(async (db) => {
      const row = await new Statement(
        db,
        "SELECT 9007199254740991::bigint, sum(n), count(*), 3::smallint FROM generate_series(1, 3) n",
      ).get();
      assert.deepEqual(row, [Number.MAX_SAFE_INTEGER, 6, 3, 3]);
      await assert.rejects(new Statement(db, "SELECT 9007199254740992::bigint").get(), TypeError);
      assert.deepEqual(await new Statement(db, "SELECT 1").get(), [1]);
    }));

  test("statements that do not wait for one another run in the order they were called in", () =>
    onConnection(async (db) => {
      const add = new Statement(db, "INSERT INTO meta (key, value) VALUES ($1, 'x') RETURNING (SELECT count(*) FROM meta)");
      const before = (await new Statement(db, "SELECT count(*) FROM meta").get())?.[0] as number;
      const counts = await Promise.all(Array.from({ length: 50 }, (_, n) => add.get(String(n))));
      assert.deepEqual(
        counts,
        Array.from({ length: 50 }, (_, n) => [before + n]),
      );
    }));

  test("a statement that is refused says why and spoils no other outside a transaction", async () => {
    const session = await Session.open({ address: addressOf(await newStoreDatabase()), name: "test", connectMs: 10_000 });
    const bad = assert.rejects(session.query("SELECT nothing_of_this_name", []), { code: "42703" });
    assert.deepEqual((await session.query("SELECT 2", [])).rows, [[2]]);
    await bad;
    assert.equal(session.lost, null);
    await session.close();
  });

  test("I1: no commit is answered before it is durable, whatever the database's own setting", async () => {
    const url = await newStoreDatabase();
    const name = new URL(url).pathname.slice(1);
    const server = await testServer();
    for (const [setting, used] of [
      ["off", "on"],
      ["local", "on"],
      ["remote_write", "on"],
      ["remote_apply", "remote_apply"],
    ] as const) {
      await server.query(`ALTER DATABASE ${name} SET synchronous_commit = '${setting}'`);
      const session = await Session.open({ address: addressOf(url), name: "test", connectMs: 10_000 });
      assert.deepEqual((await session.query("SELECT current_setting('synchronous_commit')", [])).rows, [[used]]);
      await session.close();
    }
  });

  test("a session that PostgreSQL ends is lost, and what was asked rejects as unavailable", async () => {
    const url = await newStoreDatabase();
    const session = await Session.open({ address: addressOf(url), name: "test", connectMs: 10_000 });
    const unavailable = { name: "StoreError", code: "unavailable" };
    await assert.rejects(session.query("SELECT pg_terminate_backend(pg_backend_pid())", []), unavailable);
    assert.notEqual(session.lost, null);
    await assert.rejects(session.query("SELECT 1", []), unavailable);
    const nowhere = { ...addressOf(url), hosts: [{ host: "127.0.0.1", port: 1 }] as const };
    await assert.rejects(Session.open({ address: nowhere, name: "test", connectMs: 10_000 }), unavailable);
  });

  test("a server that takes the connection and says nothing is given up after connectMs", async () => {
    const url = await newStoreDatabase();
    const server = await testServer();
    server.pause();
    try {
      await assert.rejects(Session.open({ address: addressOf(url), name: "test", connectMs: 100 }), {
        code: "unavailable",
        message: /no answer in 100 ms/,
      });
    } finally {
      server.resume();
    }
  });
});
