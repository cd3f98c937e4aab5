import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash, randomInt } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { buffer } from "node:stream/consumers";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import fc from "fast-check";
import { openDiskBlobs } from "../../../blobs/disk/disk-blobs.ts";
import { openPostgresBlobs } from "../../../blobs/postgres/postgres-blobs.ts";
import { boundsWith } from "../../../ports/bounds.ts";
import { loungeId } from "../../../ports/model.ts";
import type { Store } from "../../../ports/store.ts";
import { StoreError } from "../../../ports/store.ts";
import { createMemoryStore } from "../../../store/memory/memory-store.ts";
import type { Operation } from "../../../store/operation.ts";
import { anyRead, anyWrite, beginning } from "../../../store/operations.ts";
import { openPostgresStore } from "../../../store/postgres/open.ts";
import { newStoreDatabase, testServer } from "../../../store/postgres/testing/store-in-database.ts";
import { openSqliteStore } from "../../../store/sqlite/open.ts";
import { type Moved, move } from "./move.ts";
import { MigrationError } from "./side.ts";
import { furnish } from "./testing/furnish.ts";

const seed = Number(process.env["PARLANCE_FC_SEED"] ?? randomInt(2 ** 31));
/** Small pages: every table has several. */
const bounds = boundsWith({ migrationRows: 7 });
const parent = mkdtempSync(join(tmpdir(), "parlance-move-"));
after(() => rmSync(parent, { recursive: true, force: true }));
const newFolder = (): string => join(mkdtempSync(join(parent, "folder-")), "data");

const inFolder = (folder: string): Promise<Store> => openSqliteStore({ folder, bounds });
const inDatabase = (url: string): Promise<Store> => openPostgresStore({ url, bounds });
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Given by the test server, empty and without tables. */
const emptyDatabase = async (): Promise<string> => (await testServer()).newDatabase();

async function moving(
  from: string,
  to: string,
  more: { isForced?: boolean; tell?: (line: string) => void } = {},
): Promise<Moved> {
  return await move({ from, to, isForced: false, bounds, tell: () => undefined, ...more });
}

const refusedWith = (pattern: RegExp) => (error: unknown) => error instanceof MigrationError && pattern.test(error.message);

/** What a call came to, in a form that can be compared. */
async function cameTo(operation: Operation, store: Store): Promise<unknown> {
  try {
    return { value: await operation.run(store) };
  } catch (error) {
    return { error: error instanceof StoreError ? error.code : "mistake" };
  }
}

/** Both are asked the same, one thing after the other. */
async function agree(store: Store, model: Store, operations: readonly Operation[]): Promise<void> {
  for (const operation of operations) {
    const expected = await cameTo(operation, model);
    assert.deepStrictEqual(await cameTo(operation, store), expected, JSON.stringify([operation.name, operation.args]));
  }
}

const samples = (arbitrary: fc.Arbitrary<Operation>, count: number, nth: number): Operation[] =>
  fc.sample(arbitrary, { numRuns: count, seed: seed + nth });

/** Everything that rooms and users have, beside what is asked at random. */
function everything(nth: number): Operation[] {
  const rooms = [loungeId, "kept room", "r1", "r2", "r3", "rg", "gp", "gs", "ga"];
  const history = rooms.map(
    (id): Operation => ({ name: "eventsAfter", args: [id], run: (store) => store.eventsAfter(id, 0, 10_000) }),
  );
  return [...history, ...samples(anyRead, 500, nth)];
}

/** A folder with a server's data of which a little is in every table, if chance is kind; closed. */
async function richFolder(model: Store): Promise<string> {
  const folder = newFolder();
  const store = await inFolder(folder);
  await agree(store, model, [...beginning, ...samples(anyWrite, 900, 1)]);
  assert.deepStrictEqual(await furnish(store), await furnish(model));
  await agree(store, model, everything(2));
  await store.close();
  const blobs = await openDiskBlobs({ folder: join(folder, "files") });
  for (const size of [0, 1, 700_000]) (await blobs.put(Buffer.alloc(size, "x")))[Symbol.dispose]();
  return folder;
}

