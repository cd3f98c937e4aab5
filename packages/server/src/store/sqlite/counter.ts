import type { DatabaseSync } from "node:sqlite";
import type { MessageId, UserId } from "../../ports/model.ts";
import type { CountBounds, Counts } from "../../ports/personal.ts";
import { number, numberOrNull, text } from "../columns.ts";
import { mentionsFrom } from "../details.ts";
import { BlocksTable } from "./blocks-table.ts";
import { PostsIndex } from "./posts-index.ts";
import type { Reader } from "./reads-table.ts";
import { ReadsTable } from "./reads-table.ts";
import type { KeyedRoom } from "./rooms-table.ts";
import { Statement } from "./statement.ts";

/** Who asks, and how much is counted for them. */
export interface Asker {
  readonly id: UserId;
  readonly user: number;
  readonly hasBlocks: boolean;
  readonly bounds: CountBounds;
}

const author = "coalesce(p.user, (SELECT l.user FROM log l WHERE l.id = p.id))";
const after = "WHERE p.room = ?1 AND p.id > ?2";
/** The newest posts after an id, newest first: what is recent is newer than what is settled, and the two are merged by their keys. */
const scanned = `SELECT p.id, ${author} AS author FROM recent_posts p ${after}
  UNION ALL SELECT p.id, ${author} FROM settled_posts p ${after} ORDER BY 1 DESC LIMIT ?5`;

/** Counts what is new in rooms, from the index of posts: neither the log nor what became of messages is looked at, but for those that call somebody. */
export class Counter {
  readonly #reads: ReadsTable;
  readonly #blocks: BlocksTable;
  readonly #newest: PostsIndex;
  readonly #lastOther: Statement;
  readonly #unread: Statement;
  readonly #unreadUnblocked: Statement;
  readonly #calls: Statement;
  readonly #userKey: Statement;

  constructor(db: DatabaseSync) {
    this.#reads = new ReadsTable(db);
    this.#blocks = new BlocksTable(db);
    this.#newest = new PostsIndex(db, "p.id, l.seq, l.at", "CROSS JOIN log l ON l.id = p.id");
    this.#lastOther = new Statement(db, "SELECT max(seq) FROM log WHERE room = ? AND type <> 0");
    const unblocked = "NOT EXISTS (SELECT 1 FROM blocks b WHERE b.user = ?3 AND b.other = author)";
    const unread = (rest: string): Statement =>
      new Statement(
        db,
        `SELECT count(*), min(id) FROM (SELECT id FROM (${scanned}) WHERE author <> 0 AND author <> ?3 ${rest} LIMIT ?4)`,
      );
    this.#unread = unread("");
    this.#unreadUnblocked = unread(`AND ${unblocked}`);
    this.#calls = new Statement(
      db,
      `SELECT c.mentions FROM changes c CROSS JOIN log l ON l.id = c.message
       WHERE c.room = ?1 AND c.message >= ?2 AND c.mentions IS NOT NULL AND l.user <> ?3
       AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.user = ?3 AND b.other = l.user)`,
    );
    this.#userKey = new Statement(db, "SELECT key FROM users WHERE id = ?");
  }

  /** Somebody of whom nothing is known has key -1, which nobody has. */
  asker(id: UserId, { maxCounted, maxScanned }: CountBounds): Asker {
    const user = number(this.#userKey.get(id)?.[0] ?? -1);
    return { id, user, hasBlocks: this.#blocks.anyBy(user), bounds: { maxCounted, maxScanned } };
  }

  counts(asker: Asker, found: KeyedRoom, joined: Reader["joined"]): Counts {
    const { key } = found;
    const { readTo, mutedUntil } = this.#reads.place({ user: asker.user, joined }, found);
    const [id, posted, at] = this.#newest.newest(key, 1)[0] ?? [];
    const seq = Math.max(number(posted ?? 0), number(this.#lastOther.get(key)?.[0] ?? 0));
    const latest = id === undefined ? null : { id: number(id), at: number(at) };
    const isAllRead = readTo === null || latest === null || latest.id <= readTo;
    const { unread, mentions } = isAllRead ? nothing : this.#count(asker, key, readTo);
    return { readTo: readTo ?? 0, unread, mentions, seq, latest, mutedUntil };
  }

  #count({ id, user, hasBlocks, bounds }: Asker, room: number, readTo: MessageId): Pick<Counts, "unread" | "mentions"> {
    const statement = hasBlocks ? this.#unreadUnblocked : this.#unread;
    const [count, first = null] = statement.get(room, readTo, user, bounds.maxCounted, bounds.maxScanned) ?? [];
    const firstId = numberOrNull(first);
    if (firstId === null) return nothing;
    const calls = this.#calls.all(room, firstId, user).map(([mentions]) => mentionsFrom(text(mentions)));
    return { unread: number(count), mentions: calls.filter(({ room: all, userIds }) => all || userIds.includes(id)).length };
  }
}

const nothing = { unread: 0, mentions: 0 } as const;
