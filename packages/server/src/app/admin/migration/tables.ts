/** A value of a row: what our tables hold beside bytes, of which there are none but the secret's. */
export type Cell = number | string | null;
export type Cells = readonly Cell[];

/** A table that is the same in both databases. */
export interface Table {
  readonly name: string;
  /** All of its columns. */
  readonly columns: readonly string[];
  /** Its primary key, in whose order it is read; the first of the columns. */
  readonly key: number;
  /** Its ids are given by the database: `ever` no id again, also when its row is gone; `next` one more than the greatest there is. */
  readonly numbered?: "ever" | "next";
}

const table = (name: string, key: string, rest: string, more: Pick<Table, "numbered"> = {}): Table => {
  const words = (list: string): string[] => list.split(" ").filter(Boolean);
  return { name, columns: [...words(key), ...words(rest)], key: words(key).length, ...more };
};
const ever = { numbered: "ever" } as const;
const next = { numbered: "next" } as const;

/** In an order in which each row finds those it refers to. A column that is not named here is found out, and nothing is moved. */
export const tables: readonly Table[] = [
  table(
    "users",
    "key",
    "id kind name display_name display_key email email_key password_hash created_at last_active_at is_admin about avatar deleted_at",
    next,
  ),
  table("names", "key", "user is_display"),
  table("tokens", "hash", "session user created_at expires_at label began_at used_at"),
  table("rooms", "key", "id kind name low high topic archived_at made_by made_at", next),
  table("members", "user room_id", "room seq role"),
  table("log", "id", "room seq type at user user_kind user_name text message file client_key"),
  table("reactions", "message slot added", "emoji user"),
  table("changes", "message", "room reply_to thread mentions edits deleted_at pinned_at pin"),
  table("edits", "message number", "at text"),
  table("files", "id", "name type size_bytes hash owner created_at width height preview_hash attached_to"),
  table("released_blobs", "id", "hash", ever),
  table("audit", "id", "at by by_kind by_name action room user message detail until concerns_server", ever),
  table("bans", "id", "room user user_kind user_name by by_kind by_name at reason until"),
  table(
    "reports",
    "id",
    "at by by_kind by_name text message room user is_resolved resolved_at resolver resolver_kind resolver_name note",
    ever,
  ),
  table("reads", "user room", "message"),
  table("mutes", "user room", "until"),
  table("blocks", "user other", ""),
  table("deletions", "number", "user erase upto until", next),
];

/** Tables that are made of the others, or are of no use elsewhere; and `meta`, which is carried over by name. */
export const derived: ReadonlySet<string> = new Set([
  "meta",
  "head",
  "writers",
  "search",
  "search_blocks",
  "search_times",
  "recent_posts",
  "settled_posts",
  "blobs",
  "blob_pieces",
  "blob_holds",
]);
/** Columns that are made of other tables. */
export const derivedColumns: ReadonlySet<string> = new Set(["rooms.last_seq"]);
/** Of `meta`: what is carried over, and what is made of other tables or is the database's own. */
export const carriedMeta = ["secret", "first_account"] as const;
export const derivedMeta: ReadonlySet<string> = new Set([
  "pulse",
  "search_to",
  "search_words",
  "search_renewal",
  "version",
  "unfinished",
]);

/** Names of columns may be words of SQL; both databases take them like this. */
export const columnList = ({ columns }: Table): string => columns.map((name) => `"${name}"`).join(", ");
export const keyList = ({ columns, key }: Table): string =>
  columns
    .slice(0, key)
    .map((name) => `"${name}"`)
    .join(", ");

/** What a database has in it that is not known here: it would be left behind. */
export function unknownParts(found: ReadonlyMap<string, readonly string[]>): string[] {
  const known = new Map(tables.map((one) => [one.name, one]));
  const missing = tables.flatMap(({ name, columns }) =>
    columns.filter((column) => found.get(name)?.includes(column) !== true).map((column) => `no ${name}.${column}`),
  );
  const more = [...found].flatMap(([name, columns]) => {
    if (derived.has(name)) return [];
    const one = known.get(name);
    if (one === undefined) return [name];
    return columns
      .map((column) => `${name}.${column}`)
      .filter((column) => !derivedColumns.has(column) && !one.columns.includes(column.slice(name.length + 1)));
  });
  return [...missing, ...more];
}
