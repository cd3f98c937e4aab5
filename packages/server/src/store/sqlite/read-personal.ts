import type { DatabaseSync } from "node:sqlite";
import type { Role, Seq } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import { isCutOff, mayRead } from "../../ports/rights.ts";
import type { Handlers } from "../calls.ts";
import { compareText } from "../text.ts";
import type { BansTable } from "./bans-table.ts";
import { BlocksTable } from "./blocks-table.ts";
import { Counter } from "./counter.ts";
import type { KeyedRoom, RoomsTable } from "./rooms-table.ts";

interface Tables {
  readonly rooms: RoomsTable;
  readonly bans: BansTable;
}

interface Outlook extends KeyedRoom {
  readonly role: Role | null;
  readonly joined: Seq | null;
}

type PersonalReads = "unreadOf" | "countedStandingsOf" | "closureOf" | "blocksOf";

export function personalReads(db: DatabaseSync, { rooms, bans }: Tables): Handlers<PersonalReads> {
  const counter = new Counter(db);
  const blocks = new BlocksTable(db);
  return {
    unreadOf: ({ userId, roomIds, ...bounds }) => {
      const asker = counter.asker(userId, bounds);
      return roomIds.flatMap((roomId) => {
        const found = rooms.byId(roomId);
        const joined = rooms.joining(roomId, userId);
        const isBanned = found !== null && bans.isBanned(found.key, userId, 0);
        if (found === null || !mayRead(found.room, { isMember: joined !== null, isBanned })) return [];
        return [{ roomId, ...counter.counts(asker, found, joined) }];
      });
    },
    countedStandingsOf: ({ userId, afterRoomId, limit, ...bounds }) => {
      const asker = counter.asker(userId, bounds);
      const outlooks: Outlook[] = rooms.membershipsOf(userId, afterRoomId, limit);
      const isLoungeDue = compareText(loungeId, afterRoomId) > 0 && !rooms.isMember(loungeId, userId);
      const lounge = isLoungeDue ? rooms.byId(loungeId) : null;
      if (lounge !== null) outlooks.push({ ...lounge, role: null, joined: null });
      outlooks.sort((a, b) => compareText(a.room.id, b.room.id));
      return outlooks
        .slice(0, limit)
        .map(({ key, room, role, joined }) => ({ room, role, ...counter.counts(asker, { key, room }, joined) }));
    },
    closureOf: (roomId) => {
      const found = rooms.byId(roomId);
      if (found === null) return null;
      if (found.isLeft) return "left";
      return isCutOff(found.room, (by, other) => blocks.has(by, other)) ? "blocked" : null;
    },
    blocksOf: (userId) => blocks.of(userId),
  };
}
