/** What ledgers are told to write, in any database. */
import type { MessageId, Person, RoomEventType, UnixMs, UserId } from "../ports/model.ts";
import type { AuditAction } from "../ports/moderation.ts";

export interface NewEvent {
  readonly type: RoomEventType;
  readonly at: UnixMs;
  readonly by: Person;
  /** The text of a post, the emoji of a reaction, else empty. */
  readonly text: string;
  /** The message reacted to. */
  readonly message?: MessageId;
  readonly file?: string | null;
  readonly clientKey?: string | null;
}

/** What somebody did in a room, for the audit log. */
export interface RoomDeedRecord {
  readonly action: AuditAction;
  readonly at: UnixMs;
  readonly by: Person;
  readonly userId?: UserId;
  readonly messageId?: MessageId | null;
  readonly detail?: string | null;
  readonly isServers?: boolean;
}
