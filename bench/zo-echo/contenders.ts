/** Who is compared, and what each says on the wire for the same echo of the same text. */
import { z } from "zod";

/** In the order in which they take their turns. */
export const contenderNames = ["ws", "zo", "zo-unchecked", "zo-calls", "socket.io", "socket.io-acks"] as const;
export type ContenderName = (typeof contenderNames)[number];

/** Like is compared with like: messages with events, calls with acknowledgements. */
export const socketIoFor: Readonly<Record<ContenderName, ContenderName>> = {
  ws: "socket.io",
  zo: "socket.io",
  "zo-unchecked": "socket.io",
  "zo-calls": "socket.io-acks",
  "socket.io": "socket.io",
  "socket.io-acks": "socket.io-acks",
};

export interface Contender {
  readonly label: string;
  readonly path: string;
  /** What a client says after the upgrade, and how the server's last line of greeting begins. */
  readonly greeting: { readonly say: string; readonly hear: string } | undefined;
  /** The same `slot` may come again once it was answered. */
  request(slot: number, text: string): string;
  /** The text that a reply carries; anything but the echo that was due throws. */
  textIn(reply: string, slot: number): string;
}

const said = z.strictObject({ text: z.string() });
const message = (type: string) => z.strictObject({ type: z.literal(type), payload: said });
const request = (_slot: number, text: string): string => JSON.stringify({ type: "echo", payload: { text } });

const zoMessages = (label: string): Contender => ({
  label,
  path: "/",
  greeting: undefined,
  request,
  textIn: (reply) => message("echoed").parse(JSON.parse(reply)).payload.text,
});

const socketIo = { path: "/socket.io/?EIO=4&transport=websocket", greeting: { say: "40", hear: "40" } };

export const contenders: Readonly<Record<ContenderName, Contender>> = {
  ws: {
    label: "bare ws, JSON",
    path: "/",
    greeting: undefined,
    request,
    textIn: (reply) => message("echo").parse(JSON.parse(reply)).payload.text,
  },
  zo: zoMessages("zo, messages"),
  "zo-unchecked": zoMessages("zo, outgoing unchecked"),
  "zo-calls": {
    label: "zo, calls",
    path: "/",
    greeting: undefined,
    request: (id, text) => JSON.stringify({ type: "ask", id, payload: { text } }),
    textIn: (reply, slot) => {
      const result = z.strictObject({ type: z.literal("zo.result"), id: z.literal(slot), payload: said });
      return result.parse(JSON.parse(reply)).payload.text;
    },
  },
  // Engine.IO 4 and Socket.IO 5 as their own client speaks them: "40" joins the namespace, "42[…]" is an event,
  // "42ID[…]" asks for an acknowledgement, "43ID[…]" is one.
  "socket.io": {
    label: "Socket.IO, events",
    ...socketIo,
    request: (_slot, text) => `42${JSON.stringify(["echo", { text }])}`,
    textIn: (reply) => {
      if (!reply.startsWith("42[")) throw new Error(`not an event: ${reply}`);
      return z.tuple([z.literal("echoed"), said]).parse(JSON.parse(reply.slice(2)))[1].text;
    },
  },
  "socket.io-acks": {
    label: "Socket.IO, acknowledgements",
    ...socketIo,
    request: (id, text) => `42${id}${JSON.stringify(["ask", { text }])}`,
    textIn: (reply, slot) => {
      const head = `43${slot}[`;
      if (!reply.startsWith(head)) throw new Error(`not the acknowledgement of ${slot}: ${reply}`);
      return z.tuple([said]).parse(JSON.parse(reply.slice(head.length - 1)))[0].text;
    },
  },
};
