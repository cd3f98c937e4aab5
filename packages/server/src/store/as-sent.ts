import type { Message } from "../ports/model.ts";
import { untouched } from "../ports/model.ts";

/**
 * The answer to a repeated send by an author who may not read the room any more (I5): that it was kept, and where, in the words they repeat. What
 * became of it since (reactions, a pin, a deletion) others did in a room that is not the author's to read, and whom it called goes with that.
 * Its file alone shows a deletion, as the file's link does, which was theirs before it was the message's.
 */
export function asSent(kept: Message, text: string): Message {
  const { replyTo, thread } = kept;
  return { ...kept, text, ...untouched, replyTo, thread };
}
