import type { Fidelity } from "../contract.ts";

export const sharedWsFidelity: Fidelity = {
  posted: {
    kind: "native",
    as: "`message` at first and for reactions clients; `global_chat` or `private_chat` for openchamp clients",
  },
  reaction_added: { kind: "native", as: "`reaction_updated`, `added`; hidden from openchamp clients" },
  reaction_removed: { kind: "native", as: "`reaction_updated`, `removed`; hidden from openchamp clients" },
  member_joined: { kind: "hidden", why: "neither protocol has rooms to join" },
};
