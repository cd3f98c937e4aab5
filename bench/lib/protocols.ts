/** The five protocols as the load generator speaks them with Parlance, in the lounge. */
import { z } from "zod";
import type { Step } from "./load.ts";
import type { Seeded } from "./seed.ts";
import { upgradeRequest } from "./upgrade-request.ts";

/** How clients come in, one for each of some accounts; a protocol without accounts takes only their number. */
export interface Entrance {
  readonly request: string | readonly string[];
  readonly steps: readonly Step[];
}

export interface Protocol {
  readonly name: string;
  enter(users: readonly Seeded[]): Entrance;
  /** What a message in the lounge begins with, and nothing else. */
  readonly prefix: string;
  /** What a client sends to say a text in the lounge. */
  say(text: string): string;
  /** The text of a message (of `rooms`, in whichever room); throws for anything else. */
  textIn(payload: Buffer): string;
}

/** Reads a text out of a frame of that shape. */
const reading =
  <T>(shape: z.ZodType<T>, text: (frame: T) => string) =>
  (payload: Buffer): string =>
    text(shape.parse(JSON.parse(payload.toString())));

export const reactions: Protocol = {
  name: "reactions",
  enter: () => ({ request: upgradeRequest("/reactions/ws"), steps: [] }),
  prefix: '{"type":"message",',
  say: (text) => JSON.stringify({ type: "send_message", data: { text, author_name: "Bench" } }),
  textIn: reading(z.object({ type: z.literal("message"), data: z.object({ text: z.string() }) }), ({ data }) => data.text),
};

export const openchamp: Protocol = {
  name: "openchamp",
  enter: (users) => ({
    request: upgradeRequest("/openchamp/ws"),
    steps: [
      { say: users.map(({ token }) => JSON.stringify({ type: "token_auth", payload: { token } })) },
      { hear: '"auth_success"' },
    ],
  }),
  prefix: '{"type":"global_chat",',
  say: (text) => JSON.stringify({ type: "global_chat", payload: text }),
  textIn: reading(
    z.object({ type: z.literal("global_chat"), payload: z.object({ message: z.string() }) }),
    ({ payload }) => payload.message,
  ),
};

export const rooms: Protocol = {
  name: "rooms",
  enter: (users) => ({
    request: upgradeRequest("/chat/connect"),
    steps: [{ say: users.map(({ token }) => JSON.stringify({ auth_token: token })) }, { hear: "CONNECTED" }],
  }),
  prefix: '{"message":',
  say: (text) => JSON.stringify({ room: "lounge", messages: text }),
  textIn: reading(z.object({ message: z.object({ message: z.string() }) }), ({ message }) => message.message),
};

export const roster: Protocol = {
  name: "roster",
  enter: (users) => ({
    request: upgradeRequest("/chat"),
    steps: [
      { say: users.map(({ id, name, token }) => JSON.stringify({ type: "init", username: name, id, token })) },
      { hear: '{"type":"history"' },
    ],
  }),
  prefix: '{"type":"message",',
  say: (text) => JSON.stringify({ type: "text", text }),
  textIn: reading(z.object({ type: z.literal("message"), content: z.string() }), ({ content }) => content),
};

export const zo: Protocol = {
  name: "zo",
  enter: (users) => ({
    request: users.map(({ token }) => upgradeRequest("/zo", [`Authorization: Bearer ${token}`])),
    steps: [],
  }),
  prefix: '{"type":"lounge.onMessage",',
  say: (text) => JSON.stringify({ type: "lounge.send", payload: { text } }),
  textIn: reading(
    z.object({ type: z.literal("lounge.onMessage"), payload: z.object({ text: z.string() }) }),
    ({ payload }) => payload.text,
  ),
};

export const protocols: readonly Protocol[] = [reactions, openchamp, rooms, roster, zo];
