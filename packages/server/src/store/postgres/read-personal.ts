import { loungeId } from "../../ports/model.ts";
import { isCutOff, mayRead } from "../../ports/rights.ts";
import type { Functions } from "../calls.ts";
import { roomKinds, wordOf } from "../codes.ts";
import { compareText } from "../text.ts";
import { BlocksTable } from "./blocks-table.ts";
import { Counter } from "./counter.ts";
import type { RoomsTable } from "./rooms-table.ts";
import type { Connection } from "./statement.ts";

type PersonalReads = "unreadOf" | "countedStandingsOf" | "closureOf" | "blocksOf";

/** `countedStandingsOf` takes two statements, which must be of one instant: a seq that is newer than its room would hide how it changed. */
export function personalReads(db: Connection, { rooms }: { readonly rooms: RoomsTable }): Pick<Functions, PersonalReads> {
  const counter = new Counter(db);
  const blocks = new BlocksTable(db);
  return {
    unreadOf: async ({ roomIds, ...asker }) => {
      const outlooks = await counter.outlooks(asker, roomIds);
      return outlooks.flatMap(({ roomId, kind, isMember, isBanned, counts }) => {
        const room = { id: roomId, kind: wordOf(roomKinds, kind) };
        return mayRead(room, { isMember, isBanned }) ? [{ roomId, ...counts }] : [];
      });
    },
    countedStandingsOf: async ({ afterRoomId, limit, ...asker }) => {
      const isLoungeDue = compareText(loungeId, afterRoomId) > 0;
      const [memberships, lounge, isInLounge] = await Promise.all([
        rooms.membershipsOf(asker.userId, afterRoomId, limit),
        isLoungeDue ? rooms.byId(loungeId) : null,
        isLoungeDue && rooms.isMember(loungeId, asker.userId),
      ]);
      const seen = lounge === null || isInLounge ? [] : [{ room: lounge.room, role: null }];
      const standings = [...memberships.map(({ room, role }) => ({ room, role })), ...seen];
      const page = standings.sort((a, b) => compareText(a.room.id, b.room.id)).slice(0, limit);
      const outlooks = await counter.outlooks(
        asker,
        page.map(({ room }) => room.id),
      );
      const counts = new Map(outlooks.map((outlook) => [outlook.roomId, outlook.counts]));
      return page.flatMap(({ room, role }) => {
        const counted = counts.get(room.id);
        return counted === undefined ? [] : [{ room, role, ...counted }];
      });
    },
    closureOf: async (roomId) => {
      const found = await rooms.byId(roomId);
      if (found === null) return null;
      if (found.isLeft) return "left";
      const [a, b] = found.room.pair;
      const isBetween = a !== undefined && b !== undefined && (await blocks.between(a.id, b.id));
      return isCutOff(found.room, () => isBetween) ? "blocked" : null;
    },
    blocksOf: (userId) => blocks.of(userId),
  };
}
