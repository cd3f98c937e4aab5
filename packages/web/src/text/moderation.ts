import type { AuditEntry } from "@parlance/client/contract";

/** Who did it to whom, by name; what is not known is said in a way of its own. */
export interface AuditNames {
  readonly by: string;
  readonly who: string;
  /** Left out within the room itself. */
  readonly room: string | undefined;
}

const place = (room: string | undefined, within: string): string => (room === undefined ? within : `in ${room}`);
const about = (detail: string | undefined): string => (detail === undefined ? "" : `: “${detail}”`);
const roles: Readonly<Record<string, string>> = { owner: "an owner", moderator: "a moderator", member: "a member" };

export const moderation = {
  reportMessage: "Report this message",
  reportUser: "Report this person",
  reportAbout: "Those who keep order are told of it. The person you report does not learn who it was.",
  reportWords: "What is wrong?",
  reportHint: "A sentence or two is enough.",
  reportSend: "Send the report",
  reportThanks: "Thank you. Somebody will look at it.",
  reportNeedsWords: "Say in a few words what is wrong.",
  reportTooMany: "Many of your reports are still open. Wait until some of them were looked at.",
  left: (count: number) => (count >= 0 ? `${count} characters left` : `${-count} characters too many`),

  label: "Moderation",
  notYours: "Only those who keep order here see this",
  reports: "Reports",
  bans: "Bans",
  audit: "Log",
  people: "People",
  administration: "Administration",
  administrationAbout: "Of the whole server. What is done here is kept in the log.",
  openAdministration: "Administration of the server",

  noReports: "No open reports",
  noReportsHint: "What people report about messages is shown here.",
  noResolved: "No resolved reports",
  openReports: "Open",
  resolvedReports: "Resolved",
  whichReports: "Which reports",
  reportedBy: (name: string) => `Reported by ${name}`,
  reported: "Reported",
  aboutPerson: (name: string) => `About ${name}`,
  resolvedBy: (name: string, note: string | undefined) => `Resolved by ${name}${about(note)}`,
  resolve: "Resolve",
  resolveTitle: "Resolve the report?",
  resolveAbout: "It is closed, and your note is kept in the log. Whoever reported is not told.",
  resolveNote: "Note",
  resolveNoteHint: "What came of it, for those who keep order.",
  resolved: "The report is resolved.",
  more: "What can be done",
  deleteMessage: "Delete the message",
  deleteTitle: "Delete this message?",
  deleteAbout: "Its text and its file are gone for everybody, for good. That there was one is still seen.",
  deleted: "The message is deleted.",
  removeAuthor: (name: string) => `Remove ${name} from the room`,
  removeTitle: (name: string) => `Remove ${name} from the room?`,
  removeAbout: "They are no member any more. They can come back if the room is public or somebody invites them.",
  removed: (name: string) => `${name} was removed.`,
  banAuthor: (name: string) => `Ban ${name}`,
  banTitle: (name: string) => `Ban ${name} from the room?`,
  banAbout:
    "They are removed and cannot come back until the ban is lifted. The room is told; the reason is for those who keep order.",
  banLoungeAbout: "They can still read along, and say nothing until the ban is lifted. The room is told; the reason is not.",
  banServerTitle: (name: string) => `Ban ${name} from the server?`,
  banServerAbout: "They are signed out everywhere at once, and cannot come back or say anything until it is over.",
  banReason: "Reason",
  banReasonHint: "For those who keep order. May be left out.",
  banUntil: "For how long",
  banDo: "Ban",
  banned: (name: string) => `${name} is banned.`,
  spans: { ever: "Until it is lifted", hour: "An hour", day: "A day", week: "A week", month: "30 days" },

  noBans: "Nobody is banned",
  bannedBy: (name: string, at: string) => `Banned by ${name}, ${at}`,
  bannedUntil: (at: string) => `Until ${at}`,
  lift: "Lift",
  liftOf: (name: string) => `Lift the ban of ${name}`,
  liftTitle: (name: string) => `Lift the ban of ${name}?`,
  liftAbout: "They can come in again. They are not told.",
  lifted: (name: string) => `${name} can come back.`,

  noAudit: "Nothing was done yet",
  somebody: "somebody",
  settings: "The server’s settings",
  sentence: {
    role_changed: ({ by, who, room }, { detail }) =>
      `${by} made ${who} ${roles[detail ?? ""] ?? detail} ${place(room, "")}`.trim(),
    removed: ({ by, who, room }) => `${by} removed ${who} ${room === undefined ? "from the room" : `from ${room}`}`,
    banned: ({ by, who, room }, { detail, roomId }) =>
      `${by} banned ${who} ${room === undefined ? (roomId === undefined ? "from the server" : "from the room") : `from ${room}`}${about(detail)}`,
    unbanned: ({ by, who, room }) => `${by} lifted the ban of ${who} ${place(room, "")}`.trim(),
    message_deleted: ({ by, who, room }) => `${by} deleted a message of ${who} ${place(room, "")}`.trim(),
    archived: ({ by, room }) => `${by} archived ${room ?? "the room"}`,
    unarchived: ({ by, room }) => `${by} took ${room ?? "the room"} up again`,
    admin_made: ({ by, who }) => `${by} made ${who} an administrator`,
    admin_unmade: ({ by, who }) => `${by} made ${who} no administrator any more`,
    report_resolved: ({ by, who }, { detail }) => `${by} resolved a report about ${who}${about(detail)}`,
  } satisfies Record<AuditEntry["action"], (names: AuditNames, entry: AuditEntry) => string> as Readonly<
    Record<string, (names: AuditNames, entry: AuditEntry) => string>
  >,
  unknownAction: ({ by }: AuditNames) => `${by} did something that this page does not know of`,

  findPeople: "Name begins with",
  noPeople: "Nobody has this name",
  administrator: "Administrator",
  isBanned: "Banned",
  lastThere: (at: string) => `Last there ${at}`,
  deedsOf: (name: string) => `What can be done about ${name}`,
  banFromServer: "Ban from the server",
  liftServerBan: "Lift the ban",
  makeAdmin: "Make administrator",
  makeAdminTitle: (name: string) => `Make ${name} an administrator?`,
  makeAdminAbout:
    "They can ban people from the server, read all reports and the log, and make and unmake administrators, you too.",
  unmakeAdmin: "No administrator any more",
  unmakeAdminTitle: (name: string) => `Take the administration from ${name}?`,
  unmakeAdminAbout: "They keep their account and their rooms. The last administrator stays one.",
  madeAdmin: (name: string) => `${name} is an administrator.`,
  unmadeAdmin: (name: string) => `${name} is no administrator any more.`,
  refused: { forbidden: "The server does not allow it: it is about yourself, an administrator, or the last one." },
};
