import type { Store } from "../ports/store.ts";

/** What the two worker threads are asked for: functions of the port by their own names and with their own arguments. */
export const readNames = [
  "findUser",
  "findCredentials",
  "recentUsers",
  "findToken",
  "findRoom",
  "isMember",
  "roleOf",
  "membersOf",
  "roomsOf",
  "standingsOf",
  "publicRooms",
  "shareRoom",
  "acquaintancesOf",
  "sharedNow",
  "sessionsAmong",
  "usersAmong",
  "snapshot",
  "eventsAfter",
  "messagesAfter",
  "findMessage",
  "versionsOf",
  "pinsOf",
  "threadAfter",
  "catchUp",
  "messagesIn",
  "searchMessages",
  "findFile",
  "namelessBlobs",
  "releasedBlobs",
  "findProfile",
  "emailOf",
  "profilesOf",
  "findUsers",
  "sessionsOf",
  "messagesBy",
  "unreadOf",
  "countedStandingsOf",
  "closureOf",
  "blocksOf",
  "readable",
  "isSilenced",
  "roomBans",
  "serverBans",
  "isAdmin",
  "accounts",
  "reports",
  "audit",
] as const satisfies readonly (keyof Store)[];
export type ReadName = (typeof readNames)[number];

export const writeNames = [
  "createAccount",
  "saveGuest",
  "setDisplayName",
  "touchUsers",
  "createToken",
  "replaceToken",
  "deleteSession",
  "deleteExpiredTokens",
  "openDirect",
  "createRoom",
  "changeRoom",
  "joinRoom",
  "invite",
  "leaveRoom",
  "removeMember",
  "setRole",
  "toggleReaction",
  "editMessage",
  "deleteMessage",
  "pinMessage",
  "saveFile",
  "deleteUnattachedFiles",
  "forgetReleased",
  "setProfile",
  "openSession",
  "useSession",
  "endSessions",
  "changePassword",
  "deleteAccount",
  "continueDeletion",
  "markRead",
  "setMute",
  "block",
  "unblock",
  "banFromRoom",
  "unbanFromRoom",
  "banFromServer",
  "unbanFromServer",
  "setAdmin",
  "deleteAsAdmin",
  "createReport",
  "resolveReport",
  "purgeModeration",
  "check",
] as const satisfies readonly (keyof Store)[];
export type WriteName = (typeof writeNames)[number];

export type Functions = Pick<Store, ReadName | WriteName>;
export type Arguments<N extends keyof Functions> = Parameters<Functions[N]>;
export type Answer<N extends keyof Functions> = Awaited<ReturnType<Functions[N]>>;

/** A function per name, as it runs inside a worker: at once, without a promise. */
export type Handlers<N extends keyof Functions> = { readonly [K in N]: (...args: Arguments<K>) => Answer<K> };

/** One call by name, with the arguments that belong to it. */
export type Call<N extends keyof Functions> = { readonly [K in N]: { readonly name: K; readonly args: Arguments<K> } }[N];

export function run<N extends keyof Functions>(
  handlers: Handlers<N>,
  call: { readonly name: N; readonly args: Arguments<N> },
): Answer<N> {
  const handler = handlers[call.name];
  return handler(...call.args);
}

/** The same for functions that wait for a database elsewhere. */
export function runAsync<N extends keyof Functions>(
  functions: Pick<Functions, N>,
  { name, args }: { readonly name: N; readonly args: Arguments<N> },
): Promise<Answer<N>> {
  // What belongs to a name is called with the arguments of that name, and answers what it promises.
  const called = functions[name] as unknown as (...given: Arguments<N>) => Promise<Answer<N>>;
  return called(...args);
}
