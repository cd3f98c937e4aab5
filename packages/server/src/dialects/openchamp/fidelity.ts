import type { Fidelity } from "../contract.ts";

export const openchampFidelity: Fidelity = {
  posted: { kind: "native", as: "`global_chat` or `private_chat` (a file: a line of text with its name, size and link)" },
  reaction_added: { kind: "hidden", why: "the protocol has no reactions, and no way to say which message one is about" },
  reaction_removed: { kind: "hidden", why: "the protocol has no reactions, and no way to say which message one is about" },
  member_joined: { kind: "hidden", why: "the protocol has no rooms to join" },
};
