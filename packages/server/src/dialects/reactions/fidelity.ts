import type { Fidelity } from "../contract.ts";

export const reactionsFidelity: Fidelity = {
  posted: { kind: "native", as: "`message` (a file: a line of text with its name, size and link)" },
  reaction_added: { kind: "native", as: "`reaction_updated`, `added`" },
  reaction_removed: { kind: "native", as: "`reaction_updated`, `removed`" },
  member_joined: { kind: "hidden", why: "the protocol has no members: whoever is connected takes part" },
  member_left: { kind: "hidden", why: "the protocol has no members: whoever is connected takes part" },
  role_changed: { kind: "hidden", why: "the protocol has no members, and so no roles" },
  room_changed: { kind: "hidden", why: "the protocol has one room, which is never renamed or archived" },
  edited: {
    kind: "hidden",
    why: "the protocol cannot change what it has shown; a `reaction_updated` that comes later and the replay carry the new text",
  },
  deleted: { kind: "hidden", why: "the protocol cannot take back what it has shown; the replay leaves the message out" },
  pinned: { kind: "hidden", why: "the protocol has no pins" },
  unpinned: { kind: "hidden", why: "the protocol has no pins" },
  banned: { kind: "hidden", why: "the protocol has no members; who is banned is refused what they send" },
  unbanned: { kind: "hidden", why: "the protocol has no members" },
};
