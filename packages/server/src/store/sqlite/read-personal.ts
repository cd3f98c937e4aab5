import type { DatabaseSync } from "node:sqlite";
import { mayRead } from "../../ports/rights.ts";
import { BlocksTable } from "./blocks-table.ts";
import type { Handlers } from "./calls.ts";
import { Counter } from "./counter.ts";
import type { RoomsTable } from "./rooms-table.ts";

type PersonalReads = "unreadOf" | "countedStandingsOf" | "blocksOf";

export function personalReads(db: DatabaseSync, rooms: RoomsTable): Handlers<PersonalReads> {
  const counter = new Counter(db);
  const blocks = new BlocksTable(db);
  return {
    unreadOf: ({ userId, roomIds, ...bounds }) => {
      const asker = counter.asker(userId, bounds);
      return roomIds.flatMap((roomId) => {
        const found = rooms.byId(roomId);
        const joined = rooms.joining(roomId, userId);
        if (found === null || !mayRead(found.room, joined !== null)) return [];
        return [{ roomId, ...counter.counts(asker, found, joined) }];
      });
    },
    countedStandingsOf: ({ userId, afterRoomId, limit, ...bounds }) => {
      const asker = counter.asker(userId, bounds);
      return rooms.membershipsOf(userId, afterRoomId, limit).map(({ role, joined, ...found }) => {
        const { room } = found;
        return { room, role, ...counter.counts(asker, found, joined) };
      });
    },
    blocksOf: (userId) => blocks.of(userId),
  };
}
