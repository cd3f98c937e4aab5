import type { Fidelity } from "../contract.ts";

export const zoFidelity: Fidelity = {
  posted: {
    kind: "native",
    as: "`lounge.onMessage` or `chat.onPrivate` (there a file: a line of text with its name, size and link)",
  },
  reaction_added: { kind: "hidden", why: "the routes have no reactions" },
  reaction_removed: { kind: "hidden", why: "the routes have no reactions" },
  member_joined: { kind: "hidden", why: "the routes have no rooms to join" },
};
