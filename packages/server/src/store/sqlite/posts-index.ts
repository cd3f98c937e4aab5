import type { DatabaseSync } from "node:sqlite";
import type { MessageId } from "../../ports/model.ts";
import type { Row } from "../columns.ts";
import { number } from "../columns.ts";
import { Statement } from "./statement.ts";

/**
 * Reads the posts of a room in the order of their ids. What room a post is in stands in one of two tables: the newest of all
 * rooms in `recent_posts`, the others in `settled_posts` (see post-settling.ts). Within a room everything settled is older
 * than everything recent.
 */
export class PostsIndex {
  readonly #ascending: Parts;
  readonly #descending: Parts;

  /** `columns` of the index `p`, and of what `joins` adds to it. */
  constructor(db: DatabaseSync, columns = "p.id", joins = "") {
    const prepare = (rest: string): Parts => {
      const on = (table: string) =>
        new Statement(db, `SELECT ${columns} FROM ${table} p ${joins} WHERE p.room = ? ${rest} LIMIT ?`);
      return { settled: on("settled_posts"), recent: on("recent_posts") };
    };
    this.#ascending = prepare("AND p.id >= ? ORDER BY p.id");
    this.#descending = prepare("AND p.id < ? ORDER BY p.id DESC");
  }

  /** At most `limit` posts whose id is at least `firstId`, oldest first. */
  from(room: number, firstId: MessageId, limit: number): Row[] {
    const rows = this.#ascending.settled.all(room, firstId, limit);
    if (rows.length < limit) rows.push(...this.#ascending.recent.all(room, firstId, limit - rows.length));
    return rows;
  }

  /** At most `limit` of the newest posts, newest first. */
  newest(room: number, limit: number): Row[] {
    return this.before(room, Number.MAX_SAFE_INTEGER, limit);
  }

  /** At most `limit` of those whose id is smaller, newest first. */
  before(room: number, id: MessageId, limit: number): Row[] {
    const rows = this.#descending.recent.all(room, id, limit);
    if (rows.length < limit) rows.push(...this.#descending.settled.all(room, id, limit - rows.length));
    return rows;
  }
}

interface Parts {
  readonly settled: Statement;
  readonly recent: Statement;
}

/** The id of an index row whose first column it is. */
export function idOf(row: Row | undefined): MessageId | null {
  return row === undefined ? null : number(row[0]);
}
