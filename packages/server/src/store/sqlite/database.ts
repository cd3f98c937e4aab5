import { accessSync, closeSync, constants, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../../ports/store.ts";
import { messageOf } from "../failure.ts";
import { failureOf, isDamage } from "./failures.ts";
import { renewSearch } from "./migrations/search.ts";
import { migrate } from "./schema.ts";
import { Statement } from "./statement.ts";

/** Past this the log keeps no more of its size on disk once it was copied back. */
export const journalLimitBytes = 64 * 1024 * 1024;
const writerCacheKiB = 32 * 1024;
const readerCacheKiB = 16 * 1024;

export interface OpenDatabase {
  readonly db: DatabaseSync;
  /** Held for as long as the server has the folder; the kernel lets go of it when the process dies. */
  readonly lock: DatabaseSync;
}

export function databasePath(folder: string): string {
  return join(folder, "parlance.db");
}

/** The write-ahead log, as SQLite names it. */
export function logPath(folder: string): string {
  return `${databasePath(folder)}-wal`;
}

/**
 * Makes the folder and the database if need be, takes the folder for this server alone and brings the database up to date.
 * Throws StoreError: `in_use`, `read_only`, `full`, `busy`, `newer`, `damaged` (also when a move into it was not finished, unless it may be), `failed`.
 */
export function openForWriting(folder: string, busyMs: number, mayBeUnfinished = false): OpenDatabase {
  let lock: DatabaseSync | null = null;
  let db: DatabaseSync | null = null;
  try {
    makeFolder(folder);
    lock = takeLock(folder);
    const path = databasePath(folder);
    // Ours alone to read: it holds e-mail addresses and password hashes. SQLite gives its -wal and -shm the same mode.
    closeSync(openSync(path, "a", 0o600));
    db = new DatabaseSync(path, { timeout: busyMs });
    // Deleted texts are overwritten, not just let go of: whoever deletes one means it.
    // Without temporary files: they would lie on some other disk, and a full one there would be taken for an error of ours.
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0;
      PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = ${journalLimitBytes}; PRAGMA cache_size = -${writerCacheKiB}`);
    migrate(db, path);
    if (!mayBeUnfinished) checkFinished(db, folder);
    renewSearch(db);
    syncFolder(folder);
    return { db, lock };
  } catch (error) {
    db?.close();
    lock?.close();
    throw openingError(error, folder);
  }
}

/** A second connection that sees what was committed, and only that. */
export function openForReading(folder: string, busyMs: number): DatabaseSync {
  const db = new DatabaseSync(databasePath(folder), { readOnly: true, timeout: busyMs });
  db.exec(`PRAGMA temp_store = MEMORY; PRAGMA cache_size = -${readerCacheKiB}`);
  return db;
}

/** `unfinished` in `meta`: what was being moved here (app/admin/migration). */
function checkFinished(db: DatabaseSync, folder: string): void {
  const row = new Statement(db, "SELECT 1 FROM meta WHERE key = 'unfinished'").get();
  if (row !== null) throw new StoreError("damaged", `what was being moved to ${folder} is not all there; move it again`);
}

function makeFolder(folder: string): void {
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined) {
    // Each new folder is an entry of the one above it, which has to reach the disk too.
    for (let above = dirname(resolve(folder)); above.length >= dirname(made).length; above = dirname(above)) {
      syncFolder(above);
      if (above === dirname(above)) break;
    }
  }
  accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
}

/** Throws StoreError `in_use`, or what SQLite throws. */
export function takeLock(folder: string): DatabaseSync {
  const path = join(folder, "parlance.lock");
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    if (failureOf(error)?.code !== "busy") throw error;
    throw new StoreError("in_use", `another server is running on ${folder}; stop it first, or choose another folder`);
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const unwritable: ReadonlySet<unknown> = new Set(["EACCES", "EPERM", "EROFS"]);

function openingError(error: unknown, folder: string): StoreError {
  if (error instanceof StoreError) return error;
  const cause = { cause: error };
  const fileCode = error instanceof Error && "code" in error ? error.code : null;
  const failure = failureOf(error);
  if (unwritable.has(fileCode) || failure?.code === "read_only") {
    return new StoreError(
      "read_only",
      `the folder ${folder} or a file in it may not be written to; give the server's user the right to`,
      cause,
    );
  }
  if (fileCode === "ENOSPC" || failure?.code === "full") return new StoreError("full", `no space is left in ${folder}`, cause);
  if (failure === null) return new StoreError("failed", `${folder} could not be opened: ${messageOf(error)}`, cause);
  if (!isDamage(error)) return new StoreError(failure.code, `${folder}: ${failure.message}`, cause);
  return new StoreError(
    "damaged",
    `${databasePath(folder)} is damaged, or not a database; move it away or restore a backup`,
    cause,
  );
}
