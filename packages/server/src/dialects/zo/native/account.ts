import type { Profile, Session } from "@parlance/client/contract";
import type { FileLinks } from "../../../core/api.ts";
import type { ShownSession } from "../../../core/own-account.ts";
import type * as ports from "../../../ports/accounts.ts";
import type { Member } from "../member.ts";
import type { AreaHandlers, Native } from "./native.ts";

export function profileOf({ user, about, avatar, isDeleted }: ports.Profile, files: FileLinks): Profile {
  const { id, kind, name, displayName, createdAt } = user;
  return {
    id,
    kind,
    name,
    ...(displayName === null ? {} : { displayName }),
    ...(about === null ? {} : { about }),
    ...(avatar === null ? {} : { avatarUrl: files.previewLinkOf(avatar) ?? files.linkOf(avatar) }),
    ...(isDeleted ? {} : { createdAt }),
  };
}

function sessionOf({ id, label, createdAt, expiresAt, usedAt, isCurrent }: ShownSession): Session {
  const lastUsedAt = usedAt === null ? {} : { lastUsedAt: usedAt };
  return { id, ...(label === null ? {} : { label }), createdAt, expiresAt, ...lastUsedAt, isCurrent };
}

/** `account.*`: for accounts, as core decides; `member.session` refuses guests. */
export function accountHandlers({ context: { chat }, send }: Native): AreaHandlers<"account"> {
  const { account, files } = chat;
  /** Connections that hear of their user's profile. */
  const hearing = new WeakSet<Member>();
  const hear = (member: Member): void => {
    if (hearing.has(member)) return;
    hearing.add(member);
    const stop = account.onChanged(member.user.id, (profile) =>
      send()
        .account.onChanged({ profile: profileOf(profile, files) })
        .to([member.clientId]),
    );
    member.beforeLeaving(stop);
  };
  return {
    me: ({ ctx: { member } }) =>
      member.does("account.me", async () => {
        // Before it is read: what changes meanwhile is told.
        hear(member);
        return { profile: profileOf(await account.me(member.user), files) };
      }),
    setProfile: ({ input: { displayName, about, avatarFileId }, ctx: { member } }) =>
      member.does("account.setProfile", async () => {
        const update = {
          ...(displayName === undefined ? {} : { displayName }),
          ...(about === undefined ? {} : { about }),
          ...(avatarFileId === undefined ? {} : { avatarFileId }),
        };
        return { profile: profileOf(await account.setProfile(member.user, update), files) };
      }),
    changePassword: ({ input, ctx: { member } }) =>
      member.does("account.changePassword", async () => await account.changePassword(member.session(), input)),
    sessions: ({ ctx: { member } }) =>
      member.does("account.sessions", async () => {
        const sessions = await account.sessions(member.session());
        return { sessions: sessions.map(sessionOf) };
      }),
    endSession: ({ input: { id }, ctx: { member } }) =>
      member.does("account.endSession", async () => await account.endSession(member.session(), id)),
    endOtherSessions: ({ ctx: { member } }) =>
      member.does("account.endOtherSessions", async () => await account.endOtherSessions(member.session())),
    delete: ({ input: { password, messages }, ctx: { member } }) =>
      member.does(
        "account.delete",
        async () => await account.delete(member.session(), { password, erase: messages === "erase" }),
      ),
  };
}

/** `users.*` */
export function userHandlers({ context: { chat } }: Native): AreaHandlers<"users"> {
  const { account, files } = chat;
  const shown = (profiles: readonly ports.Profile[]) => ({ users: profiles.map((profile) => profileOf(profile, files)) });
  return {
    get: ({ input: { userIds }, ctx: { member } }) =>
      member.does("users.get", async () => shown(await account.profiles(member.user, userIds))),
    find: ({ input: { text }, ctx: { member } }) =>
      member.does("users.find", async () => shown(await account.find(member.user, text))),
  };
}
