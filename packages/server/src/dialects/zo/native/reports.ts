import type { Report } from "@parlance/client/contract";

import type { FileLinks } from "../../../core/api.ts";

import type { Message } from "../../../ports/model.ts";

import type * as kept from "../../../ports/moderation.ts";
import { nextOf } from "./moderation.ts";
import type { AreaHandlers, Native } from "./native.ts";
import { messageOf, personOf } from "./words.ts";

/** `reports.*` */
export function reportHandlers({ context: { chat } }: Native): AreaHandlers<"reports"> {
  const { reports, files, bounds } = chat;
  return {
    create: ({ input: { text, ...about }, ctx: { member } }) =>
      member.does("reports.create", async () => ({ reportId: await reports.create(member.user, { about, text }) })),
    ofRoom: ({ input: { roomId, after }, ctx: { member } }) =>
      member.does("reports.ofRoom", async () => {
        const page = await reports.ofRoom(member.user, roomId, after);
        // The reported may be among those who read this: who told of them is for the administrators.
        return { reports: page.map((report) => reportOf(report, files)), ...nextOf(page, bounds) };
      }),
    resolve: ({ input: { reportId, note = null }, ctx: { member } }) =>
      member.does("reports.resolve", () => reports.resolve(member.user, { reportId, note })),
  };
}

/** Without who reported. */
export function reportOf(report: kept.Report, files: FileLinks): Report {
  const { id, at, text, user, message, resolved } = report;
  return {
    id,
    at,
    text,
    user: personOf(user),
    ...(message === null ? {} : { message: reportedOf(message, files) }),
    ...(resolved === null ? {} : { resolved: resolvedOf(resolved) }),
  };
}

/** Who reacted is no matter of a report, and could make a page of reports larger than an answer may be. */
function reportedOf(message: Message, files: FileLinks): NonNullable<Report["message"]> {
  const { reactions: _, ...reported } = messageOf(message, files);
  return reported;
}

function resolvedOf({ at, by, note }: NonNullable<kept.Report["resolved"]>): NonNullable<Report["resolved"]> {
  return { at, by: personOf(by), ...(note === null ? {} : { note }) };
}
