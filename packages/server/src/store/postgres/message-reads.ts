import { mayRead } from "../../ports/rights.ts";
import type { Functions } from "../calls.ts";
import { BansTable } from "./bans-table.ts";
import { LogTable } from "./log-table.ts";
import { PostIds } from "./post-ids.ts";
import type { AtOneInstant } from "./read-pool.ts";
import { RoomsTable } from "./rooms-table.ts";
import type { Connection } from "./statement.ts";

type MessageReads =
  | "snapshot"
  | "eventsAfter"
  | "messagesAfter"
  | "findMessage"
  | "versionsOf"
  | "pinsOf"
  | "threadAfter"
  | "readable";

/** Reading messages and events. What takes one statement is of one instant by itself. */
export function messageReads(db: Connection, atOneInstant: AtOneInstant): Pick<Functions, MessageReads> {
  const log = new LogTable(db);
  return {
    snapshot: (roomId, limit) =>
      atOneInstant(async (at) => {
        const found = await new RoomsTable(at).byId(roomId);
        return found && { room: found.room, seq: found.lastSeq, messages: await new LogTable(at).newest(found.key, limit) };
      }),
    eventsAfter: (roomId, afterSeq, limit) =>
      atOneInstant(async (at) => {
        const found = await new RoomsTable(at).byId(roomId);
        return found === null ? [] : new LogTable(at).eventsAfter(found, afterSeq, limit);
      }),
    messagesAfter: (userId, afterId, limit) =>
      atOneInstant(async (at) => new LogTable(at).messages(await new PostIds(at).after(userId, afterId, limit))),
    findMessage: (id) => log.message(id),
    versionsOf: (id) => log.versionsOf(id),
    pinsOf: (roomId, limit) => log.pinsOf(roomId, limit),
    threadAfter: (rootId, afterId, limit) => log.threadAfter(rootId, afterId, limit),
    readable: (roomId, userId) =>
      atOneInstant(async (at) => {
        const rooms = new RoomsTable(at);
        const [found, isMember] = await Promise.all([rooms.byId(roomId), rooms.isMember(roomId, userId)]);
        if (found === null) return null;
        const isBanned = !isMember && (await new BansTable(at).isBanned(found.key, userId, 0));
        return mayRead(found.room, { isMember, isBanned }) ? found.room : null;
      }),
  };
}
