const number = new Intl.NumberFormat("en");
const people = (names: readonly string[]): string => new Intl.ListFormat("en").format(names);

export const composer = {
  label: (room: string) => `Message to ${room}`,
  labelThread: "Reply in the thread",
  labelEdit: "Edit the message",
  send: "Send",
  saveEdit: "Save the edit",
  left: (count: number) => `${number.format(count)} left`,
  over: (count: number) => (count === 1 ? "1 character too many" : `${number.format(count)} characters too many`),
  tooLong: "Too long to be sent. Shorten it, or send it in parts.",
  editEmpty: "There is nothing left in it. To take the message back, delete it.",
  editFailed: (why: string) => `The edit was not saved. ${why}`,

  replyingTo: (name: string) => `Reply to ${name}`,
  editing: "Edit message",
  editHint: "Enter saves, Escape cancels",
  cancelReply: "No reply",
  cancelEdit: "Cancel editing",
  deletedMessage: "Deleted message",

  typing: (names: readonly string[]) => {
    if (names.length > 3) return "Several people are typing …";
    return `${people(names)} ${names.length === 1 ? "is" : "are"} typing …`;
  },

  suggestions: "Suggestions",
  suggested: (count: number) => (count === 1 ? "1 suggestion" : `${number.format(count)} suggestions`),
  everybody: "Everybody in this room",

  attach: "Attach files",
  guestFiles: "Files are for people with an account",
  guestFilesHint: "You are here as a guest. Create an account to send pictures and files.",
  createAccount: "Create an account",
  files: "Files to send",
  uploading: (name: string) => `${name} is uploaded`,
  uploaded: (size: string) => size,
  waitingFile: "Waiting …",
  removeFile: (name: string) => `Remove ${name}`,
  retryFile: (name: string) => `Try ${name} again`,
  fileTooLarge: (most: string) => `Larger than ${most}, which is the most that can be sent.`,
  fileEmpty: "This file is empty.",
  fileKind: "Files of this kind are not allowed here.",
  tooManyFiles: (most: number) => `${number.format(most)} files at a time are the most.`,
  sendsWhenUploaded: "It is sent when the files are there.",
  filesFailed: "Some files were not uploaded. Try them again, or remove them.",
  dropHere: "Drop files to send them",
  dropGuest: "Only people with an account can send files",

  archived: "This room is archived: it can only be read.",
  notMember: "You are not a member of this room. Join to write here.",
  blocked: (name: string) => `You have blocked ${name}. To write to each other, unblock them first.`,

  help: "How text is formatted",
  helpRows: [
    ["**bold**", "bold"],
    ["_italic_", "italic"],
    ["~~struck~~", "struck through"],
    ["`code`", "code"],
    ["```", "a block of code, until the next ```"],
    ["> quote", "a quote"],
    ["- item", "a list"],
    ["[words](https://…)", "a link"],
    ["@name", "calls somebody"],
    [":smile", "finds an emoji"],
  ] as const,
  helpKeys: "Enter sends, Shift and Enter begin a new line. Arrow up edits your last message.",
};
