import type { UserId } from "../../ports/model.ts";
import type { Row } from "../columns.ts";
import { number, text } from "../columns.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** Users remembered between batches; past it all are forgotten and read again. */
const remembered = 32_768;

/** The integers that users are known by inside the database. A user once known keeps theirs for ever, so it is remembered from batch to batch. */
export class UserKeys {
  /** Of batches that were committed. */
  readonly #known = new Map<UserId, number>();
  /** Of this one, some maybe of rows that it has made itself. */
  readonly #met = new Map<UserId, number>();
  readonly #find: Statement;
  readonly #isGone: Statement;
  readonly #add: Statement;

  constructor(db: Connection) {
    this.#find = new Statement(db, "SELECT id, key FROM users WHERE id = ANY($1::text[])");
    this.#isGone = new Statement(db, "SELECT 1 FROM users WHERE id = $1 AND deleted_at IS NOT NULL");
    // Somebody asked for twice at once is made once.
    this.#add = new Statement(
      db,
      "INSERT INTO users (id) SELECT DISTINCT * FROM unnest($1::text[]) ON CONFLICT (id) DO NOTHING RETURNING id, key",
    );
  }

  /** At the beginning of a batch, and when some of it was rolled back. */
  begin(): void {
    this.#met.clear();
  }

  committed(): void {
    if (this.#known.size + this.#met.size > remembered) this.#known.clear();
    for (const [id, key] of this.#met) this.#known.set(id, key);
    this.#met.clear();
  }

  /** Made when it is new. */
  async ofOne(id: UserId): Promise<number> {
    return this.#remembered(id) ?? number((await this.of([id])).get(id));
  }

  /** Null when nothing is known of the user. */
  async known(id: UserId): Promise<number | null> {
    return this.#remembered(id) ?? (await this.knownOf([id])).get(id) ?? null;
  }

  /** Of each, made where it is new. */
  async of(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, number>> {
    const found = await this.knownOf(ids);
    const missing = ids.filter((id) => !found.has(id));
    if (missing.length === 0) return found;
    this.#meet(await this.#add.all(missing));
    return this.knownOf(ids);
  }

  /** Of those of whom anything is known. */
  async knownOf(ids: readonly UserId[]): Promise<Map<UserId, number>> {
    const missing = ids.filter((id) => this.#remembered(id) === undefined);
    if (missing.length > 0) this.#meet(await this.#find.all(missing));
    const found = new Map<UserId, number>();
    for (const id of ids) {
      const key = this.#remembered(id);
      if (key !== undefined) found.set(id, key);
    }
    return found;
  }

  /** Whether this was an account, and was deleted. */
  async isGone(id: UserId): Promise<boolean> {
    return (await this.#isGone.get(id)) !== null;
  }

  /** Rows of id and key. */
  #meet(rows: readonly Row[]): void {
    for (const [id, key] of rows) this.#met.set(text(id), number(key));
  }

  #remembered(id: UserId): number | undefined {
    return this.#known.get(id) ?? this.#met.get(id);
  }
}
