/** What a person does with their own account, and what they may know of others. Guests have no account: `forbidden` for them, but for `account.me`. */
import { create } from "@parlance/zo";
import { z } from "zod";
import { text, unixMs, userId } from "./words.ts";

const zo = create();

export const profile = z.object({
  id: userId(),
  kind: z.enum(["account", "guest", "address"]),
  name: z.string().meta({ description: "Of the account; that of a deleted one is the same for all such" }),
  displayName: z.string().optional().meta({ description: "Shown in public instead of the name" }),
  about: z.string().optional(),
  avatarUrl: z.string().optional(),
  createdAt: unixMs().optional().meta({ description: "Left out for a deleted account" }),
});
export type Profile = z.output<typeof profile>;

export const session = z.object({
  id: z.string().meta({ description: "Names the session and opens nothing: it is no token" }),
  label: z.string().optional().meta({ description: "Of the login: its User-Agent, or the protocol's name" }),
  createdAt: unixMs(),
  expiresAt: unixMs(),
  lastUsedAt: unixMs().optional().meta({ description: "To the hour" }),
  isCurrent: z.boolean(),
});
export type Session = z.output<typeof session>;

const nothing = () => z.object({}).prefault({});
const answer = { output: z.object({ profile }), concurrent: true };
const done = { output: z.void(), concurrent: true };

export const accountRoutes = {
  /** From the first call on the connection hears `account.onChanged`. */
  me: zo.procedure({ input: nothing(), ...answer }),
  /** What is left out stays as it is. An empty `about` is none; `avatarFileId` is a picture one uploaded and posted nowhere, null for none. */
  setProfile: zo.procedure({
    input: z.object({ displayName: text().optional(), about: text().optional(), avatarFileId: z.string().nullable().optional() }),
    ...answer,
  }),
  /** One's own profile is this now, whichever connection or protocol changed it. */
  onChanged: zo.message.outgoing({ payload: z.object({ profile }) }),
  /** Ends all other sessions. */
  changePassword: zo.procedure({ input: z.object({ current: z.string(), next: z.string() }), ...done }),
  /** The newest first. */
  sessions: zo.procedure({ input: nothing(), output: z.object({ sessions: z.array(session) }), concurrent: true }),
  /** Its connections are closed; one's own when this was answered. */
  endSession: zo.procedure({ input: z.object({ id: z.string() }), ...done }),
  endOtherSessions: zo.procedure({ input: nothing(), ...done }),
  /**
   * For good: name, address, profile and sessions are gone at once, and all connections close. What one said stays under the name of a deleted
   * account (`keep`), or is deleted message by message soon after (`erase`).
   */
  delete: zo.procedure({ input: z.object({ password: z.string(), messages: z.enum(["keep", "erase"]) }), ...done }),
};

export const userRoutes = {
  /** Profiles of users one may know of: oneself, and who shares a room with one. Others are left out, whether or not they are. */
  get: zo.procedure({
    input: z.object({ userIds: z.array(userId()) }),
    output: z.object({ users: z.array(profile) }),
    concurrent: true,
  }),
  /** Accounts one shares a room with whose name or display name begins so, in any spelling; a few of them. */
  find: zo.procedure({ input: z.object({ text: text() }), output: z.object({ users: z.array(profile) }), concurrent: true }),
};
