/** Keeping order in a room: by its owners and moderators; in the lounge, where a ban keeps nobody from reading, by the server's administrators. */
import { create } from "@parlance/zo";
import { z } from "zod";
import { messageId, person, room, roomId, text, unixMs, userId } from "./words.ts";

const zo = create();
/** Of a ban, a report or an entry of the audit log: later ones have greater ids. */
export const recordId = () => z.int().min(1);
/** Ask for the next page with it; left out after the last. */
export const next = () => recordId().optional();

export const ban = z.object({
  id: recordId(),
  user: person,
  by: person,
  at: unixMs(),
  reason: z.string().optional(),
  until: unixMs().optional().meta({ description: "When it is over; left out for a ban until it is lifted" }),
});
export type Ban = z.output<typeof ban>;

export const auditEntry = z.object({
  id: recordId(),
  at: unixMs(),
  by: person.optional().meta({ description: "Left out for what the server's own settings did" }),
  action: z.enum([
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
  ]),
  roomId: roomId().optional(),
  userId: userId().optional().meta({ description: "To whom it was done; the author of a message that was deleted or reported" }),
  messageId: messageId().optional(),
  detail: z.string().optional().meta({ description: "The role, the reason or the note" }),
  until: unixMs().optional(),
});
export type AuditEntry = z.output<typeof auditEntry>;

const answer = { output: z.object({ room }), concurrent: true };

/** Joined to `rooms`. */
export const moderationRoutes = {
  /** A member is removed with it. The room is told who was banned, and by whom; `reason` is for those who keep order. */
  ban: zo.procedure({ input: z.object({ roomId: roomId(), userId: userId(), reason: text().optional() }), ...answer }),
  unban: zo.procedure({ input: z.object({ roomId: roomId(), userId: userId() }), ...answer }),
  /** In their order, those after the id `after`. */
  bans: zo.procedure({
    input: z.object({ roomId: roomId(), after: z.int().min(0).default(0) }),
    output: z.object({ bans: z.array(ban), next: next() }),
    concurrent: true,
  }),
  /** What was done in the room, the newest first, before the id `before`. */
  audit: zo.procedure({
    input: z.object({ roomId: roomId(), before: recordId().optional() }),
    output: z.object({ entries: z.array(auditEntry), next: next() }),
    concurrent: true,
  }),
};
