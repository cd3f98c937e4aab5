import type { Fidelity } from "../contract.ts";

export const reactionsFidelity: Fidelity = {
  posted: { kind: "native", as: "`message` (a file: a line of text with its name, size and link)" },
  reaction_added: { kind: "native", as: "`reaction_updated`, `added`" },
  reaction_removed: { kind: "native", as: "`reaction_updated`, `removed`" },
  member_joined: { kind: "hidden", why: "the protocol has no members: whoever is connected takes part" },
};
