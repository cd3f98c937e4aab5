import type { Fidelity, FidelityEntry } from "../contract.ts";

/** Native clients are told of everything; `without`: what becomes of it for who never calls `sync.start`. */
const told = (without: string): FidelityEntry => ({ kind: "native", as: `\`sync.onEvent\`; without \`sync.start\` ${without}` });

export const zoFidelity: Fidelity = {
  posted: told("`lounge.onMessage` or `chat.onPrivate` (there a file: a line of text with its name, size and link)"),
  reaction_added: told("nothing"),
  reaction_removed: told("nothing"),
  member_joined: told("nothing"),
  member_left: told("nothing"),
  role_changed: told("nothing"),
  room_changed: told("nothing"),
  edited: told("nothing changes what was shown; `lounge.history` answers the new text"),
  deleted: told("nothing takes back what was shown; `lounge.history` leaves the message out"),
  pinned: told("nothing"),
  unpinned: told("nothing"),
  banned: told("nothing; who is banned is refused what they send"),
  unbanned: told("nothing"),
};
