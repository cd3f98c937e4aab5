import type { RoomId, Seq, UserId } from "../../ports/model.ts";
import { mayRead } from "../../ports/rights.ts";
import type { CatchUp, Position, SyncStore } from "../../ports/sync.ts";
import { CatchingUp } from "../catching-up.ts";
import { number, numberOrNull } from "../columns.ts";
import { pageFrom, sidesOf } from "../paging.ts";
import { LogTable } from "./log-table.ts";
import type { AtOneInstant } from "./read-pool.ts";
import type { KeyedRoom } from "./rooms-table.ts";
import { afterRoom, keyedRoomOf, roomColumns, roomMembers } from "./rooms-table.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** Rooms read at once. More are read in vain when the answer is full, fewer cost more ways there and back. */
const roomsAtOnce = 16;

/** A room for somebody who may read it; `joined`: the event they came with, null for no member. */
interface ReadableRoom extends KeyedRoom {
  readonly joined: Seq | null;
}

/** What clients live from that keep what they were told. */
export function syncReader(atOneInstant: AtOneInstant): Pick<SyncStore, keyof SyncStore> {
  return {
    catchUp: (query) => atOneInstant((db) => new CatchUpReader(db, query).read()),
    messagesIn: (query) =>
      atOneInstant(async (db) => {
        const found = (await readableRooms(db, query.readerId, [query.roomId])).get(query.roomId);
        if (found === undefined) return null;
        const [log, sides] = [new LogTable(db), sidesOf(query)];
        const [older, newer] = await Promise.all([
          log.before(found.key, sides.older.id, sides.older.limit),
          sides.newer === null ? [] : log.from(found.key, sides.newer.id, sides.newer.limit),
        ]);
        return pageFrom(sides, found.lastSeq, { older, newer });
      }),
  };
}

/** Those of the rooms that are there for the reader. */
async function readableRooms(db: Connection, readerId: UserId, ids: readonly RoomId[]): Promise<Map<RoomId, ReadableRoom>> {
  const reader = "(SELECT key FROM users WHERE id = $1)";
  const statement = new Statement(
    db,
    `SELECT ${roomColumns}, m.seq, EXISTS (SELECT 1 FROM bans s WHERE s.room = r.key AND s."user" = ${reader})
     FROM rooms r ${roomMembers} LEFT JOIN members m ON m."user" = ${reader} AND m.room_id = r.id WHERE r.id = ANY($2::text[])`,
  );
  const readable = new Map<RoomId, ReadableRoom>();
  for (const row of await statement.all(readerId, [...new Set(ids)])) {
    const found = keyedRoomOf(row);
    const joined = numberOrNull(row[afterRoom]);
    const isBanned = row[afterRoom + 1] === true;
    if (mayRead(found.room, { isMember: joined !== null, isBanned })) readable.set(found.room.id, { ...found, joined });
  }
  return readable;
}

class CatchUpReader {
  readonly #db: Connection;
  readonly #query: CatchUp;
  readonly #log: LogTable;
  readonly #answer: CatchingUp;

  constructor(db: Connection, query: CatchUp) {
    this.#db = db;
    this.#query = query;
    this.#log = new LogTable(db);
    this.#answer = new CatchingUp(query);
  }

  async read() {
    const { readerId, positions } = this.#query;
    const rooms = await readableRooms(
      this.#db,
      readerId,
      positions.map(({ roomId }) => roomId),
    );
    for (let start = 0; start < positions.length; start += roomsAtOnce) {
      const some = positions.slice(start, start + roomsAtOnce);
      const read = await Promise.all(some.map((position) => this.#one(position, rooms.get(position.roomId))));
      for (const one of read) if (!this.#answer.add(one)) return this.#answer.answers;
    }
    return this.#answer.answers;
  }

  async #one({ roomId, seq }: Position, room: ReadableRoom | undefined) {
    const answer = this.#answer;
    if (room === undefined) return answer.gone(roomId);
    const { key, lastSeq } = room;
    const newsFrom = room.room.kind === "private" ? number(room.joined ?? 0) : 0;
    const behind = answer.behind({ lastSeq, newsFrom }, seq);
    const missed = behind === null ? null : behind === 0 ? [] : await this.#log.eventsAfter(room, seq, behind);
    return (
      (missed && answer.events(roomId, missed)) ?? answer.fresh(roomId, lastSeq, await this.#log.newest(key, answer.freshLimit))
    );
  }
}
