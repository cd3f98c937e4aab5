import type { Fidelity } from "../contract.ts";

export const sharedWsFidelity: Fidelity = {
  posted: {
    kind: "native",
    as: "`message` at first and for reactions clients; `global_chat` or `private_chat` for openchamp clients",
  },
  reaction_added: { kind: "native", as: "`reaction_updated`, `added`; hidden from openchamp clients" },
  reaction_removed: { kind: "native", as: "`reaction_updated`, `removed`; hidden from openchamp clients" },
  member_joined: { kind: "hidden", why: "neither protocol has rooms to join" },
  member_left: { kind: "hidden", why: "neither protocol has rooms to leave" },
  role_changed: { kind: "hidden", why: "neither protocol has roles" },
  room_changed: { kind: "hidden", why: "both protocols have one room, which is never renamed or archived" },
  edited: {
    kind: "fallback",
    as: "`global_chat` or `private_chat` with the new text after `* ` for openchamp clients; hidden from reactions clients, whose replay carries it",
  },
  deleted: { kind: "hidden", why: "neither protocol can take back what it has shown; the replay leaves the message out" },
  pinned: { kind: "hidden", why: "neither protocol has pins" },
  unpinned: { kind: "hidden", why: "neither protocol has pins" },
  banned: { kind: "hidden", why: "neither protocol has a way to say it; who is banned is refused what they send" },
  unbanned: { kind: "hidden", why: "neither protocol has a way to say it" },
};
