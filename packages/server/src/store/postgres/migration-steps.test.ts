import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import { loungeId } from "../../ports/model.ts";
import { released } from "./migrations/list.ts";
import type { Session } from "./session.ts";
import { loungePost } from "./testing/lounge-post.ts";
import { newStoreDatabase } from "./testing/store-in-database.ts";
import { adding, connected, filling, indexing, migrated, seen, started, versionsOf } from "./testing/versions.ts";

const first = released.length;

async function isValid(session: Session): Promise<unknown> {
  return (await session.query("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('users_motto')", [])).rows[0]?.[0];
}

describe("postgres: one migration", { skip: withoutPostgres() }, () => {
  test("the list never lets in again who was shut out, and shuts out nobody who made the change", () => {
    for (const [at, { oldest }] of released.entries()) {
      assert.ok(oldest >= (released[at - 1]?.oldest ?? 1) && oldest <= at + 1, `the one of version ${at + 1}`);
    }
  });

  test("an index whose making was cut off is of no use and is made again; meanwhile others write, and nobody makes it twice", async () => {
    const url = await newStoreDatabase();
    await migrated(url, [adding]);
    await using old = await started(url);
    await using watch = await connected(url);
    await using reading = await connected(url);
    // It has seen the table, so the index is not done before it ends.
    await reading.command("BEGIN ISOLATION LEVEL REPEATABLE READ");
    await reading.query("SELECT count(*) FROM users", []);
    const cut = assert.rejects(migrated(url, [adding, indexing]), { code: "unavailable" });
    const [pid] = await seen(watch, "query LIKE 'CREATE INDEX%' AND wait_event_type = 'Lock'");
    await old.store.post(loungePost("meanwhile"));
    await assert.rejects(migrated(url, [adding, indexing], 0), { name: "StoreError", code: "busy" });
    await migrated(url, [adding], 0);
    await watch.query("SELECT pg_terminate_backend($1)", [Number(pid)]);
    await cut;
    assert.equal(await isValid(watch), false);
    assert.equal((await versionsOf(url))[0], String(first + 1));

    await reading.command("COMMIT");
    await migrated(url, [adding, indexing]);
    assert.equal(await isValid(watch), true);
    assert.equal((await versionsOf(url))[0], String(first + 2));
  });

  test("an index that was made and not written down is taken as it is", async () => {
    const url = await newStoreDatabase();
    await migrated(url, [adding]);
    await using watch = await connected(url);
    await watch.command(indexing.kind === "index" ? indexing.sql : "");
    const idOf = async () => (await watch.query("SELECT 'users_motto'::regclass::oid::bigint", [])).rows[0]?.[0];
    const before = await idOf();
    await migrated(url, [adding, indexing]);
    assert.equal(await idOf(), before);
    assert.equal((await versionsOf(url))[0], String(first + 2));
  });

  test("slices that were done stay done when the next one fails, and the version comes with the last", async () => {
    const url = await newStoreDatabase();
    await using old = await started(url);
    for (let n = 0; n < 25; n += 1) await old.store.post(loungePost(`old ${n}`));
    const failing = {
      ...filling,
      sql: `${filling.sql} AND 1 / (20 - (SELECT count(*) FROM log WHERE text LIKE '%!')) IS NOT NULL`,
    };
    await assert.rejects(migrated(url, [failing]), /division by zero/);
    const filled = async () =>
      (await old.store.snapshot(loungeId, 100))?.messages.filter(({ text }) => text.endsWith("!")).length;
    assert.equal(await filled(), 20);
    assert.equal((await versionsOf(url))[0], String(first));
    await migrated(url, [filling]);
    assert.equal(await filled(), 25);
    assert.equal((await versionsOf(url))[0], String(first + 1));
  });

  test("one that fails leaves nothing, and nobody waiting", async () => {
    const url = await newStoreDatabase();
    await using old = await started(url);
    await assert.rejects(migrated(url, [{ ...adding, sql: `${adding.kind === "at_once" ? adding.sql : ""}; SELECT 1 / 0` }]));
    assert.deepEqual((await versionsOf(url)).slice(0, 2), [String(first), first]);
    await old.store.post(loungePost("after"));
    await migrated(url, [adding]);
  });

  test("a table that somebody holds is waited for a second at a time: the nodes write in between, and the start goes on", async () => {
    const url = await newStoreDatabase();
    await using old = await started(url);
    await using reading = await connected(url);
    await using watch = await connected(url);
    await reading.command("BEGIN");
    await reading.query("SELECT count(*) FROM users", []);
    const waiting = "query LIKE 'ALTER TABLE%' AND wait_event_type = 'Lock'";
    await assert.rejects(migrated(url, [adding]), { name: "StoreError", code: "busy" });
    const starting = started(url, adding);
    await seen(watch, waiting);
    await old.store.post(loungePost("in between"));
    await reading.command("COMMIT");
    await using young = await starting;
    await young.store.post(loungePost("afterwards"));
    assert.equal((await versionsOf(url))[0], String(first + 1));
  });
});
