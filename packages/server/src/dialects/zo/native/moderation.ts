import type { AuditEntry, Ban } from "@parlance/client/contract";
import type { Bounds } from "../../../ports/bounds.ts";
import type * as kept from "../../../ports/moderation.ts";
import type { AreaHandlers, Native } from "./native.ts";
import { personOf, roomOf } from "./words.ts";

/** No entry has a greater id. */
export const newest = Number.MAX_SAFE_INTEGER;

/** The part of `rooms.*` that keeps order: core decides who may do what. */
export function moderationHandlers({
  context: { chat },
}: Native): Pick<AreaHandlers<"rooms">, "ban" | "unban" | "bans" | "audit"> {
  const { moderation, bounds } = chat;
  return {
    ban: ({ input: { roomId, userId, reason = null }, ctx: { member } }) =>
      member.does("rooms.ban", async () => ({ room: roomOf(await moderation.ban(member.user, roomId, { userId, reason })) })),
    unban: ({ input: { roomId, userId }, ctx: { member } }) =>
      member.does("rooms.unban", async () => ({ room: roomOf(await moderation.unban(member.user, roomId, userId)) })),
    bans: ({ input: { roomId, after }, ctx: { member } }) =>
      member.does("rooms.bans", async () => bansPage(await moderation.bans(member.user, roomId, after), bounds)),
    audit: ({ input: { roomId, before = newest }, ctx: { member } }) =>
      member.does("rooms.audit", async () => auditPage(await moderation.audit(member.user, roomId, before), bounds)),
  };
}

export function bansPage(page: readonly kept.Ban[], bounds: Bounds): { bans: Ban[]; next?: number } {
  return { bans: page.map(banOf), ...nextOf(page, bounds) };
}

export function auditPage(page: readonly kept.AuditEntry[], bounds: Bounds): { entries: AuditEntry[]; next?: number } {
  return { entries: page.map(entryOf), ...nextOf(page, bounds) };
}

/** Nothing when the page is the last. */
export function nextOf(page: readonly { readonly id: number }[], { moderationPage }: Bounds): { next?: number } {
  const last = page.at(-1);
  return last !== undefined && page.length === moderationPage ? { next: last.id } : {};
}

function banOf({ id, user, by, at, reason, until }: kept.Ban): Ban {
  return {
    id,
    user: personOf(user),
    by: personOf(by),
    at,
    ...(reason === null ? {} : { reason }),
    ...(until === null ? {} : { until }),
  };
}

function entryOf({ id, at, by, action, roomId, userId, messageId, detail, until }: kept.AuditEntry): AuditEntry {
  return {
    id,
    at,
    action,
    ...(by === null ? {} : { by: personOf(by) }),
    ...(roomId === null ? {} : { roomId }),
    ...(userId === null ? {} : { userId }),
    ...(messageId === null ? {} : { messageId }),
    ...(detail === null ? {} : { detail }),
    ...(until === null ? {} : { until }),
  };
}
