import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
import { openForReading, openForWriting } from "./database.ts";
import { openSqliteStore } from "./open.ts";
import { Child, runChild, skipUnless } from "./testing/children.ts";
import { loungePost } from "./testing/post.ts";
import { StoreInFolder, temporaryFolder, testBounds } from "./testing/store-in-folder.ts";

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = temporaryFolder();
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rejectsWith(folder: string, code: string, message: RegExp): Promise<void> {
  return assert.rejects(openSqliteStore({ folder, bounds: testBounds }), { name: "StoreError", code, message });
}

describe("sqlite: opening", () => {
  test("makes the folder, and files that only its user can read", () =>
    inFolder(async (parent) => {
      const folder = join(parent, "a", "b");
      const store = await openSqliteStore({ folder, bounds: testBounds });
      await store.post(loungePost("x"));
      assert.equal(statSync(folder).mode & 0o777, 0o700);
      for (const name of ["parlance.db", "parlance.db-wal"]) assert.equal(statSync(join(folder, name)).mode & 0o077, 0, name);
      await store.close();
      assert.deepEqual(readdirSync(folder).sort(), ["parlance.db", "parlance.lock"], "closing leaves one file of data");
    }));

  test("neither connection makes temporary files, which another disk could refuse", () =>
    inFolder(async (folder) => {
      const { db, lock } = openForWriting(folder, 0);
      const reading = openForReading(folder, 0);
      const inMemory = 2;
      for (const one of [db, reading]) assert.equal(one.prepare("PRAGMA temp_store").get()?.["temp_store"], inMemory);
      for (const one of [reading, db, lock]) one.close();
    }));

  test("an empty file, left by a crash at the very first start, is a new database", () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, "parlance.db"), "");
      const store = await openSqliteStore({ folder, bounds: testBounds });
      assert.equal((await store.post(loungePost("x"))).kind, "posted");
      await store.close();
    }));

  test("a database of a newer version is refused as newer and left as it is", async () => {
    await using sqlite = await StoreInFolder.make();
    await sqlite.store.close();
    const path = join(sqlite.folder, "parlance.db");
    const raw = new DatabaseSync(path);
    raw.exec("PRAGMA user_version = 99");
    raw.close();
    await rejectsWith(sqlite.folder, "newer", /written by a newer version of Parlance \(its version is 99,/);
    const after = new DatabaseSync(path);
    assert.equal(Object.values(after.prepare("PRAGMA user_version").get() ?? {})[0], 99);
    after.close();
  });

  test("a file that is no database is refused as damaged and left as it is", () =>
    inFolder(async (folder) => {
      const garbage = "this is no database, but long enough to look like one ".repeat(200);
      writeFileSync(join(folder, "parlance.db"), garbage);
      await rejectsWith(folder, "damaged", /parlance\.db is damaged, or not a database/);
      assert.equal(readFileSync(join(folder, "parlance.db"), "utf8"), garbage);
    }));

  test("another program's database is refused as damaged and left as it is", () =>
    inFolder(async (folder) => {
      const other = new DatabaseSync(join(folder, "parlance.db"));
      other.exec("CREATE TABLE theirs (x); PRAGMA user_version = 1");
      other.close();
      await rejectsWith(folder, "damaged", /not one of Parlance/);
    }));

  test("a database whose pages are broken is refused as damaged", async () => {
    await using sqlite = await StoreInFolder.make();
    await sqlite.store.post(loungePost("x"));
    await sqlite.store.close();
    const path = join(sqlite.folder, "parlance.db");
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xa5, 100, 4_096));
    await rejectsWith(sqlite.folder, "damaged", /is damaged, or not a database/);
  });

  test("a second server on the folder is refused as in_use, in this process or another, and harms nothing", async () => {
    await using sqlite = await StoreInFolder.make();
    await rejectsWith(sqlite.folder, "in_use", /another server is running on/);
    assert.match(runChild("try-open.ts", [sqlite.folder]).output, /^in_use: another server is running on/);
    assert.equal((await sqlite.store.post(loungePost("x"))).kind, "posted");
  });

  test("the folder is free again at once when its server is killed with -9", () =>
    inFolder(async (folder) => {
      const child = new Child("poster.ts", [folder, "0"]);
      assert.equal(await child.line(), "open");
      await rejectsWith(folder, "in_use", /another server/);
      await child.kill();
      const store = await openSqliteStore({ folder, bounds: testBounds });
      await store.close();
    }));

  test("a folder that may not be written to is refused as read_only, empty or with a database in it", async (t) => {
    await using sqlite = await StoreInFolder.make();
    await sqlite.store.close();
    const empty = join(sqlite.folder, "empty");
    mkdirSync(empty);
    for (const name of ["parlance.db", "parlance.lock"]) chmodSync(join(sqlite.folder, name), 0o444);
    for (const folder of [empty, sqlite.folder]) chmodSync(folder, 0o555);
    // Root may write anywhere, so as root this is seen through another user's eyes.
    for (const folder of [empty, sqlite.folder]) {
      const { status, output } = runChild("try-open.ts", [folder], isRoot ? { uid: nobody } : {});
      const { skip } = skipUnless(status === 0 ? null : `user ${nobody} cannot run the program from where it lies`);
      if (skip !== false) return t.skip(skip);
      assert.match(output, /^read_only: the folder .* may not be written to; give the server's user the right to\n$/);
    }
    for (const folder of [empty, sqlite.folder]) chmodSync(folder, 0o755);
  });
});
