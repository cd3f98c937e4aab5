import type { AccountRow } from "@parlance/client/contract";
import type * as kept from "../../../ports/moderation.ts";
import { auditPage, bansPage, newest, nextOf } from "./moderation.ts";
import type { AreaHandlers, Native } from "./native.ts";
import { reportOf } from "./reports.ts";
import { messageOf, personOf } from "./words.ts";

/** `server.*`: core lets administrators do it, and nobody else. */
export function serverHandlers({ context: { chat } }: Native): AreaHandlers<"server"> {
  const { server, files, bounds } = chat;
  return {
    ban: ({ input: { userId, reason = null, until = null }, ctx: { member } }) =>
      member.does("server.ban", () => server.ban(member.user, { userId, reason, until })),
    unban: ({ input: { userId }, ctx: { member } }) => member.does("server.unban", () => server.unban(member.user, userId)),
    bans: ({ input: { after }, ctx: { member } }) =>
      member.does("server.bans", async () => bansPage(await server.bans(member.user, after), bounds)),
    setAdmin: ({ input: { userId, isAdmin }, ctx: { member } }) =>
      member.does("server.setAdmin", () => server.setAdmin(member.user, { userId, isAdmin })),
    reports: ({ input: { resolved, after }, ctx: { member } }) =>
      member.does("server.reports", async () => {
        const page = await server.reports(member.user, { isResolved: resolved, afterId: after });
        const reports = page.map((report) => ({ ...reportOf(report, files), by: personOf(report.by) }));
        return { reports, ...nextOf(page, bounds) };
      }),
    resolve: ({ input: { reportId, note = null }, ctx: { member } }) =>
      member.does("server.resolve", () => server.resolve(member.user, { reportId, note })),
    audit: ({ input: { before = newest }, ctx: { member } }) =>
      member.does("server.audit", async () => auditPage(await server.audit(member.user, before), bounds)),
    deleteMessage: ({ input: { messageId }, ctx: { member } }) =>
      member.does("server.deleteMessage", async () => ({
        message: messageOf(await server.deleteMessage(member.user, messageId), files),
      })),
    users: ({ input: { name, after }, ctx: { member } }) =>
      member.does("server.users", async () => {
        const page = await server.users(member.user, { name, afterKey: after });
        const last = page.at(-1);
        const next = last !== undefined && page.length === bounds.moderationPage ? { next: last.nameKey } : {};
        return { users: page.map(accountOf), ...next };
      }),
  };
}

function accountOf({ user, isAdmin, isBanned }: kept.AccountRow): AccountRow {
  const { displayName, createdAt, lastActiveAt } = user;
  const times = { createdAt, lastActiveAt };
  return { user: personOf(user), ...(displayName === null ? {} : { displayName }), ...times, isAdmin, isBanned };
}
