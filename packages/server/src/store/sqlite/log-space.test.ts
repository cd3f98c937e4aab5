import assert from "node:assert/strict";
import { copyFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
import { loungeId } from "../../ports/model.ts";
import { databasePath, logPath, openForWriting } from "./database.ts";
import { LogSpace } from "./log-space.ts";
import { openSqliteStore } from "./open.ts";
import { Child } from "./testing/children.ts";
import { loungePost } from "./testing/post.ts";
import { StoreInFolder, temporaryFolder, testBounds } from "./testing/store-in-folder.ts";

/** Half of it is ahead at least; see log-space.ts. */
const stepBytes = 1024 * 1024;
const frameBytes = 4_096 + 24;

const logBytes = ({ folder }: StoreInFolder): number => statSync(logPath(folder)).size;

/** Once a second write was answered, the first one's batch is over with all that comes after its answer. */
async function post(sqlite: StoreInFolder, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) await sqlite.store.post(loungePost("x".repeat(100)));
}

describe("sqlite: the space of the write-ahead log", () => {
  test("posts do not make the file longer: it grows ahead of them, in steps", async () => {
    await using sqlite = await StoreInFolder.make();
    await post(sqlite, 2);
    const sizes = new Set<number>();
    for (let n = 0, last = 0; n < 300; n += 1) {
      await post(sqlite, 1);
      const size = logBytes(sqlite);
      // The writer grows the file after it has answered: what was seen in the midst of that is gone at the next look.
      if (size === last) sizes.add(size);
      last = size;
    }
    const first = Math.min(...sizes);
    assert.ok(first > stepBytes, `${first} bytes at first`);
    for (const size of sizes) assert.equal((size - first) % stepBytes, 0, "only whole steps");
    assert.ok(sizes.size >= 2 && sizes.size <= 1 + (300 * 3 * frameBytes) / stepBytes, `${sizes.size} sizes`);
  });

  test("what is ahead is no part of the log: after a crash all that was acknowledged is there, and nothing else", async () => {
    await using sqlite = await StoreInFolder.make();
    await post(sqlite, 5);
    const copy = temporaryFolder();
    copyFileSync(databasePath(sqlite.folder), databasePath(copy));
    copyFileSync(logPath(sqlite.folder), logPath(copy));
    assert.ok(logBytes(sqlite) > stepBytes);
    const store = await openSqliteStore({ folder: copy, bounds: testBounds });
    assert.equal((await store.snapshot(loungeId, 10))?.messages.length, 5);
    assert.equal((await store.post(loungePost("on"))).kind, "posted");
    await store.close();
    rmSync(copy, { recursive: true });
  });

  test("a log that another program emptied is grown again", async () => {
    await using sqlite = await StoreInFolder.make();
    await post(sqlite, 20);
    const emptier = new Child("log-emptier.ts", [join(sqlite.folder, "parlance.db")]);
    assert.equal(await emptier.line(), "emptied");
    await emptier.kill();
    assert.equal(logBytes(sqlite), 0);
    await post(sqlite, 2);
    assert.ok(logBytes(sqlite) > stepBytes, `${logBytes(sqlite)} bytes`);
  });

  test("near its limit, without a file or with the lock elsewhere it is left as it is, and no transaction stays open", () => {
    const folder = temporaryFolder();
    const { db, lock } = openForWriting(folder, 0);
    const other = new DatabaseSync(databasePath(folder), { timeout: 0 });
    const path = logPath(folder);
    const before = statSync(path).size;
    const space = (limitBytes: number, where = path) => new LogSpace(db, { path: where, limitBytes });
    space(stepBytes).keepAhead(1);
    space(10 * stepBytes, join(folder, "nowhere")).keepAhead(1);
    other.exec("BEGIN IMMEDIATE");
    space(10 * stepBytes).keepAhead(1);
    other.exec("ROLLBACK");
    assert.equal(statSync(path).size, before);
    assert.equal(db.isTransaction, false);
    space(10 * stepBytes).keepAhead(1);
    assert.equal(statSync(path).size, before + stepBytes);
    for (const one of [other, db, lock]) one.close();
    rmSync(folder, { recursive: true });
  });
});
