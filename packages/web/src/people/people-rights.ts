/**
 * What somebody may do in a room and with its people, by the server's own rules: so that the page offers nothing that would be refused.
 * The server decides all the same.
 */
import type { Role, RoomInfo } from "@parlance/client";

export const loungeId = "lounge";

/** What needs a right of whoever does it. */
export type RoomAct = "rename" | "set_topic" | "archive" | "invite" | "remove" | "set_role" | "ban";

const ofModerators: readonly RoomAct[] = ["set_topic", "invite", "remove", "ban"];

/** `role` is left out for who is no member. The lounge has neither owner nor moderators, and all are in it. */
export function mayDo({ kind }: Pick<RoomInfo, "kind">, role: Role | undefined, act: RoomAct): boolean {
  if (role === undefined || kind === "direct") return false;
  if (role === "owner") return true;
  if (role === "moderator") return ofModerators.includes(act);
  return act === "invite" && kind === "public";
}

/** Nothing changes in a room that is archived, but for its being taken up again. */
export function mayDoNow(room: Pick<RoomInfo, "kind" | "archivedAt">, role: Role | undefined, act: RoomAct): boolean {
  return (room.archivedAt === undefined || act === "archive") && mayDo(room, role, act);
}

/** Who is looked at, by who looks: `role` where they are a member. */
export interface Someone {
  readonly id: string;
  readonly role?: Role | undefined;
}

/** What the one may do with the other. */
export interface Powers {
  /** The roles that can be given to them. */
  readonly roles: readonly Role[];
  readonly mayRemove: boolean;
  readonly mayBan: boolean;
}

type Place = Pick<RoomInfo, "id" | "kind" | "archivedAt">;

export function powersOver(room: Place, me: Someone, other: Someone): Powers {
  const isUnder = me.role === "owner" || other.role === undefined || other.role === "member";
  const mayTouch = me.id !== other.id && isUnder;
  const mayGiveRoles = other.role !== undefined && mayDoNow(room, me.role, "set_role");
  return {
    roles: mayGiveRoles ? (["owner", "moderator", "member"] as const).filter((role) => role !== other.role) : [],
    mayRemove: mayTouch && other.role !== undefined && mayDoNow(room, me.role, "remove"),
    mayBan: mayTouch && room.id !== loungeId && mayDoNow(room, me.role, "ban"),
  };
}

/** The lounge is everybody's, and a direct room stays: neither is left. */
export const mayLeave = ({ id, kind }: Pick<RoomInfo, "id" | "kind">, role: Role | undefined): boolean =>
  id !== loungeId && kind !== "direct" && role !== undefined;
