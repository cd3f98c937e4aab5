import type { Dialect, DialectContext } from "../contract.ts";
import { rememberFrames } from "../event-frames.ts";
import { postedBy } from "../posts.ts";
import { type RoomsContext, RoomsConversation } from "./conversation.ts";
import { roomMessage } from "./encode.ts";
import { roomsFidelity } from "./fidelity.ts";
import { roomsContract } from "./schema.ts";

/** The protocol `rooms` (docs/protocols/rooms.md). Its HTTP side is `roomsRoutes`. */
export function roomsDialect(context: DialectContext): Dialect {
  const { chat, frame } = context;
  const frameOf = rememberFrames((event) => {
    const message = postedBy(event);
    return message && frame(JSON.stringify({ message: roomMessage(message, chat.files) }));
  });
  const shared = { chat, frameOf };
  const connectedFrame = frame(JSON.stringify({ status: "CONNECTED" }));
  const conversationContext: RoomsContext = { ...context, shared, connectedFrame };
  return {
    name: "rooms",
    maxFrameBytes: chat.bounds.frameBytes,
    contract: roomsContract,
    fidelity: roomsFidelity,
    // A token that came with the upgrade is not used: the document has the client say it in its first frame.
    open: (link) => new RoomsConversation(conversationContext, link),
  };
}
