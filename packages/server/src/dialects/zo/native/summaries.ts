import type { NativeRoutes } from "@parlance/client/contract";

/** What each route is for, in a line, for the documents: total, so that a route without its line does not compile. Kept out of the contract, which is sent to browsers. */
export const summaries: { readonly [Area in keyof NativeRoutes]: { readonly [Name in keyof NativeRoutes[Area]]: string } } = {
  sync: {
    start:
      "Ask for `sync.onEvent` from now on, and for where one stands in each of one's rooms and in the lounge, a page at a time",
    catchUp: "Ask for what happened in rooms after a position in each of them",
    onEvent: "Something happened in a room of the user's, or in the lounge",
  },
  rooms: {
    create: "Make a public or private group",
    direct: "The direct room with a user, made if need be",
    change: "Rename a room, set its topic, archive it or take it up again",
    join: "Become a member of a public room",
    invite: "Make an account a member of a room",
    leave: "Leave a room",
    remove: "Remove a member from a room",
    setRole: "Give a member of a room another role",
    browse: "Public rooms in use, a page at a time",
    members: "Members of a room in joining order, a page at a time",
    ban: "Ban a user from a room, who is removed from it; in the lounge: silence them",
    unban: "Lift a ban from a room",
    bans: "Who is banned from a room, a page at a time",
    audit: "What was done to keep order in a room, the newest first, a page at a time",
  },
  search: {
    find: "Look for words in messages, in all of one's rooms or in one, the newest first",
  },
  reports: {
    create: "Report a message or a user to those who keep order",
    ofRoom: "Open reports of a room's messages, for its owners and moderators",
    resolve: "Say that a report of a room's message is dealt with",
  },
  server: {
    ban: "Ban a user from the server, for good or for a time",
    unban: "Lift a ban from the server",
    bans: "Who is banned from the server, a page at a time",
    setAdmin: "Make an account an administrator, or no more",
    reports: "Reports, the oldest first, a page at a time",
    resolve: "Say that a report is dealt with",
    audit: "What was done to keep order on the server, the newest first, a page at a time",
    deleteMessage: "Delete a message of a public room, or one that was reported",
    users: "Accounts, a page at a time",
  },
  messages: {
    send: "Say something in a room; with a `clientKey` it may be repeated",
    edit: "Give a message of one's own another text",
    delete: "Delete a message: a tombstone is left of it",
    pin: "Pin a message, or unpin it",
    react: "Add a reaction to a message, or take it back; it may be repeated",
    page: "Messages of a room: the newest, or those before, after or around an id",
    get: "One message",
    versions: "What a message said, oldest first",
    pins: "Messages pinned in a room, the latest pin first",
    thread: "Messages of a thread in order, a page at a time",
  },
  account: {
    me: "One's own profile, and `account.onChanged` from then on",
    setProfile: "Change one's display name, what one tells of oneself, or one's picture",
    onChanged: "One's own profile is this now",
    changePassword: "Set another password, which ends all other sessions",
    sessions: "Where one is logged in, the newest first",
    endSession: "Log a session out",
    endOtherSessions: "Log all sessions out but this",
    delete: "Delete one's account, with or without all that one said",
  },
  users: {
    get: "Profiles of users one may know of",
    find: "Accounts one may know of whose name begins so",
  },
  reads: {
    mark: "Say up to which message one has read a room; what is unread after it",
    counts: "What is unread in rooms, until when they are mute, and when something was said there last",
    onMoved: "One read on, on whichever connection",
  },
  mutes: {
    set: "Not to be called by a room, for a time or for ever, or to be called again",
    onChanged: "One muted a room, or did so no more, on whichever connection",
  },
  blocks: {
    list: "Whom one has blocked",
    add: "Block a user",
    remove: "Block a user no more",
    onChanged: "One blocked somebody, or did so no more, on whichever connection",
  },
  presence: {
    set: "Say whether one is away from this connection; no answer but an error",
    watch: "Watch users, too: how they are, and `presence.onChanged` from then on",
    unwatch: "Watch these users no more",
    onChanged: "A user who is watched came, went, or is away",
  },
  typing: {
    look: "Look at these rooms: who writes in them, and `typing.onTyping` from then on",
    set: "Say that one writes in a room, or no more; no answer but an error",
    onTyping: "Somebody writes in a room that is looked at, or no more",
  },
};
