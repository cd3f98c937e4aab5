import type { Fidelity } from "../contract.ts";

/** What becomes of each event in `roster` (invariant I7). Direct rooms are never shown: the protocol has one room. */
export const rosterFidelity: Fidelity = {
  posted: { kind: "native", as: "`message` frame; a file also carries `file` with name, type, size and url" },
  reaction_added: {
    kind: "hidden",
    why: "the protocol has no reactions, and a line of text for each would bury the conversation",
  },
  reaction_removed: { kind: "hidden", why: "the protocol has no reactions, so nothing shown is to be taken back" },
  member_joined: { kind: "hidden", why: "the protocol shows who is online (`userStatus`), not who is a member" },
  member_left: { kind: "hidden", why: "the protocol shows who is online (`userStatus`), not who is a member" },
  role_changed: { kind: "hidden", why: "the protocol has no roles" },
  room_changed: { kind: "hidden", why: "the protocol has one room, which is never renamed or archived" },
  edited: { kind: "hidden", why: "the protocol cannot change what it has shown; `history` carries the new text" },
  deleted: { kind: "hidden", why: "the protocol cannot take back what it has shown; `history` leaves the message out" },
  pinned: { kind: "hidden", why: "the protocol has no pins" },
  unpinned: { kind: "hidden", why: "the protocol has no pins" },
  banned: { kind: "hidden", why: "the protocol has no way to say it of somebody; who is banned is refused what they send" },
  unbanned: { kind: "hidden", why: "the protocol has no way to say it of somebody" },
};
