import { existsSync } from "node:fs";
import { join } from "node:path";
import { readDiskBlobs } from "../../../blobs/disk/reading.ts";
import { databasePath, openForReading, takeLock } from "../../../store/sqlite/database.ts";
import { isUpToDate } from "../../../store/sqlite/schema.ts";
import { MigrationError, type Source } from "./side.ts";
import { SqliteRows } from "./sqlite-rows.ts";

const busyMs = 5_000;

/** Opens the data folder of a server that does not run, to be read. Throws MigrationError, or StoreError `in_use`. */
export function openSqliteSource(folder: string): Source {
  if (!existsSync(databasePath(folder))) throw new MigrationError(`${folder} has no database of Parlance in it (parlance.db)`);
  const lock = takeLock(folder);
  try {
    const db = openForReading(folder, busyMs);
    if (!isUpToDate(db)) {
      db.close();
      throw new MigrationError(
        `${folder} was written by another version of Parlance: start this version's server on it once, and stop it`,
      );
    }
    const rows = new SqliteRows(db);
    rows.check(folder);
    if (rows.statement("SELECT 1 FROM meta WHERE key = 'unfinished'").get() !== null) {
      throw new MigrationError(`what was being moved to ${folder} is not all there`);
    }
    return {
      name: folder,
      page: async (table, after, limit) => rows.page(table, after, limit),
      carried: async () => rows.carried(),
      lastNumber: async (table) => rows.lastNumber(table),
      blobs: readDiskBlobs(join(folder, "files")),
      // Nobody can, while we have the lock.
      unchanged: async () => undefined,
      async close() {
        db.close();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}
