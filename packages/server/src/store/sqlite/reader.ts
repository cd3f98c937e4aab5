import type { DatabaseSync } from "node:sqlite";
import type { Handlers, ReadName } from "./calls.ts";
import { fileReads } from "./files-table.ts";
import { LogTable } from "./log-table.ts";
import { PostIds } from "./post-ids.ts";
import { RoomsTable } from "./rooms-table.ts";
import { UsersTable } from "./users-table.ts";

/** The reading half of the port, over one connection. */
export function createReader(db: DatabaseSync): Handlers<ReadName> {
  const users = new UsersTable(db);
  const rooms = new RoomsTable(db);
  const log = new LogTable(db);
  const postIds = new PostIds(db);
  return {
    findUser: (id) => users.find(id),
    findCredentials: (nameKey) => users.credentials(nameKey),
    recentUsers: (limit) => users.recent(limit),
    findToken: (hash) => users.findToken(hash),
    findRoom: (id) => rooms.byId(id)?.room ?? null,
    isMember: (roomId, userId) => rooms.isMember(roomId, userId),
    roleOf: (roomId, userId) => rooms.roleOf(roomId, userId),
    standingsOf: (userId, afterRoomId, limit) => rooms.standingsOf(userId, afterRoomId, limit),
    publicRooms: (afterRoomId, limit) => rooms.publicRooms(afterRoomId, limit),
    membersOf: (roomId, afterSeq, limit) => rooms.membersOf(roomId, afterSeq, limit),
    roomsOf: (userId, afterRoomId, limit) => rooms.roomsOf(userId, afterRoomId, limit),
    shareRoom: (a, b) => rooms.share(a, b),
    snapshot: (roomId, limit) => {
      const found = rooms.byId(roomId);
      return found && { room: found.room, seq: rooms.lastSeq(found.key), messages: log.newest(found.key, limit) };
    },
    eventsAfter: (roomId, afterSeq, limit) => {
      const found = rooms.byId(roomId);
      return found === null ? [] : log.eventsAfter(found, afterSeq, limit);
    },
    messagesAfter: (userId, afterId, limit) => postIds.after(userId, afterId, limit).flatMap((id) => log.message(id) ?? []),
    findMessage: (id) => log.message(id),
    versionsOf: (id) => log.versionsOf(id),
    pinsOf: (roomId, limit) => log.pinsOf(roomId, limit),
    threadAfter: (rootId, afterId, limit) => log.threadAfter(rootId, afterId, limit),
    ...fileReads(db),
  };
}
