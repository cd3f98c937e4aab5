/** The things that the native protocol talks about, as they stand in its frames. Times are Unix time in milliseconds; what is not there is left out. */
import { z } from "zod";

/** As everywhere in the house, a lone surrogate becomes U+FFFD; nothing else about a text is changed. */
export const text = () => z.string().overwrite((given) => given.toWellFormed());
export const unixMs = () => z.int().meta({ description: "Unix time in milliseconds" });
export const roomId = () => z.string();
export const userId = () => z.string();
/** Strictly increasing in commit order over all rooms. */
export const messageId = () => z.int();
/** Of a room's event: contiguous from 1. */
export const seq = () => z.int().min(0);

export const person = z.object({
  id: userId(),
  kind: z.enum(["account", "guest", "address"]),
  name: z.string().meta({ description: "As shown when it happened" }),
});
export type Person = z.output<typeof person>;

export const role = z.enum(["owner", "moderator", "member"]);
export type Role = z.output<typeof role>;

export const room = z.object({
  id: roomId(),
  kind: z.enum(["public", "private", "direct"]),
  name: z.string().optional(),
  topic: z.string().optional(),
  archivedAt: unixMs().optional(),
  pair: z.array(person).optional().meta({ description: "The members of a direct room" }),
});
export type Room = z.output<typeof room>;

/** Of an image whose dimensions are known. */
export const imageFacts = z.object({
  width: z.int().meta({ description: "Pixels, the way up that it is to be shown" }),
  height: z.int(),
  previewUrl: z.string().optional().meta({ description: "A WebP of at most 640 pixels on its longest side, unless configured" }),
});

/** What `POST /files` answers, too: its `id` is the `fileId` of `messages.send`. */
export const fileRef = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  sizeBytes: z.int(),
  url: z.string(),
  image: imageFacts.optional(),
});
export type FileRef = z.output<typeof fileRef>;

export const reaction = z.object({ emoji: z.string(), userIds: z.array(userId()) });

/** A message in its present state. A deleted one keeps its place, author, time, `replyTo` and `thread`, and has an empty text. */
export const message = z.object({
  id: messageId(),
  roomId: roomId(),
  seq: seq().meta({ description: "Of the event that posted it" }),
  author: person,
  text: z.string(),
  at: unixMs(),
  file: fileRef.optional(),
  editedAt: unixMs().optional(),
  deletedAt: unixMs().optional(),
  pinnedAt: unixMs().optional(),
  replyTo: messageId().optional(),
  thread: messageId().optional().meta({ description: "The message that began the thread this one is in" }),
  mentions: z.object({ userIds: z.array(userId()), room: z.boolean() }).optional(),
  reactions: z.array(reaction).optional(),
});
export type Message = z.output<typeof message>;
