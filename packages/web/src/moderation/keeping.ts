/** Those who keep order in a room, and those who keep it on the server, do much the same: this is what, by one shape. */
import type { Chat } from "@parlance/client";
import type { AuditEntry, Ban, Report } from "@parlance/client/contract";
import type { Page } from "../panels/pages.ts";

export interface Keeping {
  /** Left out for the whole server. */
  readonly roomId?: string;
  readonly reports: (isResolved: boolean) => (after: number | undefined) => Promise<Page<Report, number>>;
  readonly bans: (after: number | undefined) => Promise<Page<Ban, number>>;
  readonly audit: (before: number | undefined) => Promise<Page<AuditEntry, number>>;
  readonly resolve: (reportId: number, note: string | undefined) => Promise<unknown>;
  readonly deleteMessage: (messageId: number) => Promise<unknown>;
  /** `until`: of the server only. */
  readonly ban: (userId: string, ban: { readonly reason?: string; readonly until?: number }) => Promise<unknown>;
  readonly unban: (userId: string) => Promise<unknown>;
}

const given = (note: string | undefined) => (note === undefined ? {} : { note });

export function keepingOfRoom({ call }: Chat, roomId: string): Keeping {
  const { rooms, reports, messages } = call;
  return {
    roomId,
    reports: () => async (after) => {
      const page = await reports.ofRoom({ roomId, ...(after !== undefined && { after }) });
      return { items: page.reports, next: page.next };
    },
    bans: async (after) => {
      const page = await rooms.bans({ roomId, ...(after !== undefined && { after }) });
      return { items: page.bans, next: page.next };
    },
    audit: async (before) => {
      const page = await rooms.audit({ roomId, ...(before !== undefined && { before }) });
      return { items: page.entries, next: page.next };
    },
    resolve: (reportId, note) => reports.resolve({ reportId, ...given(note) }),
    deleteMessage: (messageId) => messages.delete({ messageId }),
    ban: (userId, { reason }) => rooms.ban({ roomId, userId, ...(reason !== undefined && { reason }) }),
    unban: (userId) => rooms.unban({ roomId, userId }),
  };
}

export function keepingOfServer({ call: { server } }: Chat): Keeping {
  return {
    reports: (resolved) => async (after) => {
      const page = await server.reports({ resolved, ...(after !== undefined && { after }) });
      return { items: page.reports, next: page.next };
    },
    bans: async (after) => {
      const page = await server.bans(after === undefined ? {} : { after });
      return { items: page.bans, next: page.next };
    },
    audit: async (before) => {
      const page = await server.audit(before === undefined ? {} : { before });
      return { items: page.entries, next: page.next };
    },
    resolve: (reportId, note) => server.resolve({ reportId, ...given(note) }),
    deleteMessage: (messageId) => server.deleteMessage({ messageId }),
    ban: (userId, ban) => server.ban({ userId, ...ban }),
    unban: (userId) => server.unban({ userId }),
  };
}
