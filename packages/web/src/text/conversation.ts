interface ReactionSaid {
  readonly emoji: string;
  readonly count: number;
  readonly isMine: boolean;
  readonly names: string;
}

export const conversation = {
  label: (room: string) => (room === "" ? "Conversation" : `Conversation in ${room}`),
  empty: "Nothing has been said here yet",
  emptyHint: "Be the first: say hello.",
  choose: "Choose a room",
  chooseHint: "Pick one at the left, or find another one to join.",
  failed: "The messages could not be loaded",
  gone: "This room is not there",
  goneHint: "It was removed, or you may not read it any more.",
  messages: "Messages",
  preview: "You are looking at this room from outside.",
  join: "Join",
  beginning: (room: string) => (room === "" ? "This is where it began" : `This is the beginning of ${room}`),
  beginningOfDirect: (name: string) => `This is the beginning of your conversation with ${name}`,
  loadingOlder: "Loading earlier messages …",
  loadingNewer: "Loading later messages …",
  notFound: "This message is not there any more.",
  newMessages: "New messages",
  toLatest: "Jump to the latest messages",
  toLatestCount: (count: number) => `Jump to the latest messages, ${count} new`,
  newBelow: (count: number) => `${count > 99 ? "99+" : count} new`,

  // A message
  rowLabel: ({ author, time, text }: { readonly author: string; readonly time: string; readonly text: string }) =>
    `${author}, ${time}: ${text}`,
  said: (author: string, text: string) => `${author}: ${text}`,
  saidMany: (count: number) => `${count} new messages`,
  withFile: (name: string) => `file ${name}`,
  edited: "edited",
  editedAt: (moment: string) => `Edited ${moment}. Press to see what it said before.`,
  deleted: "This message was deleted",
  blocked: "Message of somebody you have blocked",
  show: "Show",
  pinned: "Pinned",
  inThread: "In a thread",
  replyTo: (author: string, about: string) => `Reply to ${author}: ${about}. Press to go there.`,
  replyToUnknown: "Reply to a message that is not there any more",
  openPicture: (name: string) => `Open the picture ${name}`,
  openOriginal: "Open the original",
  download: (name: string, size: string) => `Download ${name}, ${size}`,
  copyCode: "Copy the code",
  copied: "Copied",
  queued: "Waiting to be sent",
  sending: "Sending …",
  notSent: (why: string) => `Not sent. ${why}`,
  discard: "Discard",

  // What can be done
  actions: "Message actions",
  react: "Add a reaction",
  reply: "Reply",
  thread: "Reply in a thread",
  more: "More",
  edit: "Edit",
  copyText: "Copy the text",
  copyLink: "Copy a link to it",
  linkCopied: "The link is copied.",
  textCopied: "The text is copied.",
  pin: "Pin",
  unpin: "Unpin",
  report: "Report …",
  delete: "Delete …",
  deleteTitle: "Delete this message?",
  deleteHint: "Nobody can read it then, and it cannot be brought back.",
  deleteNow: "Delete",
  versions: "What it said",
  versionsHint: "All versions of this message, the latest first.",
  versionNow: "Now",

  // Reactions
  reactions: "Reactions",
  reaction: ({ emoji, count, isMine, names }: ReactionSaid) => `${emoji}, ${count}${isMine ? ", yours too" : ""}: ${names}`,
  reactedBy: (names: readonly string[], more: number) => `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
  somebody: "Somebody",
  you: "You",
};
