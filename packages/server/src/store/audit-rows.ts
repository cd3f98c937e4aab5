import type { MessageId, Person, Room, UnixMs } from "../ports/model.ts";
import type { AuditAction, AuditEntry } from "../ports/moderation.ts";
import { auditActions, codeOf, userKinds, wordOf } from "./codes.ts";
import type { Row } from "./columns.ts";
import { number, numberOrNull, textOrNull } from "./columns.ts";
import { personOf } from "./user-columns.ts";

/** What does not apply is left out. */
export interface NewAuditEntry {
  readonly at: UnixMs;
  /** With the key of their row; null for the server itself. */
  readonly by: (Person & { readonly key: number }) | null;
  readonly action: AuditAction;
  readonly room?: { readonly key: number; readonly room: Room };
  /** The key of their row. */
  readonly user?: number;
  readonly message?: MessageId | null;
  readonly detail?: string | null;
  readonly until?: UnixMs | null;
  /** By the right of an administrator, or about something that they are shown, also in a private room. */
  readonly isServers?: boolean;
}

/** The columns of `audit` after its id, in the order in which they were made. */
export function auditValues(entry: NewAuditEntry): readonly (string | number | null)[] {
  const { at, by, action, room, user = null, message = null, detail = null, until = null, isServers = false } = entry;
  const doer = by === null ? [null, null, null] : [by.key, codeOf(userKinds, by.kind), by.name];
  const concernsServer = isServers || room === undefined || room.room.kind === "public";
  const about = [room?.key ?? null, user, message, detail, until];
  return [at, ...doer, codeOf(auditActions, action), ...about, concernsServer ? 1 : 0];
}

/** Of a row of its id, time, doer, action, and the ids of what it is about. */
export function auditEntryOf(row: Row): AuditEntry {
  const [id, at, byId, , , action, roomId, userId, message, detail, until] = row;
  return {
    id: number(id),
    at: number(at),
    by: byId === null ? null : personOf(row.slice(2)),
    action: wordOf(auditActions, action),
    roomId: textOrNull(roomId),
    userId: textOrNull(userId),
    messageId: numberOrNull(message),
    detail: textOrNull(detail),
    until: numberOrNull(until),
  };
}
