/** Who may do what in a room, once for every store: each has to decide inside its transaction, where roles stand still. */
import type { Role, Room, UserId } from "./model.ts";
import { loungeId } from "./model.ts";

/** What needs a right. Reading, posting, and changing what one wrote oneself go by membership and authorship. */
export type RoomAct = "rename" | "set_topic" | "archive" | "invite" | "remove" | "set_role" | "delete_others" | "pin" | "ban";

const ofModerators: ReadonlySet<RoomAct> = new Set<RoomAct>(["set_topic", "invite", "remove", "delete_others", "pin", "ban"]);

/** Whether somebody with this role, null for no member, may do this in the room. The lounge has neither owner nor moderators. */
export function mayDo({ kind }: Pick<Room, "kind">, role: Role | null, act: RoomAct): boolean {
  if (role === null) return false;
  if (kind === "direct") return act === "pin";
  if (role === "owner") return true;
  if (role === "moderator") return ofModerators.has(act);
  return act === "invite" && kind === "public";
}

/** Whether somebody with the role `by` may remove a member with the role `target` from the room. */
export function mayRemove(room: Pick<Room, "kind">, by: Role | null, target: Role): boolean {
  return mayDo(room, by, "remove") && (by === "owner" || target === "member");
}

/**
 * Whether somebody with the role `by` may ban a user, who has the role `target` or none. In the lounge, where nobody has a role that
 * may, the server's administrators do.
 */
export function mayBan(room: Pick<Room, "id" | "kind">, by: Role | null, target: Role | null): boolean {
  return room.id !== loungeId && mayDo(room, by, "ban") && (by === "owner" || target === null || target === "member");
}

/** How somebody stands to a room that they would read. */
export interface Reader {
  readonly isMember: boolean;
  readonly isBanned: boolean;
}

/** Whether somebody may read the room's messages. The lounge is shown before one says who one is: a ban from it silences only. */
export function mayRead({ id, kind }: Pick<Room, "id" | "kind">, { isMember, isBanned }: Reader): boolean {
  return isMember || (kind === "public" && (!isBanned || id === loungeId));
}

/** Whether a direct room is cut off, and nothing more said in it: one of its two has blocked the other. */
export function isCutOff({ kind, pair }: Pick<Room, "kind" | "pair">, hasBlocked: (by: UserId, other: UserId) => boolean) {
  const [a, b] = pair;
  if (kind !== "direct" || a === undefined || b === undefined) return false;
  return hasBlocked(a.id, b.id) || hasBlocked(b.id, a.id);
}

/** Whether a room is archived when the last of its members leaves. */
export function endsWhenEmpty({ id, kind }: Pick<Room, "id" | "kind">): boolean {
  return kind !== "direct" && id !== loungeId;
}
