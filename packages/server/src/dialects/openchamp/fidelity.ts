import type { Fidelity } from "../contract.ts";

export const openchampFidelity: Fidelity = {
  posted: { kind: "native", as: "`global_chat` or `private_chat` (a file: a line of text with its name, size and link)" },
  reaction_added: { kind: "hidden", why: "the protocol has no reactions, and no way to say which message one is about" },
  reaction_removed: { kind: "hidden", why: "the protocol has no reactions, and no way to say which message one is about" },
  member_joined: { kind: "hidden", why: "the protocol has no rooms to join" },
  member_left: { kind: "hidden", why: "the protocol has no rooms to leave" },
  role_changed: { kind: "hidden", why: "the protocol has no rooms, and so no roles" },
  room_changed: { kind: "hidden", why: "the protocol has one room, which is never renamed or archived" },
  edited: {
    kind: "fallback",
    as: "`global_chat` or `private_chat` with the new text after `* `: nothing is ever replayed, so a correction would be missed for good",
  },
  deleted: { kind: "hidden", why: "the protocol has no way to say which message one is about; nothing is ever replayed" },
  pinned: { kind: "hidden", why: "the protocol has no way to say which message one is about" },
  unpinned: { kind: "hidden", why: "the protocol has no way to say which message one is about" },
  banned: { kind: "hidden", why: "the protocol has no way to say it of somebody; who is banned is refused what they send" },
  unbanned: { kind: "hidden", why: "the protocol has no way to say it of somebody" },
};
