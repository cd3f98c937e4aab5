/** The wire contract of `reactions`, as its document states it. */
import { z } from "zod";
import { isLongerThan } from "../../core/text.ts";
import type { Bounds } from "../../ports/bounds.ts";
import type { WireContract } from "../contract.ts";
import { isEmoji } from "../emoji.ts";
import { errorTexts } from "./errors.ts";

/** The name shown for whoever gave none. */
export const anonymous = "Anonymous";

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const isUuid = (text: string): boolean => uuidPattern.test(text);

const uuid = (description?: string): z.ZodType<string> =>
  z
    .string()
    .refine(isUuid)
    .meta({ format: "uuid", ...(description === undefined ? {} : { description }) });

const message = z.looseObject({
  id: uuid("Unique message identifier"),
  text: z.string().meta({ description: "Message content" }),
  author_id: z.string().meta({ description: "User ID based on client IP" }),
  author_name: z.string().meta({ description: "Display name" }),
  created_at: z
    .number()
    .refine(Number.isSafeInteger)
    .meta({ type: "integer", format: "int64", description: "Unix timestamp in seconds" }),
  reactions: z.record(z.string(), z.array(z.string())).meta({ description: "Map of emoji to array of user IDs who reacted" }),
});

export const receiveMessage = z.looseObject({ type: z.literal("message"), data: message });

export const receiveReactionUpdate = z.looseObject({
  type: z.literal("reaction_updated"),
  data: z.looseObject({
    message_id: uuid(),
    emoji: z.string(),
    user_id: z.string(),
    action: z.enum(["added", "removed"]),
    message,
  }),
});

export const addReaction = z.looseObject({
  type: z.literal("add_reaction"),
  data: z.looseObject({
    message_id: uuid("ID of the message to react to"),
    emoji: z.string().refine(isEmoji).meta({ description: "Emoji character" }),
  }),
});

/** The length of the text is stated here and held later: it has its own error, and counts after trimming. */
export const sendMessage = (bounds: Bounds) =>
  z.looseObject({
    type: z.literal("send_message"),
    data: z.looseObject({
      text: z.string().meta({ description: "Message content", maxLength: bounds.reactionsTextChars }),
      author_name: z
        .string()
        .refine((name) => !isLongerThan(name, bounds.reactionsNameChars))
        .default(anonymous)
        .meta({ description: "Display name for the author" }),
    }),
  });

export const receiveError = (bounds: Bounds) => {
  const texts = errorTexts(bounds);
  const examples = [texts.rateLimited, texts.invalid, texts.empty, texts.tooLong];
  return z.looseObject({
    type: z.literal("error"),
    data: z.looseObject({ error: z.string().meta({ description: "Error message", examples }) }),
  });
};

const exampleMessage = {
  id: "497f6eca-6276-4993-bfeb-53cbbbba6f08",
  text: "Hello",
  author_id: "user_5f0c3a9be1d24c77",
  author_name: anonymous,
  created_at: 1_767_225_600,
  reactions: { "👍": ["user_5f0c3a9be1d24c77"] },
};

export function reactionsContract(bounds: Bounds): WireContract {
  return {
    title: "reactions",
    version: "1.0.0",
    description: "One public room with emoji reactions. Who one is follows from the client's IP address.",
    messages: [
      {
        name: "sendMessage",
        from: "client",
        summary: "Send a new chat message, which is broadcast to all connected clients",
        schema: sendMessage(bounds),
        examples: [{ type: "send_message", data: { text: "Hello", author_name: anonymous } }],
      },
      {
        name: "addReaction",
        from: "client",
        summary: "Add a reaction to a message, or take it back when it was there",
        schema: addReaction,
        examples: [{ type: "add_reaction", data: { message_id: exampleMessage.id, emoji: "👍" } }],
      },
      {
        name: "receiveMessage",
        from: "server",
        summary: "A message: on connection each of the newest ones, oldest first, then each as it is sent",
        schema: receiveMessage,
        examples: [{ type: "message", data: exampleMessage }],
      },
      {
        name: "receiveReactionUpdate",
        from: "server",
        summary: "A reaction was added or removed; with the whole message as it is now",
        schema: receiveReactionUpdate,
        examples: [
          {
            type: "reaction_updated",
            data: {
              message_id: exampleMessage.id,
              emoji: "👍",
              user_id: exampleMessage.author_id,
              action: "added",
              message: exampleMessage,
            },
          },
        ],
      },
      {
        name: "receiveError",
        from: "server",
        summary: "A frame was refused; the connection stays open",
        schema: receiveError(bounds),
        examples: [{ type: "error", data: { error: errorTexts(bounds).empty } }],
      },
    ],
  };
}
