/** What the server's administrators may do; to everybody else all of it is `forbidden`. */
import { create } from "@parlance/zo";
import { z } from "zod";
import { auditEntry, ban, next, recordId } from "./moderation.ts";
import { report } from "./reports.ts";
import { message, messageId, person, text, unixMs, userId } from "./words.ts";

const zo = create();
const nothing = { output: z.void(), concurrent: true };
const after = () => z.int().min(0).default(0);

export const accountRow = z.object({
  user: person.meta({ description: "By the account's name" }),
  displayName: z.string().optional(),
  createdAt: unixMs(),
  lastActiveAt: unixMs(),
  isAdmin: z.boolean(),
  isBanned: z.boolean(),
});
export type AccountRow = z.output<typeof accountRow>;

export const serverRoutes = {
  /** Ends the user's sessions and connections, and keeps them from coming back and from saying anything. Banning again replaces the ban before. */
  ban: zo.procedure({
    input: z.object({ userId: userId(), reason: text().optional(), until: unixMs().optional() }),
    ...nothing,
  }),
  unban: zo.procedure({ input: z.object({ userId: userId() }), ...nothing }),
  bans: zo.procedure({
    input: z.object({ after: after() }).prefault({}),
    output: z.object({ bans: z.array(ban), next: next() }),
    concurrent: true,
  }),
  setAdmin: zo.procedure({ input: z.object({ userId: userId(), isAdmin: z.boolean() }), ...nothing }),
  /** Open ones, or resolved ones, the oldest first, those after the id `after`. */
  reports: zo.procedure({
    input: z.object({ resolved: z.boolean().default(false), after: after() }).prefault({}),
    output: z.object({ reports: z.array(report), next: next() }),
    concurrent: true,
  }),
  resolve: zo.procedure({ input: z.object({ reportId: recordId(), note: text().optional() }), ...nothing }),
  /** The newest first, before the id `before`. What private rooms' own staff did in them is not in it. */
  audit: zo.procedure({
    input: z.object({ before: recordId().optional() }).prefault({}),
    output: z.object({ entries: z.array(auditEntry), next: next() }),
    concurrent: true,
  }),
  /** Of a public room, or one that was reported. */
  deleteMessage: zo.procedure({
    input: z.object({ messageId: messageId() }),
    output: z.object({ message }),
    concurrent: true,
  }),
  /** Accounts whose names begin with `name`, by name, a page at a time: those after `after`, which is the `next` of the page before. */
  users: zo.procedure({
    input: z.object({ name: text().default(""), after: z.string().default("") }).prefault({}),
    output: z.object({ users: z.array(accountRow), next: z.string().optional() }),
    concurrent: true,
  }),
};
