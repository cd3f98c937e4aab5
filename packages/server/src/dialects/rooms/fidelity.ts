import type { Fidelity } from "../contract.ts";

/** What becomes of each event in `rooms` (invariant I7). */
export const roomsFidelity: Fidelity = {
  posted: { kind: "native", as: "`message` frame; a file is shown as a line of text with its link" },
  reaction_added: {
    kind: "hidden",
    why: "the protocol has no reactions, and a line of text for each would bury the conversation",
  },
  reaction_removed: { kind: "hidden", why: "the protocol has no reactions, so nothing shown is to be taken back" },
  member_joined: { kind: "hidden", why: "the protocol announces no members; `POST /chat/room_info` lists them" },
  member_left: { kind: "hidden", why: "the protocol announces no members; who left is shown nothing more of the room" },
  role_changed: { kind: "hidden", why: "the protocol has no roles" },
  room_changed: {
    kind: "hidden",
    why: "the protocol announces no rooms; `POST /chat/rooms` and `POST /chat/room_info` tell the new name",
  },
  edited: { kind: "hidden", why: "the protocol cannot change what it has shown; `POST /chat/retrieve` answers the new text" },
  deleted: {
    kind: "hidden",
    why: "the protocol cannot take back what it has shown; `POST /chat/retrieve` leaves the message out",
  },
  pinned: { kind: "hidden", why: "the protocol has no pins" },
  unpinned: { kind: "hidden", why: "the protocol has no pins" },
  banned: {
    kind: "hidden",
    why: "the protocol announces no members; a ban from a group ends what is shown of it, in the lounge only their sending",
  },
  unbanned: { kind: "hidden", why: "the protocol announces no members" },
};
