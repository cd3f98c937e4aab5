/** `openchamp` (docs/protocols: openchamp): global and private chat of a game server, with logging in on the connection. */
import { Audience } from "../audience.ts";
import type { Dialect, DialectContext } from "../contract.ts";
import type { Hall } from "./attendance.ts";
import { dialectName, OpenchampConversation } from "./conversation.ts";
import { Encoder } from "./encode.ts";
import { openchampFidelity } from "./fidelity.ts";
import { openchampContract } from "./schema.ts";

export function openchampDialect(context: DialectContext): Dialect {
  const { chat, frame } = context;
  const encoder = new Encoder(chat.files, frame);
  const hall: Hall = { context, encoder, lounge: new Audience(chat.feeds.lounge, (event) => encoder.lounge(event)) };
  return {
    name: dialectName,
    maxFrameBytes: chat.bounds.frameBytes,
    contract: openchampContract,
    fidelity: openchampFidelity,
    open: (link, upgrade) => new OpenchampConversation(hall, link, upgrade),
  };
}