/** A few rows. */
async function plainFolder(): Promise<string> {
  const folder = newFolder();
  const store = await inFolder(folder);
  for (const operation of beginning) await cameTo(operation, store);
  await store.close();
  const blobs = await openDiskBlobs({ folder: join(folder, "files") });
  (await blobs.put(Buffer.from("content")))[Symbol.dispose]();
  return folder;
}

describe("moving to PostgreSQL and back", { skip: withoutPostgres() }, () => {
  test("whatever a server came to, it is there after a move to PostgreSQL and after one back, and goes on as if it had never moved (I8: migrationRows at a time)", async (t) => {
    t.diagnostic(`PARLANCE_FC_SEED=${seed}`);
    const model = createMemoryStore();
    const folder = await richFolder(model);
    const url = await emptyDatabase();
    const there = await moving(folder, url);
    assert.equal(there.kind, "moved");
    for (const { table, rows } of there.tables) assert.ok(rows > 0, `${table} is empty`);
    const logged = there.tables.find(({ table }) => table === "log")?.rows ?? 0;
    assert.ok(logged > 3 * bounds.migrationRows, `${logged} events`);
    assert.equal(there.blobs?.blobs, 3);

    const onPostgres = await inDatabase(url);
    await agree(onPostgres, model, everything(3));
    await agree(onPostgres, model, samples(anyWrite, 300, 4));
    await agree(onPostgres, model, everything(5));
    const { secret } = onPostgres;
    await onPostgres.close();
    const blobs = await openPostgresBlobs({ url, bounds });
    (await blobs.put(Buffer.from("more")))[Symbol.dispose]();
    await blobs.close();

    const back = newFolder();
    assert.equal((await moving(url, back)).blobs?.blobs, 4);
    const onSqlite = await inFolder(back);
    assert.deepEqual(onSqlite.secret, secret);
    await agree(onSqlite, model, everything(6));
    await agree(onSqlite, model, samples(anyWrite, 300, 7));
    await agree(onSqlite, model, everything(8));
    await onSqlite.close();
    const disk = await openDiskBlobs({ folder: join(back, "files") });
    for (const content of [Buffer.alloc(700_000, "x"), Buffer.from("more")]) {
      const stream = await disk.open(sha256(content));
      assert.ok(stream !== null);
      assert.deepEqual(await buffer(stream), content);
    }
  });

  test("ids whose rows are gone are never given again", async () => {
    const folder = await plainFolder();
    const db = new DatabaseSync(join(folder, "parlance.db"));
    db.exec(
      "UPDATE sqlite_sequence SET seq = 1000 WHERE name = 'audit'; INSERT OR IGNORE INTO sqlite_sequence (name, seq) VALUES ('reports', 2000)",
    );
    db.exec("UPDATE sqlite_sequence SET seq = 2000 WHERE name = 'reports'");
    const audited = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").get();
    if (audited === undefined) db.exec("INSERT INTO sqlite_sequence (name, seq) VALUES ('audit', 1000)");
    db.close();
    const url = await emptyDatabase();
    await moving(folder, url);
    const name = new URL(url).pathname.slice(1);
    const next =
      "SELECT nextval(pg_get_serial_sequence('audit', 'id'))::int4 AS a, nextval(pg_get_serial_sequence('reports', 'id'))::int4 AS r";
    assert.deepEqual(await (await testServer()).query(next, name), [{ a: 1_001, r: 2_001 }]);
    const back = newFolder();
    await moving(url, back);
    const returned = new DatabaseSync(join(back, "parlance.db"), { readOnly: true });
    const seqs = returned.prepare("SELECT name, seq FROM sqlite_sequence WHERE name IN ('audit', 'reports') ORDER BY name").all();
    assert.deepEqual(
      seqs.map((row) => [row["name"], row["seq"]]),
      [
        ["audit", 1_001],
        ["reports", 2_001],
      ],
    );
    returned.close();
  });

  test("a move that stopped leaves what no server opens and no other move overwrites, and a second run of it comes to its end", async () => {
    const folder = await plainFolder();
    const url = await emptyDatabase();
    await moving(folder, url);
    for (const [from, to, open] of [
      [folder, await emptyDatabase(), inDatabase],
      [url, newFolder(), inFolder],
    ] as const) {
      for (const place of ["copied log", "read back: the rows", "files:", "made anew"]) {
        const tell = (line: string): void => {
          if (line.includes(place)) throw new Error("stopped");
        };
        await assert.rejects(moving(from, to, { tell }), /stopped/);
        await assert.rejects(open(to), (error) => error instanceof StoreError && error.code === "damaged");
      }
      const other = await plainFolder();
      if (to.startsWith("postgres")) await assert.rejects(moving(other, to), refusedWith(/part of another server/));
      const lines: string[] = [];
      assert.equal((await moving(from, to, { tell: (line) => lines.push(line) })).kind, "moved");
      assert.match(lines.join("\n"), /once more/);
      await (await open(to)).close();
    }
  });

  test("a target that is in use is not written to; one that is the same is said to be", async () => {
    const folder = await plainFolder();
    const url = await emptyDatabase();
    await moving(folder, url);
    assert.equal((await moving(folder, url)).kind, "already");
    const back = newFolder();
    await moving(url, back);
    assert.equal((await moving(url, back)).kind, "already");
    const name = new URL(url).pathname.slice(1);
    await (await testServer()).query("UPDATE log SET text = 'other' WHERE id = (SELECT max(id) FROM log)", name);
    await assert.rejects(moving(folder, url), refusedWith(/in use and not a copy.*log: the row with id \d+ has another text/));
    await assert.rejects(moving(url, back), refusedWith(/in use and not a copy.*log: the row with id \d+ has another text/));
    await assert.rejects(moving(await plainFolder(), url), refusedWith(/another secret/));
    const [row] = (await (await testServer()).query("SELECT text FROM log ORDER BY id DESC LIMIT 1", name)) as { text: string }[];
    assert.equal(row?.text, "other");
    rmSync(join(folder, "files"), { recursive: true });
    const files = await openDiskBlobs({ folder: join(folder, "files") });
    (await files.put(Buffer.from("another content")))[Symbol.dispose]();
    const third = await emptyDatabase();
    await moving(folder, third);
    (await files.put(Buffer.from("one more")))[Symbol.dispose]();
    await assert.rejects(moving(folder, third), refusedWith(/is not in the target/));
  });

  test("what a killed server left in its write-ahead log is moved, too", async () => {
    const folder = await plainFolder();
    const db = new DatabaseSync(join(folder, "parlance.db"));
    db.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
    db.exec(`INSERT INTO mutes SELECT u.key, r.key, 7 FROM users u, rooms r WHERE u.id = 'u1' AND r.id = '${loungeId}'`);
    const killed = newFolder();
    cpSync(folder, killed, { recursive: true });
    rmSync(join(killed, "parlance.db-shm"));
    db.close();
    assert.ok(existsSync(join(killed, "parlance.db-wal")));
    const { tables } = await moving(killed, await emptyDatabase());
    assert.equal(tables.find(({ table }) => table === "mutes")?.rows, 1);
  });

  test("a database that has only been opened is empty: what a server made of itself gives way", async () => {
    const folder = await plainFolder();
    const url = await newStoreDatabase();
    await (await inDatabase(url)).close();
    assert.equal((await moving(folder, url)).kind, "moved");
    const back = newFolder();
    await (await inFolder(back)).close();
    assert.equal((await moving(url, back)).kind, "moved");
  });

  test("a source that a server has open is refused; by force a database is read, and what is written to it meanwhile is noticed", async () => {
    const folder = await plainFolder();
    const url = await emptyDatabase();
    await moving(folder, url);
    const running = await inFolder(folder);
    await assert.rejects(
      moving(folder, await emptyDatabase()),
      (error) => error instanceof StoreError && error.code === "in_use",
    );
    await running.close();
    const node = await inDatabase(url);
    await node.check();
    await assert.rejects(moving(url, newFolder()), refusedWith(/is in use \(\d+ connections/));
    await assert.rejects(moving(folder, url), refusedWith(/is in use \(\d+ connections/));
    assert.equal((await moving(url, newFolder(), { isForced: true })).kind, "moved");
    let written: Promise<unknown> = Promise.resolve();
    const tell = (line: string): void => {
      if (!line.includes("copied users")) return;
      const post = { text: "meanwhile", file: null, at: 9, membersOnly: false, nameKey: null, clientKey: null };
      written = node.post({ ...post, roomId: loungeId, author: { id: "a", kind: "address", name: "A" } });
    };
    await assert.rejects(moving(url, newFolder(), { isForced: true, tell }), refusedWith(/somebody has written/));
    await written;
    await node.close();
  });

  test("what is not known here, an event that is missing and a content that is damaged are found, and nothing is taken for moved", async () => {
    const folder = await plainFolder();
    const path = join(folder, "parlance.db");
    const change = (sql: string): void => {
      const db = new DatabaseSync(path);
      db.exec(sql);
      db.close();
    };
    change("ALTER TABLE users ADD COLUMN shoe_size INTEGER; CREATE TABLE pets (id INTEGER)");
    await assert.rejects(moving(folder, await emptyDatabase()), refusedWith(/users\.shoe_size.*|.*pets/));
    change("ALTER TABLE users DROP COLUMN shoe_size; DROP TABLE pets; INSERT INTO meta VALUES ('mood', 'good')");
    await assert.rejects(moving(folder, await emptyDatabase()), refusedWith(/meta mood/));
    change("DELETE FROM meta WHERE key = 'mood'; PRAGMA user_version = 3");
    await assert.rejects(moving(folder, await emptyDatabase()), refusedWith(/another version/));
    const version = new DatabaseSync(join(await plainFolder(), "parlance.db")).prepare("PRAGMA user_version").get()?.[
      "user_version"
    ];
    change(`PRAGMA user_version = ${version}`);

    const place = join(
      folder,
      "files",
      ...[
        [0, 2],
        [2, 4],
        [0, 64],
      ].map(([from, to]) => sha256(Buffer.from("content")).slice(from, to)),
    );
    writeFileSync(place, "damaged");
    const url = await emptyDatabase();
    await assert.rejects(moving(folder, url), refusedWith(/file content [0-9a-f]{64} is damaged/));
    writeFileSync(place, "content");
    await moving(folder, url);

    change(
      "DELETE FROM log WHERE id = (SELECT min(id) FROM log WHERE room = (SELECT room FROM log GROUP BY room HAVING count(*) > 2 LIMIT 1))",
    );
    await assert.rejects(moving(folder, await emptyDatabase()), refusedWith(/seq \d+ in its room, where \d+ is next/));
    await assert.rejects(moving(join(parent, "nowhere"), url), refusedWith(/no database/));
    await assert.rejects(moving(folder, newFolder()), refusedWith(/one of --from and --to/));
    await assert.rejects(moving(folder, "postgres://nobody"), refusedWith(/lacks/));
  });

  test("by the command line: a report, and an exit code that says whether it is there", async () => {
    const folder = await plainFolder();
    const url = await emptyDatabase();
    const main = fileURLToPath(new URL("../main.ts", import.meta.url));
    const run = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });
    const out = execFileSync(process.execPath, [main, "migrate", "--from", folder, "--to", url], { encoding: "utf8" });
    assert.match(out, /Moved\. Both sides were read and are the same:\n {2}users +\d+ {2}[0-9a-f]{16}\n/);
    assert.match(run("migrate", "--from", folder, "--to", url).stdout, /Nothing to do/);
    const refused = run("migrate", "--from", await plainFolder(), "--to", url);
    assert.deepEqual([refused.status, /NOT MOVED/.test(refused.stderr)], [1, true]);
    assert.deepEqual([run("migrate").status, run("fly").status, run().status, run("--help").status], [2, 2, 2, 0]);
    assert.equal(/parlance@|password/.test(out), false, "no URL with its user");
  });
});
