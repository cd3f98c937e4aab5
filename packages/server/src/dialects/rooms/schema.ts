/** The wire contract of `rooms` (docs/protocols/rooms.md): the schemas that validate what clients say and hold what the server says. */
import { z } from "zod";
import type { WireContract } from "../contract.ts";

export const authenticateSchema = z.looseObject({ auth_token: z.string() });

/** The document's key is `messages`, its upstream's `message`; where a frame has both, `messages` counts. */
export const sendSchema = z.union([
  z.object({ room: z.string(), messages: z.string() }),
  z.object({ room: z.string(), message: z.string() }),
]);

const messageSchema = z.object({
  id: z.int(),
  message: z.string(),
  poster: z.string(),
  room: z.string(),
  /** Unix seconds. */
  timestamp: z.int(),
});
export type WireRoomMessage = z.infer<typeof messageSchema>;

export const connectedSchema = z.object({ status: z.enum(["CONNECTED"]) });
export const incomingSchema = z.object({ message: messageSchema });
export const errorSchema = z.object({ error: z.string(), error_code: z.string() });
export type ErrorBody = z.infer<typeof errorSchema>;

export const createDirectBody = z.object({ other: z.string() });
export const roomInfoBody = z.object({ room_id: z.string() });
/** Message ids are safe integers; 0 asks for everything. */
export const retrieveBody = z.object({ after: z.int().min(0) });

export const roomInfoAnswer = z.object({ room_name: z.string().nullable(), occupants: z.array(z.string()) });
export const retrieveAnswer = z.object({
  room_name: z.null(),
  occupants: z.array(messageSchema),
  messages: z.array(messageSchema),
});
export const listRoomsAnswer = z.object({
  rooms: z.array(
    z.object({
      room_id: z.string(),
      room_name: z.string().nullable(),
      kind: z.enum(["public", "private", "direct"]),
      occupants: z.array(z.string()).optional(),
    }),
  ),
});
export type ListedRoom = z.infer<typeof listRoomsAnswer>["rooms"][number];

const exampleMessage: WireRoomMessage = {
  id: 42,
  message: "Hello!",
  poster: "5f0c6a52-64ad-4c1e-a77c-6d8b0a0f9b1e",
  room: "lounge",
  timestamp: 1_767_225_600,
};

export const roomsContract: WireContract = {
  title: "rooms",
  description:
    "Live chat over the socket `/chat/connect`: the client proves who it is in its first frame, then receives every message of " +
    "every room it is in, its own included. Rooms, direct messages and history are asked for over HTTP (`POST /chat/*`).",
  version: "1.0.0",
  messages: [
    {
      name: "authenticate",
      from: "client",
      summary: "Says who is there; the first frame. Any other frame before it is ignored.",
      schema: authenticateSchema,
      examples: [{ auth_token: "rXc3Kkz0uVQ1Jw8m5nYtB7eLd2Hs9aGf4oPiNvTqZyU" }],
    },
    {
      name: "send",
      from: "client",
      summary: "Sends a message to a room. `message` may stand for `messages`. A refused send is answered by nothing.",
      schema: sendSchema,
      examples: [{ room: "lounge", messages: "Hello!" }],
    },
    {
      name: "connected",
      from: "server",
      summary: "The token is accepted: every message from now on arrives.",
      schema: connectedSchema,
      examples: [{ status: "CONNECTED" }],
    },
    {
      name: "message",
      from: "server",
      summary: "A message in one of the user's rooms, the user's own included.",
      schema: incomingSchema,
      examples: [{ message: exampleMessage }],
    },
    {
      name: "error",
      from: "server",
      summary: "The token is refused, or the server cannot check it now; the socket is closed after it.",
      schema: errorSchema,
      examples: [{ error: "The token is not valid", error_code: "AUTH_TOKEN_INVALID" }],
    },
  ],
};
