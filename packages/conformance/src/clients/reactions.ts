/** A client of protocols/reactions.md, written from the document. Every frame is held to exactly the document's keys and types. */
import { z } from "zod";
import { Connection, type ConnectOptions } from "./connection.ts";

const message = z.strictObject({
  id: z.uuid(),
  text: z.string(),
  author_id: z.string().min(1),
  author_name: z.string().min(1),
  created_at: z.int().nonnegative(),
  reactions: z.record(z.string(), z.array(z.string()).min(1)),
});
const received = z.strictObject({ type: z.literal("message"), data: message });
const updated = z.strictObject({
  type: z.literal("reaction_updated"),
  data: z.strictObject({
    message_id: z.uuid(),
    emoji: z.string().min(1),
    user_id: z.string().min(1),
    action: z.enum(["added", "removed"]),
    message,
  }),
});
const refused = z.strictObject({ type: z.literal("error"), data: z.strictObject({ error: z.string().min(1) }) });

export const reactionsFrame = z.discriminatedUnion("type", [received, updated, refused]);
export type ReactionsFrame = z.infer<typeof reactionsFrame>;
export type ReactionsMessage = z.infer<typeof received>;
export type ReactionUpdated = z.infer<typeof updated>;

export class ReactionsClient extends Connection<ReactionsFrame> {
  constructor(url: string, options: ConnectOptions = {}) {
    super(url, reactionsFrame, { name: "reactions", ...options });
  }

  /** Sends a message; without a name the server says `Anonymous`. */
  say(text: string, authorName?: string): void {
    this.send({ type: "send_message", data: authorName === undefined ? { text } : { text, author_name: authorName } });
  }

  react(messageId: string, emoji: string): void {
    this.send({ type: "add_reaction", data: { message_id: messageId, emoji } });
  }

  message(text: string, timeoutMs?: number): Promise<ReactionsMessage> {
    const isIt = (frame: ReactionsFrame): frame is ReactionsMessage => frame.type === "message" && frame.data.text === text;
    return this.next(`message ${JSON.stringify(text).slice(0, 80)}`, isIt, timeoutMs);
  }

  reaction(messageId: string, action: "added" | "removed"): Promise<ReactionUpdated> {
    const isIt = (frame: ReactionsFrame): frame is ReactionUpdated =>
      frame.type === "reaction_updated" && frame.data.message_id === messageId && frame.data.action === action;
    return this.next(`reaction ${action} on ${messageId}`, isIt);
  }

  /** The text of the next error. */
  async error(): Promise<string> {
    const isIt = (frame: ReactionsFrame): frame is z.infer<typeof refused> => frame.type === "error";
    return (await this.next("an error", isIt)).data.error;
  }
}

export async function connectReactions(url: string, options: ConnectOptions = {}): Promise<ReactionsClient> {
  const client = new ReactionsClient(url, options);
  await client.opened;
  return client;
}
