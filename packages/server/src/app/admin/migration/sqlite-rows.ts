import type { DatabaseSync } from "node:sqlite";
import { number, numberOrNull } from "../../../store/columns.ts";
import { Statement } from "../../../store/sqlite/statement.ts";
import { type Carried, MigrationError } from "./side.ts";
import { type Cells, columnList, derivedMeta, keyList, type Table, unknownParts } from "./tables.ts";

/** What both a source and a target in SQLite are read with. */
export class SqliteRows {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, Statement>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Throws MigrationError when there is something in it that would be left behind. */
  check(name: string): void {
    // FTS5 keeps `search` in tables of its own.
    const found = this.statement(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'search\\_%' ESCAPE '\\'",
    ).all();
    const columns = this.statement("SELECT name FROM pragma_table_info(?)");
    const parts = new Map(found.map(([table]) => [String(table), columns.all(String(table)).map(([column]) => String(column))]));
    const unknown = unknownParts(parts);
    for (const [key] of this.statement("SELECT key FROM meta").all()) {
      if (!derivedMeta.has(String(key)) && key !== "secret" && key !== "first_account") unknown.push(`meta ${String(key)}`);
    }
    if (unknown.length > 0) throw new MigrationError(`${name} is not like this version's databases (${unknown.join(", ")})`);
  }

  page(table: Table, after: Cells | null, limit: number): readonly Cells[] {
    const keys = keyList(table);
    const marks = Array.from({ length: table.key }, () => "?").join(", ");
    const where = after === null ? "" : `WHERE (${keys}) > (${marks})`;
    const statement = this.statement(`SELECT ${columnList(table)} FROM ${table.name} ${where} ORDER BY ${keys} LIMIT ?`);
    return statement.all(...(after?.slice(0, table.key) ?? []), limit) as readonly Cells[];
  }

  carried(): Carried {
    const value = (key: string): unknown => this.statement("SELECT value FROM meta WHERE key = ?").get(key)?.[0] ?? null;
    const secret = value("secret");
    if (!(secret instanceof Uint8Array)) throw new MigrationError("the database has no secret");
    return { secret: Buffer.from(secret), firstAccount: numberOrNull(value("first_account")) };
  }

  lastNumber({ name, numbered, columns: [key = ""] }: Table): number {
    const given = numbered === "next" ? null : this.statement("SELECT seq FROM sqlite_sequence WHERE name = ?").get(name);
    const there = this.statement(`SELECT coalesce(max("${key}"), 0) FROM ${name}`).get();
    return Math.max(number(given?.[0] ?? 0), number(there?.[0]));
  }

  statement(sql: string): Statement {
    const known = this.#statements.get(sql) ?? new Statement(this.#db, sql);
    this.#statements.set(sql, known);
    return known;
  }
}
