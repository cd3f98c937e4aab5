import type { Role } from "@parlance/client";

/** In the language of this file, as it stands inside of its sentences. */
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const number = new Intl.NumberFormat("en");

const roles: Readonly<Record<Role, string>> = { owner: "Owner", moderator: "Moderator", member: "Member" };
const groups: Readonly<Record<Role, string>> = { owner: "Owners", moderator: "Moderators", member: "Members" };

export const people = {
  members: "Members",
  count: (count: number) => (count === 1 ? "1 member" : `${number.format(count)} members`),
  role: (role: Role) => roles[role],
  group: (role: Role, count: number) => `${groups[role]} (${number.format(count)})`,
  online: (count: number) => `Online (${number.format(count)})`,
  offline: (count: number) => `Offline (${number.format(count)})`,

  filter: "Filter members",
  noneFound: "Nobody of that name is in this room",
  membersFailed: "The members could not be read",
  guestsNotListed: "Guests are not listed: they come and go.",
  you: "you",
  guest: "Guest",
  address: "Without a name of their own",

  isOnline: "Online",
  isAway: "Away",
  isOffline: "Offline",
  activeAgo: (count: number, unit: Intl.RelativeTimeFormatUnit) => `Active ${relative.format(-count, unit)}`,
  activeNow: "Active a moment ago",

  cardOf: (name: string) => `About ${name}`,
  message: "Message",
  notes: "Notes to yourself",
  more: "More",
  block: "Block",
  unblock: "Unblock",
  report: "Report …",
  isBlocked: "You have blocked this person.",
  blocked: (name: string) => `${name} is blocked. Their messages are hidden from you.`,
  unblocked: (name: string) => `${name} is no longer blocked.`,

  makeRole: (role: Role) => `Make ${role === "owner" ? "an" : "a"} ${roles[role].toLowerCase()} …`,
  makeMember: "Make a plain member …",
  remove: "Remove from the room …",
  ban: "Ban from the room …",

  roleTitle: (name: string, role: Role) =>
    role === "member" ? `Make ${name} a plain member?` : `Make ${name} ${role === "owner" ? "an owner" : "a moderator"}?`,
  roleAbout: {
    owner:
      "Owners may do everything here: rename and archive the room, give roles, remove anybody. They can take your role away, too.",
    moderator: "Moderators set the topic, pin, invite, remove and ban members, and delete messages of others.",
    member: "They stay in the room and lose what owners and moderators may do.",
  } satisfies Readonly<Record<Role, string>>,
  stepDown: "You lose what owners may do here, and cannot take it back yourself.",
  roleDo: (role: Role) => (role === "member" ? "Make a plain member" : `Make ${role === "owner" ? "an owner" : "a moderator"}`),
  removeTitle: (name: string) => `Remove ${name} from the room?`,
  removePublic: "This room is public: they can join it again. To keep them out, ban them.",
  removePrivate: "They read nothing more here until somebody invites them again.",
  removeDo: "Remove",
  banTitle: (name: string) => `Ban ${name} from the room?`,
  banAbout: "They are removed, and can neither read the room nor join it until the ban is lifted.",
  banReason: "Reason (optional)",
  banReasonHint: "Kept for those who keep order here; the room is not told.",
  banDo: "Ban",
  nowHas: (name: string, role: Role) =>
    `${name} is ${role === "member" ? "a plain member" : role === "owner" ? "an owner" : "a moderator"} now.`,
  removed: (name: string) => `${name} was removed.`,
  banned: (name: string) => `${name} was banned.`,

  invite: "Invite somebody",
  inviteTitle: (room: string) => `Invite to ${room}`,
  inviteAbout: "Who you invite becomes a member at once.",
  inRoom: "In the room",
  invited: (name: string) => `${name} is in the room now.`,
  inviteRefused: {
    forbidden: "They are banned from this room, or you may not invite.",
    not_found: "They cannot be invited.",
    limit_reached: "The room is full.",
  } as Readonly<Record<string, string>>,

  search: "Name",
  searchHint: "You find people you share a room with, by the beginning of their name.",
  searchPlaceholder: "Begin to type a name",
  nobodyFound: (words: string) => `Nobody you share a room with is called “${words}…”`,
  nobodyFoundHint: "People of this server are found once you are in a room together, such as the lounge.",
  results: (count: number) => (count === 1 ? "1 person found" : `${count} people found`),

  direct: "New message",
  directAbout: "A conversation that only the two of you can read.",
  notesAbout: "A place only you can read",
  directRefused: {
    forbidden: "You cannot write to this person.",
    not_found: "This account is not there any more.",
  } as Readonly<Record<string, string>>,
};
