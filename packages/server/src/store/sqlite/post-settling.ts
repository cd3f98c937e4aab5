import type { DatabaseSync } from "node:sqlite";
import type { MessageId } from "../../ports/model.ts";
import { number } from "../columns.ts";
import { Statement } from "./statement.ts";

export interface SettlingOptions {
  /** Posts that stay recent. */
  readonly kept: number;
  /** Posts settled at once. */
  readonly step: number;
}

/** Some 80 pages of recent posts. Past ten thousand busy rooms more of them would settle cheaper, and every batch cost more. */
const usual: SettlingOptions = { kept: 16_384, step: 1_024 };

/** A place in `recent_posts`: after this room's post. */
type Place = readonly [room: number, id: MessageId];

/**
 * Writes which room a post is in. In an index of all history the ends of different rooms lie on different pages, so a thousand
 * posts to a thousand rooms would rewrite a thousand pages, and copy them again at the checkpoint. Instead posts are entered in
 * a table of the newest only, which is few pages, and moved from there room by room: by then a busy room has many to move
 * to the same page. All within the transactions of the posts themselves.
 */
export class PostSettling {
  readonly #options: SettlingOptions;
  readonly #insert: Statement;
  readonly #countAll: Statement;
  readonly #endOfStep: Statement;
  readonly #copy: Statement;
  readonly #remove: Statement;
  /** Recent posts; null when they have to be counted. */
  #count: number | null = null;
  /** The rooms up to here had their turn. */
  #done: Place = [0, 0];

  constructor(db: DatabaseSync, options = usual) {
    this.#options = options;
    this.#insert = new Statement(db, "INSERT INTO recent_posts (room, id, user) VALUES (?, ?, ?)");
    this.#countAll = new Statement(db, "SELECT count(*) FROM recent_posts");
    const after = "(room, id) > (?1, ?2)";
    const place = `SELECT room, id FROM recent_posts WHERE ${after} ORDER BY room, id LIMIT 1 OFFSET ?3`;
    this.#endOfStep = new Statement(db, place);
    const upTo = `${after} AND (room, id) <= (?3, ?4)`;
    this.#copy = new Statement(
      db,
      `INSERT INTO settled_posts (room, id, user) SELECT room, id, user FROM recent_posts WHERE ${upTo} ORDER BY room, id`,
    );
    this.#remove = new Statement(db, `DELETE FROM recent_posts WHERE ${upTo}`);
  }

  /** `user`: whose post it is, by their key. */
  add(room: number, id: MessageId, user: number): void {
    this.#insert.run(room, id, user);
    if (this.#count !== null) this.#count += 1;
  }

  /** To be called at the end of a transaction. */
  settle(): void {
    this.#count ??= number(this.#countAll.get()?.[0]);
    while (this.#count >= this.#options.kept + this.#options.step) this.#count -= this.#settleStep();
  }

  /** After a rollback: what was moved then is where it was. To go on from the old place would leave older posts recent. */
  forget(): void {
    this.#count = null;
    this.#done = [0, 0];
  }

  #settleStep(): number {
    const from = this.#done;
    const end = this.#endOfStep.get(...from, this.#options.step - 1);
    // Fewer than a step up to the last room: these, and the next step begins with the first room again.
    const to: Place = end === null ? [Number.MAX_SAFE_INTEGER, 0] : [number(end[0]), number(end[1])];
    this.#copy.run(...from, ...to);
    this.#done = end === null ? [0, 0] : to;
    return this.#remove.run(...from, ...to);
  }
}
