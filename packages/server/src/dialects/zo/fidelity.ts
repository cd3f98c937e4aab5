import type { Fidelity } from "../contract.ts";

export const zoFidelity: Fidelity = {
  posted: {
    kind: "native",
    as: "`lounge.onMessage` or `chat.onPrivate` (there a file: a line of text with its name, size and link)",
  },
  reaction_added: { kind: "hidden", why: "the routes have no reactions" },
  reaction_removed: { kind: "hidden", why: "the routes have no reactions" },
  member_joined: { kind: "hidden", why: "the routes have no rooms to join" },
  member_left: { kind: "hidden", why: "the routes have no rooms to leave" },
  role_changed: { kind: "hidden", why: "the routes have no roles" },
  room_changed: { kind: "hidden", why: "the routes have one room, which is never renamed or archived" },
  edited: { kind: "hidden", why: "no route changes what was shown; `lounge.history` answers the new text" },
  deleted: { kind: "hidden", why: "no route takes back what was shown; `lounge.history` leaves the message out" },
  pinned: { kind: "hidden", why: "the routes have no pins" },
  unpinned: { kind: "hidden", why: "the routes have no pins" },
  banned: { kind: "hidden", why: "the routes have no roles; who is banned is refused what they send" },
  unbanned: { kind: "hidden", why: "the routes have no roles" },
};
