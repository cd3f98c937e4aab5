import type { MessageId, RoomId } from "../../ports/model.ts";
import type { Coming, Movement, MovementPage } from "../../ports/movements.ts";
import { codeOf, eventTypes, roomKinds } from "../codes.ts";
import type { Row } from "../columns.ts";
import { number, text, textOrNull } from "../columns.ts";
import { type Connection, Statement } from "./statement.ts";

const direct = codeOf(roomKinds, "direct");
const comingTypes = [codeOf(eventTypes, "member_joined"), codeOf(eventTypes, "member_left")].join();

/**
 * The page is walked once, along the primary key. A row for each room (its first and last seq, and whose it is when it is direct), then one for
 * each coming (its room, seq and user). No texts of messages are touched. The limit is written out: as a parameter it would have a prepared
 * statement planned for a tenth of the log.
 */
const pageSql = (limit: number): string => `
WITH page AS MATERIALIZED (SELECT id, room, seq, type, "user" FROM log WHERE id > $1 ORDER BY id LIMIT ${limit}),
moved AS (
  SELECT room, min(seq) AS first_seq, max(seq) AS last_seq, min(id) AS first_id, max(id) AS last_id, count(*) AS events
  FROM page GROUP BY room
)
SELECT r.id, r.kind, m.first_seq, m.last_seq, low.id, high.id, m.last_id, m.events, m.first_id
FROM moved m JOIN rooms r ON r.key = m.room LEFT JOIN users low ON low.key = r.low LEFT JOIN users high ON high.key = r.high
UNION ALL
SELECT r.id, r.kind, p.seq, p.seq, u.id, NULL, p.id, 0, p.id
FROM page p JOIN rooms r ON r.key = p.room JOIN users u ON u.key = p."user"
WHERE p.type IN (${comingTypes}) AND r.kind <> ${direct}
ORDER BY 8 DESC, 9`;

/** Reads which rooms moved (`MovementStore`). */
export class Movements {
  readonly #db: Connection;
  /** By limit, of which there is one. */
  readonly #pages = new Map<number, Statement>();
  readonly #last: Statement;

  /** `db` must be the database that is written to, not a replica. */
  constructor(db: Connection) {
    this.#db = db;
    this.#last = new Statement(db, "SELECT last_id FROM head");
  }

  async lastEventId(): Promise<MessageId> {
    return number((await this.#last.get())?.[0] ?? 0);
  }

  async movementsAfter(afterId: MessageId, limit: number): Promise<MovementPage> {
    const rows = await this.#pageOf(limit).all(afterId);
    const rooms = rows.filter((row) => number(row[7]) > 0);
    const comings = Map.groupBy(
      rows.filter((row) => number(row[7]) === 0),
      (row): RoomId => text(row[0]),
    );
    return {
      lastId: rooms.reduce((last, row) => Math.max(last, number(row[6])), afterId),
      count: rooms.reduce((sum, row) => sum + number(row[7]), 0),
      movements: rooms
        .sort((a, b) => number(a[8]) - number(b[8]))
        .map((row) => movementFrom(row, comings.get(text(row[0])) ?? [])),
    };
  }

  #pageOf(limit: number): Statement {
    if (!Number.isSafeInteger(limit) || limit < 0) throw new RangeError("a limit is a safe integer of at least 0");
    const page = this.#pages.get(limit) ?? new Statement(this.#db, pageSql(limit));
    this.#pages.set(limit, page);
    return page;
  }
}

function movementFrom(row: Row, comings: readonly Row[]): Movement {
  const [id, kind, firstSeq, lastSeq, low, high] = row;
  const pair = [...new Set([textOrNull(low), textOrNull(high)])].filter((userId) => userId !== null);
  return {
    roomId: text(id),
    firstSeq: number(firstSeq),
    lastSeq: number(lastSeq),
    pair: number(kind) === direct ? pair : null,
    comings: comings.map((coming): Coming => ({ userId: text(coming[4]), seq: number(coming[2]) })).sort((a, b) => a.seq - b.seq),
  };
}
