import { createHash } from "node:crypto";
import { MigrationError, type Side, type Target } from "./side.ts";
import { type Cells, type Table, tables } from "./tables.ts";

/** Of a table: how many rows, and a digest of all of them in order. */
export interface TableDigest {
  readonly table: string;
  readonly rows: number;
  readonly digest: string;
}

export type Told = (line: string) => void;

/** All rows in the order of the table's key, a page at a time. */
async function* pagesOf(side: Side, table: Table, pageRows: number): AsyncGenerator<readonly Cells[]> {
  for (let after: Cells | null = null; ; ) {
    const page: readonly Cells[] = await side.page(table, after, pageRows);
    if (page.length > 0) yield page;
    if (page.length < pageRows) return;
    after = page.at(-1) ?? null;
  }
}

export interface Copying {
  readonly from: Side;
  readonly to: Target;
  readonly pageRows: number;
  readonly tell: Told;
}

/** Copies what is in rows, and where ids go on. */
export async function copyTables({ from, to, pageRows, tell }: Copying): Promise<void> {
  for (const table of tables) {
    let count = 0;
    for await (const page of pagesOf(from, table, pageRows)) {
      await to.insert(table, page);
      count += page.length;
    }
    tell(`  copied ${table.name}: ${count}`);
  }
  const numbered = tables.filter((table) => table.numbered !== undefined);
  const numbers = await Promise.all(numbered.map(async (table) => [table.name, await from.lastNumber(table)] as const));
  await to.carry(await from.carried(), new Map(numbers));
}

/**
 * Reads both sides in the same order and compares row by row. Rejects with MigrationError that names the first that differs, an event that does not follow
 * the one before it in its room, ids that would be given again, or another secret.
 */
export async function compareTables(from: Side, to: Side, pageRows: number): Promise<readonly TableDigest[]> {
  const [mine, theirs] = await Promise.all([from.carried(), to.carried()]);
  if (!mine.secret.equals(theirs.secret)) throw new MigrationError(`${to.name} has another secret than ${from.name}`);
  if (mine.firstAccount !== theirs.firstAccount)
    throw new MigrationError(`${to.name} has another first account than ${from.name}`);
  const digests: TableDigest[] = [];
  for (const table of tables) {
    digests.push(await compareTable(from, to, { table, pageRows }));
    if (table.numbered === undefined) continue;
    const [given, known] = await Promise.all([from.lastNumber(table), to.lastNumber(table)]);
    if (known < given) throw new MigrationError(`${table.name}: ${to.name} would give the id ${known + 1} again`);
  }
  return digests;
}

async function compareTable(
  from: Side,
  to: Side,
  { table, pageRows }: { readonly table: Table; readonly pageRows: number },
): Promise<TableDigest> {
  const hash = createHash("sha256");
  const theirPages = pagesOf(to, table, pageRows);
  const check = table.name === "log" ? contiguous() : () => undefined;
  let rows = 0;
  for await (const page of pagesOf(from, table, pageRows)) {
    const { value: their = [] } = await theirPages.next();
    for (const [index, row] of page.entries()) {
      const written = JSON.stringify(row);
      const found = JSON.stringify(their[index]);
      if (written !== found) throw new MigrationError(differs(from, to, { table, row, found: their[index] ?? null }));
      check(row);
      hash.update(written).update("\n");
    }
    rows += page.length;
    if (their.length > page.length) throw new MigrationError(`${table.name}: ${to.name} has more rows than ${from.name}`);
  }
  if ((await theirPages.next()).done !== true) {
    throw new MigrationError(`${table.name}: ${to.name} has more rows than ${from.name}`);
  }
  return { table: table.name, rows, digest: hash.digest("hex").slice(0, 16) };
}

interface Difference {
  readonly table: Table;
  readonly row: Cells;
  readonly found: Cells | null;
}

/** Texts may be private: only which column differs is told. */
function differs(from: Side, to: Side, { table, row, found }: Difference): string {
  const key = (of: Cells): string =>
    table.columns
      .slice(0, table.key)
      .map((name, index) => `${name} ${JSON.stringify(of[index])}`)
      .join(", ");
  const isOther = found === null || key(row) !== key(found);
  const columns = table.columns.filter((_, index) => found !== null && row[index] !== found[index]);
  const what = isOther ? `is missing in ${to.name}` : `has another ${columns.join(", ")} in ${to.name} than in ${from.name}`;
  return `${table.name}: the row with ${key(row)} ${what}`;
}

/** Checks that each event's seq is the next of its room. Ids and seqs rise together. */
function contiguous(): (row: Cells) => void {
  const seqs = new Map<unknown, number>();
  const log = tables.find(({ name }) => name === "log");
  const [room, seq] = ["room", "seq"].map((name) => log?.columns.indexOf(name) ?? -1) as [number, number];
  return (row) => {
    const expected = (seqs.get(row[room]) ?? 0) + 1;
    if (row[seq] !== expected) {
      throw new MigrationError(
        `log: the event ${row[0]} has seq ${row[seq]} in its room, where ${expected} is next; restore a backup`,
      );
    }
    seqs.set(row[room], expected);
  };
}
