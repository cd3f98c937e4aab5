import type { Functions, ReadName } from "../calls.ts";
import { accountReads } from "./account-reads.ts";
import { acquaintancesReader } from "./acquaintances.ts";
import { AuditTable } from "./audit-table.ts";
import { BansTable } from "./bans-table.ts";
import { ClusterReads } from "./cluster-reads.ts";
import { fileReads } from "./files-table.ts";
import { LogTable } from "./log-table.ts";
import { messageReads } from "./message-reads.ts";
import { MessageSearch } from "./message-search.ts";
import { ModerationTable } from "./moderation-table.ts";
import { personalReads } from "./read-personal.ts";
import type { AtOneInstant } from "./read-pool.ts";
import { RoomsTable } from "./rooms-table.ts";
import type { Session } from "./session.ts";
import { syncReader } from "./sync-reader.ts";
import { UsersTable } from "./users-table.ts";

/** Reads of one statement, which is of one instant by itself. For all others a transaction is to be begun. */
export const singleStatements: ReadonlySet<ReadName> = new Set<ReadName>([
  "findUser",
  "findCredentials",
  "recentUsers",
  "findToken",
  "findRoom",
  "isMember",
  "roleOf",
  "membersOf",
  "roomsOf",
  "publicRooms",
  "shareRoom",
  "sharedNow",
  "sessionsAmong",
  "usersAmong",
  "emailOf",
  "findProfile",
  "profilesOf",
  "findUsers",
  "sessionsOf",
  "acquaintancesOf",
  "findFile",
  "namelessBlobs",
  "releasedBlobs",
  "isSilenced",
  "isAdmin",
]);

/** The reading half of the port, over one connection. */
export function createReader(db: Session): Pick<Functions, ReadName> {
  const users = new UsersTable(db);
  const rooms = new RoomsTable(db);
  const log = new LogTable(db);
  const bans = new BansTable(db);
  const audit = new AuditTable(db);
  const moderation = new ModerationTable(db, log);
  const search = new MessageSearch(db, log);
  const cluster = new ClusterReads(db);
  // Whoever calls has begun it.
  const atOneInstant: AtOneInstant = (work) => work(db);
  return {
    findUser: (id) => users.find(id),
    findCredentials: (nameKey) => users.credentials(nameKey),
    recentUsers: (limit) => users.recent(limit),
    findToken: (hash) => users.findToken(hash),
    findRoom: async (id) => (await rooms.byId(id))?.room ?? null,
    isMember: (roomId, userId) => rooms.isMember(roomId, userId),
    roleOf: (roomId, userId) => rooms.roleOf(roomId, userId),
    standingsOf: (userId, afterRoomId, limit) => rooms.standingsOf(userId, afterRoomId, limit),
    publicRooms: (userId, afterRoomId, limit) => rooms.publicRooms(userId, afterRoomId, limit),
    membersOf: (roomId, afterSeq, limit) => rooms.membersOf(roomId, afterSeq, limit),
    roomsOf: (userId, afterRoomId, limit) => rooms.roomsOf(userId, afterRoomId, limit),
    shareRoom: (a, b) => rooms.share(a, b),
    acquaintancesOf: acquaintancesReader(db),
    sharedNow: () => cluster.sharedNow(),
    sessionsAmong: (ids) => cluster.sessionsAmong(ids),
    usersAmong: (ids, at) => cluster.usersAmong(ids, at),
    ...messageReads(db, atOneInstant),
    ...syncReader(atOneInstant),
    searchMessages: (asked) => search.find(asked),
    ...fileReads(db),
    ...accountReads(db),
    ...personalReads(db, { rooms }),
    isSilenced: (roomId, userId, at) => bans.isSilenced(roomId, userId, at),
    roomBans: (roomId, afterId, limit) => bans.ofRoom(roomId, afterId, limit),
    serverBans: (at, afterId, limit) => bans.ofServer(at, afterId, limit),
    isAdmin: (userId) => moderation.isAdmin(userId),
    accounts: (wanted) => moderation.accounts(wanted),
    reports: (wanted) => moderation.reports(wanted),
    audit: (roomId, beforeId, limit) => audit.page(roomId, beforeId, limit),
  };
}
