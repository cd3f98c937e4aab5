import type { DatabaseSync } from "node:sqlite";
import type { RoomId, Seq, UserId } from "../../ports/model.ts";
import { mayRead } from "../../ports/rights.ts";
import type { SyncStore } from "../../ports/sync.ts";
import type { Handlers } from "../calls.ts";
import { catchUp } from "../catching-up.ts";
import { number } from "../columns.ts";
import { pageOf } from "../paging.ts";
import type { BansTable } from "./bans-table.ts";
import type { LogTable } from "./log-table.ts";
import type { KeyedRoom, RoomsTable } from "./rooms-table.ts";
import { Statement } from "./statement.ts";

interface Tables {
  readonly rooms: RoomsTable;
  readonly log: LogTable;
  readonly bans: BansTable;
}

/** What clients live from that keep what they were told. */
export function syncReader(db: DatabaseSync, { rooms, log, bans }: Tables): Handlers<keyof SyncStore> {
  const joinedAt = new Statement(db, "SELECT seq FROM members WHERE user = (SELECT key FROM users WHERE id = ?) AND room_id = ?");
  /** The room, and with which event the reader came; null when it is not there, or not for them. */
  const readable = (roomId: RoomId, readerId: UserId): (KeyedRoom & { readonly joined: Seq | null }) | null => {
    const found = rooms.byId(roomId);
    const row = found && joinedAt.get(readerId, roomId);
    const isBanned = found !== null && bans.isBanned(found.key, readerId, 0);
    return found && mayRead(found.room, { isMember: row !== null, isBanned })
      ? { ...found, joined: row && number(row[0]) }
      : null;
  };
  return {
    catchUp: (query) =>
      catchUp(query, (roomId) => {
        const found = readable(roomId, query.readerId);
        return (
          found && {
            lastSeq: rooms.lastSeq(found.key),
            newsFrom: found.room.kind === "private" ? (found.joined ?? 0) : 0,
            eventsAfter: (seq, limit) => log.eventsAfter(found, seq, limit),
            newest: (limit) => log.newest(found.key, limit),
          }
        );
      }),
    messagesIn: (query) => {
      const found = readable(query.roomId, query.readerId);
      return (
        found &&
        pageOf(query, {
          lastSeq: rooms.lastSeq(found.key),
          before: (id, limit) => log.before(found.key, id, limit),
          from: (id, limit) => log.from(found.key, id, limit),
        })
      );
    },
  };
}
