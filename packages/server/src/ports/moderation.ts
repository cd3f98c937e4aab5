/** Keeping order: bans, administrators of the server, reports, and the audit log that tells who did what. */
import type { Message, MessageId, Person, Room, RoomId, UnixMs, User, UserId } from "./model.ts";
import type { MessageOutcome } from "./posts.ts";
import type { RoomOutcome } from "./rooms.ts";

/** What somebody does to a user. `reason` is for the audit log and for those who may read it, never for the room. */
interface Verdict {
  readonly userId: UserId;
  readonly by: Person;
  readonly at: UnixMs;
  readonly reason: string | null;
}
export interface RoomBan extends Verdict {
  readonly roomId: RoomId;
}
export type RoomUnban = Omit<RoomBan, "reason">;
export interface ServerBan extends Verdict {
  /** Null: until it is lifted. */
  readonly until: UnixMs | null;
}
export type ServerUnban = Omit<Verdict, "reason">;
export type ServerBanOutcome =
  /** `sessionIds`: the sessions that ended with it. */
  { readonly kind: "done"; readonly sessionIds: readonly string[] } | ServerRefusal;
/** Refusals come in this order. */
export type ServerOutcome =
  | { readonly kind: "done" }
  /** It is so already: nothing was written. */
  | { readonly kind: "unchanged" }
  | ServerRefusal;
type ServerRefusal =
  /** `by` is no administrator, or it is done to one to whom it may not be done. */
  { readonly kind: "forbidden" } | { readonly kind: "no_user" };

export interface Ban {
  /** Of the entry of the audit log that tells of it; later bans have greater ones. */
  readonly id: number;
  readonly user: Person;
  readonly by: Person;
  readonly at: UnixMs;
  readonly reason: string | null;
  readonly until: UnixMs | null;
}

export interface AdminChange {
  readonly userId: UserId;
  readonly isAdmin: boolean;
  /** Null: the server's own settings, which need no right. */
  readonly by: Person | null;
  readonly at: UnixMs;
}

export type AuditAction =
  | "role_changed"
  | "removed"
  | "banned"
  | "unbanned"
  | "message_deleted"
  | "archived"
  | "unarchived"
  | "admin_made"
  | "admin_unmade"
  | "report_resolved";

/** One deed as the audit log has it. What does not apply is null. */
export interface AuditEntry {
  /** Later entries have greater ones, and none is used again. */
  readonly id: number;
  readonly at: UnixMs;
  /** Null: the server itself. */
  readonly by: Person | null;
  readonly action: AuditAction;
  readonly roomId: RoomId | null;
  /** To whom it was done; the author of a message that was deleted or reported. */
  readonly userId: UserId | null;
  readonly messageId: MessageId | null;
  /** The role, the reason or the note; never anything of a message. */
  readonly detail: string | null;
  /** Of a ban. */
  readonly until: UnixMs | null;
}

/** About a message or about a user. */
export type Reported = { readonly messageId: MessageId } | { readonly userId: UserId };
export interface NewReport {
  readonly about: Reported;
  readonly by: Person;
  readonly at: UnixMs;
  readonly text: string;
  /** At most this many of one reporter that nobody has resolved. */
  readonly maxOpen: number;
}
export type ReportOutcome =
  | { readonly kind: "reported"; readonly id: number }
  /** No such message or user, or a message the reporter may not read; indistinguishable on purpose. */
  | { readonly kind: "nothing" }
  | { readonly kind: "too_many" };

export interface Resolution {
  readonly reportId: number;
  readonly by: Person;
  readonly at: UnixMs;
  readonly note: string | null;
}
/** `no_report`: also for one that `by` may not see. */
export type ResolutionOutcome = { readonly kind: "done" | "unchanged" | "no_report" };

export interface Report {
  readonly id: number;
  readonly at: UnixMs;
  readonly by: Person;
  readonly text: string;
  /** In its present state: a report keeps no copy. Null when it is about a user. */
  readonly message: Message | null;
  /** The user, or the message's author. */
  readonly user: Person;
  readonly resolved: { readonly at: UnixMs; readonly by: Person; readonly note: string | null } | null;
}
export interface ReportsWanted {
  /** Null: of all rooms, and those about users. */
  readonly roomId: RoomId | null;
  readonly isResolved: boolean;
  readonly afterId: number;
  readonly limit: number;
}

