import type { DatabaseSync } from "node:sqlite";
import { mayRead } from "../../ports/rights.ts";
import type { Handlers, ReadName } from "../calls.ts";
import { accountReads } from "./account-reads.ts";
import { acquaintancesReader } from "./acquaintances.ts";
import { AuditTable } from "./audit-table.ts";
import { BansTable } from "./bans-table.ts";
import { clusterReads } from "./cluster-reads.ts";
import { fileReads } from "./files-table.ts";
import { LogTable } from "./log-table.ts";
import { MessageSearch } from "./message-search.ts";
import { ModerationTable } from "./moderation-table.ts";
import { PostIds } from "./post-ids.ts";
import { personalReads } from "./read-personal.ts";
import { RoomsTable } from "./rooms-table.ts";
import { syncReader } from "./sync-reader.ts";
import { UsersTable } from "./users-table.ts";

/** The reading half of the port, over one connection. */
export function createReader(db: DatabaseSync): Handlers<ReadName> {
  const users = new UsersTable(db);
  const rooms = new RoomsTable(db);
  const log = new LogTable(db);
  const bans = new BansTable(db);
  const audit = new AuditTable(db);
  const moderation = new ModerationTable(db, log);
  const postIds = new PostIds(db);
  const search = new MessageSearch(db, { rooms, bans, log });
  return {
    findUser: (id) => users.find(id),
    findCredentials: (nameKey) => users.credentials(nameKey),
    recentUsers: (limit) => users.recent(limit),
    findToken: (hash) => users.findToken(hash),
    findRoom: (id) => rooms.byId(id)?.room ?? null,
    isMember: (roomId, userId) => rooms.isMember(roomId, userId),
    roleOf: (roomId, userId) => rooms.roleOf(roomId, userId),
    standingsOf: (userId, afterRoomId, limit) => rooms.standingsOf(userId, afterRoomId, limit),
    publicRooms: (userId, afterRoomId, limit) => rooms.publicRooms(userId, afterRoomId, limit),
    membersOf: (roomId, afterSeq, limit) => rooms.membersOf(roomId, afterSeq, limit),
    roomsOf: (userId, afterRoomId, limit) => rooms.roomsOf(userId, afterRoomId, limit),
    shareRoom: (a, b) => rooms.share(a, b),
    acquaintancesOf: acquaintancesReader(db),
    ...clusterReads(db, { users, bans }),
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
    ...syncReader(db, { rooms, log, bans }),
    searchMessages: (asked) => search.find(asked),
    ...fileReads(db),
    ...accountReads(db),
    ...personalReads(db, { rooms, bans }),
    readable: (roomId, userId) => {
      const found = rooms.byId(roomId);
      if (found === null) return null;
      const reader = { isMember: rooms.isMember(roomId, userId), isBanned: bans.isBanned(found.key, userId, 0) };
      return mayRead(found.room, reader) ? found.room : null;
    },
    isSilenced: (roomId, userId, at) => bans.isSilenced(roomId, userId, at),
    roomBans: (roomId, afterId, limit) => bans.ofRoom(roomId, afterId, limit),
    serverBans: (at, afterId, limit) => bans.ofServer(at, afterId, limit),
    isAdmin: (userId) => moderation.isAdmin(userId),
    accounts: (wanted) => moderation.accounts(wanted),
    reports: (wanted) => moderation.reports(wanted),
    audit: (roomId, beforeId, limit) => audit.page(roomId, beforeId, limit),
  };
}
