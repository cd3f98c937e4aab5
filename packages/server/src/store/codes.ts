import type { Role, RoomEventType, RoomKind, UserKind } from "../ports/model.ts";
import type { AuditAction } from "../ports/moderation.ts";

/** How kinds and types are written in the database. Never renumber; add at the end. */
export const userKinds = ["account", "guest", "address"] as const satisfies readonly UserKind[];
export const roomKinds = ["public", "direct", "private"] as const satisfies readonly RoomKind[];
export const roles = ["owner", "moderator", "member"] as const satisfies readonly Role[];
export const eventTypes = [
  "posted",
  "reaction_added",
  "reaction_removed",
  "member_joined",
  "member_left",
  "role_changed",
  "room_changed",
  "edited",
  "deleted",
  "pinned",
  "unpinned",
  "banned",
  "unbanned",
] as const satisfies readonly RoomEventType[];
export const auditActions = [
  "role_changed",
  "removed",
  "banned",
  "unbanned",
  "message_deleted",
  "archived",
  "unarchived",
  "admin_made",
  "admin_unmade",
  "report_resolved",
] as const satisfies readonly AuditAction[];

export function codeOf<T extends string>(list: readonly T[], word: T): number {
  const code = list.indexOf(word);
  if (code < 0) throw new TypeError(`"${word}" has no code in the database`);
  return code;
}

export function wordOf<T extends string>(list: readonly T[], code: unknown): T {
  const word = typeof code === "number" ? list[code] : undefined;
  if (word === undefined) throw new TypeError(`the code ${String(code)} in the database has no meaning here`);
  return word;
}