export interface AccountRow {
  readonly user: User;
  /** The account's name folded; where the next page begins. */
  readonly nameKey: string;
  readonly isAdmin: boolean;
  /** At the time that was given. */
  readonly isBanned: boolean;
}
export interface AccountsWanted {
  /** Folded names that begin with this, and come after that. */
  readonly prefix: string;
  readonly afterKey: string;
  readonly at: UnixMs;
  readonly limit: number;
}

/**
 * Obligations:
 * - Who is banned from a room cannot read it, whatever its kind, and is answered what is answered of no room; a ban from the lounge, and one
 *   from the server, silences: no posts (`banned`), no reactions, no edits. It holds for any user that the store knows, of any kind.
 * - A ban from the server holds at a time before its `until`: a write is judged by its own `at`. Its tokens MUST be gone when it resolves, and
 *   none can be made meanwhile.
 * - The audit log MUST be written in the transaction of the deed, for every deed of `AuditAction`, and only when something was changed.
 *   Nothing in it is ever changed, but for the name of an account that is deleted.
 */
export interface ModerationStore {
  /** The room, for somebody who may read it (rights.ts `mayRead`); null for any other and for none. What reads a room for a user asks this first. */
  readable(roomId: RoomId, userId: UserId): Promise<Room | null>;
  /** Whether a post of the user would be `banned` at that time, should they be one who may read the room. */
  isSilenced(roomId: RoomId, userId: UserId, at: UnixMs): Promise<boolean>;

  /**
   * Owners and moderators ban from groups (rights.ts), administrators from the lounge. Emits `member_left` for a member of a group, then `banned`.
   * Whom the store does not know cannot be banned.
   */
  banFromRoom(ban: RoomBan): Promise<RoomOutcome>;
  /** By the same. Emits `unbanned`. */
  unbanFromRoom(unban: RoomUnban): Promise<RoomOutcome>;
  /** In the order of the bans, those with a greater id. */
  roomBans(roomId: RoomId, afterId: number, limit: number): Promise<readonly Ban[]>;

  isAdmin(userId: UserId): Promise<boolean>;
  /** By administrators; nobody bans themself or another administrator. Banning again is another ban in the place of the first. Ends all the user's sessions. */
  banFromServer(ban: ServerBan): Promise<ServerBanOutcome>;
  unbanFromServer(unban: ServerUnban): Promise<ServerOutcome>;
  /** As `roomBans`, those that hold at this time. */
  serverBans(at: UnixMs, afterId: number, limit: number): Promise<readonly Ban[]>;
  /** Accounts that are not banned. The last administrator stays one (`forbidden`). */
  setAdmin(change: AdminChange): Promise<ServerOutcome>;
  /** As `deleteMessage`, by an administrator: of a public room, or one that was reported; any other is `no_message`. */
  deleteAsAdmin(deletion: { readonly messageId: MessageId; readonly by: Person; readonly at: UnixMs }): Promise<MessageOutcome>;
  /** By folded account name. */
  accounts(wanted: AccountsWanted): Promise<readonly AccountRow[]>;

  createReport(report: NewReport): Promise<ReportOutcome>;
  /** By administrators, and for a message of a room by its owners and moderators. */
  resolveReport(resolution: Resolution): Promise<ResolutionOutcome>;
  /** Oldest first. */
  reports(wanted: ReportsWanted): Promise<readonly Report[]>;

  /** The newest first, those with a smaller id. Null: what concerns the server: everything but what a private room's own staff does in it. */
  audit(roomId: RoomId | null, beforeId: number, limit: number): Promise<readonly AuditEntry[]>;
  /**
   * Deletes what nobody need look up any more: of the audit log what happened before `before`, reports resolved and bans from the server
   * over by then. At most `limit` rows; answers how many.
   */
  purgeModeration(before: UnixMs, limit: number): Promise<number>;
}
