/** Saying something, changing it, reading it. What is done is also told to all members as an event. */
import { create } from "@parlance/zo";
import { z } from "zod";
import { message, messageId, roomId, seq, text, unixMs } from "./words.ts";

const zo = create();
const answer = { output: z.object({ message }), concurrent: true };
const aMessage = z.object({ messageId: messageId() });

export const messageRoutes = {
  /**
   * Answered when it is kept. A send repeated with the same `clientKey` has one effect and answers the message of the first (as it was
   * sent, if one may not read the room any more); whoever may not have got an answer repeats it with the key it had.
   */
  send: zo.procedure({
    input: z.object({
      roomId: roomId(),
      text: text(),
      clientKey: z.string().optional(),
      fileId: z.string().optional(),
      replyTo: messageId().optional(),
      thread: messageId().optional(),
    }),
    ...answer,
  }),
  edit: zo.procedure({ input: aMessage.extend({ text: text() }), ...answer }),
  delete: zo.procedure({ input: aMessage, ...answer }),
  pin: zo.procedure({ input: aMessage.extend({ isPinned: z.boolean() }), ...answer }),
  /** Once it is so, doing it again changes nothing. */
  react: zo.procedure({
    input: aMessage.extend({ emoji: z.string(), isOn: z.boolean() }),
    output: z.void(),
    concurrent: true,
  }),
  /**
   * Messages of a room, oldest first: the newest, or those before, after or around an id (one of the three at most). `seq`: the page is as the
   * room was after this event. At most `limit`, and fewer where they are large: `hasOlder` and `hasNewer` say whether there are more.
   */
  page: zo.procedure({
    input: z.object({
      roomId: roomId(),
      before: messageId().optional(),
      after: messageId().optional(),
      around: messageId().optional(),
      limit: z.int().min(1).optional(),
    }),
    output: z.object({ messages: z.array(message), seq: seq(), hasOlder: z.boolean(), hasNewer: z.boolean() }),
    concurrent: true,
  }),
  get: zo.procedure({ input: aMessage, ...answer }),
  /** What it said, oldest first, the present text last. */
  versions: zo.procedure({
    input: aMessage,
    output: z.object({ versions: z.array(z.object({ text: z.string(), at: unixMs() })) }),
    concurrent: true,
  }),
  /** The latest pin first. Where they are large the last of them are in `rest`: `messages.get` has them. */
  pins: zo.procedure({
    input: z.object({ roomId: roomId() }),
    output: z.object({ messages: z.array(message), rest: z.array(messageId()) }),
    concurrent: true,
  }),
  /** A page of the thread that a message began, in order, those after `after`. While there is `next` there may be more, after that id. */
  thread: zo.procedure({
    input: aMessage.extend({ after: messageId().default(0) }),
    output: z.object({ messages: z.array(message), next: messageId().optional() }),
    concurrent: true,
  }),
};
