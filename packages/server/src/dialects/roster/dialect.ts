import type { Dialect, DialectContext } from "../contract.ts";
import { type RosterContext, RosterConversation } from "./conversation.ts";
import { refusalFrames } from "./errors.ts";
import { rosterFidelity } from "./fidelity.ts";
import { Lobby } from "./lobby.ts";
import { clientSchemas, rosterContract } from "./schema.ts";

/** The protocol `roster` (docs/protocols/roster.md). */
export function rosterDialect(context: DialectContext): Dialect {
  const { chat, frame } = context;
  const schemas = clientSchemas(chat.bounds);
  const conversationContext: RosterContext = {
    ...context,
    schemas,
    lobby: new Lobby(context),
    refusals: refusalFrames(frame),
  };
  return {
    name: "roster",
    maxFrameBytes: chat.bounds.fileFrameBytes,
    contract: rosterContract(schemas),
    fidelity: rosterFidelity,
    // A token that came with the upgrade is not used: `init` says who is there, and carries the token of an account.
    open: (link) => new RosterConversation(conversationContext, link),
  };
}
