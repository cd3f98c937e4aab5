import { rmSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { openDiskBlobs } from "../../../blobs/disk/disk-blobs.ts";
import { readDiskBlobs } from "../../../blobs/disk/reading.ts";
import type { Blobs } from "../../../ports/blobs.ts";
import { number, text } from "../../../store/columns.ts";
import { databasePath, type OpenDatabase, openForWriting } from "../../../store/sqlite/database.ts";
import { SearchIndexing } from "../../../store/sqlite/search-indexing.ts";
import type { Carried, Target, TargetState } from "./side.ts";
import { SqliteRows } from "./sqlite-rows.ts";
import { type Cells, columnList, type Table, tables } from "./tables.ts";

const busyMs = 5_000;
/** Transactions between two times that the write-ahead log is copied back: it would grow to the size of all. */
const checkpointEvery = 64;
/** Ids that one transaction enters into the index of posts. */
const settledAtOnce = 20_000;
/** One slice of indexing; longer than a server's, as nobody waits. */
const sliceMs = 50;

/** A data folder that becomes a copy. */
export class SqliteTarget implements Target {
  readonly name: string;
  readonly blobs: Target["blobs"];
  #open: OpenDatabase;
  #rows: SqliteRows;
  #transactions = 0;

  /** Throws StoreError, or MigrationError. */
  constructor(folder: string) {
    this.name = folder;
    this.blobs = readDiskBlobs(join(folder, "files"));
    this.#open = openForWriting(folder, busyMs, true);
    this.#rows = this.#checked();
  }

  async state(): Promise<TargetState> {
    if ((await this.moving()) !== null) return "moving";
    return tables.some((table) => !this.#isEmpty(table)) ? "used" : "empty";
  }

  async moving(): Promise<string | null> {
    const row = this.#rows.statement("SELECT value FROM meta WHERE key = 'unfinished'").get();
    return row && text(row[0]);
  }

  async begin(source: string): Promise<void> {
    // Nothing of it is of use: the file is made anew.
    this.#open.db.close();
    this.#open.lock.close();
    for (const end of ["", "-wal", "-shm"]) rmSync(`${databasePath(this.name)}${end}`, { force: true });
    this.#open = openForWriting(this.name, busyMs, true);
    this.#rows = this.#checked();
    this.#inTransaction((db) => {
      db.exec("DELETE FROM rooms");
      this.#rows.statement("INSERT INTO meta (key, value) VALUES ('unfinished', ?)").run(source);
    });
  }

  async insert(table: Table, rows: readonly Cells[]): Promise<void> {
    const marks = table.columns.map(() => "?").join(", ");
    const insert = this.#rows.statement(`INSERT INTO ${table.name} (${columnList(table)}) VALUES (${marks})`);
    this.#inTransaction(() => {
      for (const row of rows) insert.run(...row);
    });
  }

  async carry({ secret, firstAccount }: Carried, lastNumbers: ReadonlyMap<string, number>): Promise<void> {
    this.#inTransaction(() => {
      this.#rows.statement("UPDATE meta SET value = ? WHERE key = 'secret'").run(secret);
      this.#rows.statement("DELETE FROM meta WHERE key = 'first_account'").run();
      if (firstAccount !== null) {
        this.#rows.statement("INSERT INTO meta (key, value) VALUES ('first_account', ?)").run(firstAccount);
      }
      for (const { name } of tables.filter(({ numbered }) => numbered === "ever")) {
        const last = lastNumbers.get(name) ?? 0;
        this.#rows.statement("DELETE FROM sqlite_sequence WHERE name = ?").run(name);
        this.#rows.statement("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)").run(name, last);
      }
    });
  }

  /** Posts are settled as they are found, by rising ids; what indexing leaves out for the newest is found by reading it. */
  async derive(): Promise<void> {
    const lastId = number(this.#rows.statement("SELECT coalesce(max(id), 0) FROM log").get()?.[0]);
    const settle = this.#rows.statement(
      `INSERT INTO settled_posts (room, id, user)
       SELECT l.room, l.id, iif(c.deleted_at IS NULL, l.user, 0) FROM log l LEFT JOIN changes c ON c.message = l.id
       WHERE l.id > ? AND l.id <= ? AND l.type = 0 ORDER BY l.room, l.id`,
    );
    for (let from = 0; from < lastId; from += settledAtOnce) {
      this.#inTransaction(() => settle.run(from, from + settledAtOnce));
    }
    const indexing = new SearchIndexing(this.#open.db, { sliceMs });
    while (indexing.work()) this.#checkpoint();
  }

  async finish(): Promise<void> {
    this.#inTransaction(() => this.#rows.statement("DELETE FROM meta WHERE key = 'unfinished'").run());
    this.#open.db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  async page(table: Table, after: Cells | null, limit: number): Promise<readonly Cells[]> {
    return this.#rows.page(table, after, limit);
  }

  async carried(): Promise<Carried> {
    return this.#rows.carried();
  }

  async lastNumber(table: Table): Promise<number> {
    return this.#rows.lastNumber(table);
  }

  writableBlobs(): Promise<Blobs> {
    return openDiskBlobs({ folder: join(this.name, "files") });
  }

  async close(): Promise<void> {
    this.#open.db.close();
    this.#open.lock.close();
  }

  #checked(): SqliteRows {
    try {
      const rows = new SqliteRows(this.#open.db);
      rows.check(this.name);
      return rows;
    } catch (error) {
      this.#open.db.close();
      this.#open.lock.close();
      throw error;
    }
  }

  /** The lounge is in every database. */
  #isEmpty({ name }: Table): boolean {
    const where = name === "rooms" ? "WHERE id <> 'lounge'" : "";
    return this.#rows.statement(`SELECT 1 FROM ${name} ${where} LIMIT 1`).get() === null;
  }

  #inTransaction(work: (db: DatabaseSync) => unknown): void {
    const { db } = this.#open;
    db.exec("BEGIN IMMEDIATE");
    try {
      work(db);
      db.exec("COMMIT");
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
    this.#checkpoint();
  }

  #checkpoint(): void {
    this.#transactions += 1;
    if (this.#transactions % checkpointEvery === 0) this.#open.db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }
}
