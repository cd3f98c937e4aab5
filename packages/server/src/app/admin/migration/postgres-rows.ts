import { number, numberOrNull, text } from "../../../store/columns.ts";
import { currentVersion } from "../../../store/postgres/migrate.ts";
import type { Session } from "../../../store/postgres/session.ts";
import { type Carried, MigrationError } from "./side.ts";
import { type Cells, carriedMeta, columnList, derivedMeta, keyList, type Table, unknownParts } from "./tables.ts";

/** What both a source and a target in PostgreSQL are read with. */
export class PostgresRows {
  readonly #db: Session;
  readonly #types = new Map<string, string>();

  constructor(db: Session) {
    this.#db = db;
  }

  /** Rejects with MigrationError when there is something in it that would be left behind. */
  async check(name: string): Promise<void> {
    const { rows } = await this.#db.query(
      `SELECT c.relname::text, a.attname::text, format_type(a.atttypid, NULL) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
         AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`,
      [],
    );
    const parts = new Map<string, string[]>();
    for (const [table, column, type] of rows) {
      parts.set(text(table), [...(parts.get(text(table)) ?? []), text(column)]);
      this.#types.set(`${text(table)}.${text(column)}`, text(type));
    }
    if (!parts.has("meta")) throw new MigrationError(`${name} is not a database of Parlance`);
    const meta = new Map(
      (await this.#db.query("SELECT key, value FROM meta", [])).rows.map(([key, value]) => [text(key), text(value)]),
    );
    if (meta.get("version") !== String(currentVersion)) {
      throw new MigrationError(
        `${name} was written by another version of Parlance: start this version's server on it once, and stop it`,
      );
    }
    const unknown = unknownParts(parts);
    const carried: ReadonlySet<string> = new Set(carriedMeta);
    unknown.push(...[...meta.keys()].filter((key) => !derivedMeta.has(key) && !carried.has(key)).map((key) => `meta ${key}`));
    if (unknown.length > 0) throw new MigrationError(`${name} is not like this version's databases (${unknown.join(", ")})`);
  }

  async page(table: Table, after: Cells | null, limit: number): Promise<readonly Cells[]> {
    const keys = keyList(table);
    const marks = Array.from({ length: table.key }, (_, index) => `$${index + 2}`).join(", ");
    const where = after === null ? "" : `WHERE (${keys}) > (${marks})`;
    const sql = `SELECT ${columnList(table)} FROM ${table.name} ${where} ORDER BY ${keys} LIMIT $1`;
    return (await this.#db.query(sql, [limit, ...(after?.slice(0, table.key) ?? [])])).rows as readonly Cells[];
  }

  /** All of them, or none: it is one statement. */
  async insert(table: Table, rows: readonly Cells[]): Promise<void> {
    const types = table.columns.map((column) => this.#types.get(`${table.name}.${column}`) ?? "text");
    const arrays = types.map((type, index) => `$${index + 1}::${type}[]`).join(", ");
    const values = table.columns.map((_, index) => rows.map((row) => row[index] ?? null));
    await this.#db.query(`INSERT INTO ${table.name} (${columnList(table)}) SELECT * FROM unnest(${arrays})`, values);
  }

  async carried(): Promise<Carried> {
    const { rows } = await this.#db.query("SELECT key, value FROM meta WHERE key = ANY($1::text[])", [carriedMeta]);
    const values = new Map(rows.map(([key, value]) => [text(key), text(value)]));
    const secret = values.get("secret");
    if (secret === undefined) throw new MigrationError("the database has no secret");
    const first = values.get("first_account");
    return { secret: Buffer.from(secret, "hex"), firstAccount: first === undefined ? null : Number(first) };
  }

  async lastNumber({ name, numbered, columns: [key = ""] }: Table): Promise<number> {
    const greatest = number((await this.#one(`SELECT coalesce(max("${key}"), 0) FROM ${name}`))?.[0]);
    if (numbered === "next") return greatest;
    const sequence = text((await this.#one(`SELECT pg_get_serial_sequence('${name}', '${key}')`))?.[0]);
    const given = await this.#one(`SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM ${sequence}`);
    return Math.max(greatest, numberOrNull(given?.[0]) ?? 0);
  }

  async #one(sql: string): Promise<readonly unknown[] | undefined> {
    return (await this.#db.query(sql, [])).rows[0];
  }
}
