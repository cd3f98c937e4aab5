/** The wire contract of the mount of `zo`: its routes as the frames of packages/zo/PROTOCOL.md. The schemas of what clients send are the routes' own. */
import { z } from "zod";
import type { Bounds } from "../../ports/bounds.ts";
import type { WireContract, WireMessage } from "../contract.ts";
import { nativeMessages } from "./native/wire.ts";
import { loungeMessage, privateMessage, zoRoutes } from "./routes.ts";

const frameOf = <Type extends string>(type: Type, payload: z.ZodType) => z.looseObject({ type: z.literal(type), payload });
const bare = <Type extends string>(type: Type) => z.looseObject({ type: z.literal(type) });

const id = z.int().min(0).meta({ description: "Of the caller's choice; the answer carries it" });
const rich = z
  .array(z.tuple([z.string()], z.union([z.string(), z.int()])))
  .meta({ description: "Says what is more than JSON, here which texts are dates" });
const at = z.iso.datetime();
const wireLoungeMessage = loungeMessage.extend({ at });

/** Sample values; ids are made up. */
const clientId = "0190a2f4-7c1e-4a53-9d0b-2f6f7c9f0c11.5b1d1c86-8e0d-4c0c-8d6b-7f6f3b0d2a54";
const when = "2026-01-02T03:04:05.678Z";
const hello = { id: 17, from: "Jane", text: "Hello everyone", at: when };

function fromClient(bounds: Pick<Bounds, "zoHistory">): readonly WireMessage[] {
  const { chat, connection, lounge } = zoRoutes(bounds);
  return [
    {
      name: "chat.private",
      from: "client",
      summary: "A private message to a client id or to a user's name; no answer but an error",
      schema: frameOf("chat.private", chat.private.payload),
      examples: [{ type: "chat.private", payload: { targetUserId: "john.doe", message: "Hey, how's it going?" } }],
    },
    {
      name: "connection.getClientId",
      from: "client",
      summary: "Ask for the connection's client id",
      schema: frameOf("connection.getClientId", connection.getClientId.payload),
      examples: [{ type: "connection.getClientId", payload: {} }],
    },
    {
      name: "lounge.send",
      from: "client",
      summary: "A message to everybody; its echo, `lounge.onMessage`, says that it is kept",
      schema: frameOf("lounge.send", lounge.send.payload),
      examples: [{ type: "lounge.send", payload: { text: "Hello everyone" } }],
    },
    {
      name: "lounge.history",
      from: "client",
      summary: "Ask for messages of the lounge, the newest ones or those before an id; answered by `zo.result`",
      schema: z.looseObject({ type: z.literal("lounge.history"), id, payload: lounge.history.input }),
      examples: [
        { type: "lounge.history", id: 1, payload: { limit: 20 } },
        { type: "lounge.history", id: 2, payload: { before: 17 } },
      ],
    },
    {
      name: "zo.refresh",
      from: "client",
      summary: "Live on by another token of the same account; answered by `zo.result`",
      schema: z.looseObject({ type: z.literal("zo.refresh"), id, payload: z.looseObject({ token: z.string() }) }),
      examples: [{ type: "zo.refresh", id: 3, payload: { token: "0Zf7kS3yq1kVwPmXn0c3m6aVd5bJ8rT2uQ9hE4gL7xY" } }],
    },
    {
      name: "zo.hello",
      from: "client",
      summary: "Ask for the protocol's version",
      schema: bare("zo.hello"),
      examples: [{ type: "zo.hello" }],
    },
    {
      name: "zo.ping",
      from: "client",
      summary: "Ask whether the server is there",
      schema: bare("zo.ping"),
      examples: [{ type: "zo.ping" }],
    },
  ];
}

const fromServer: readonly WireMessage[] = [
  {
    name: "chat.onPrivate",
    from: "server",
    summary: "A private message, whatever protocol it was sent with",
    schema: frameOf("chat.onPrivate", privateMessage.extend({ timestamp: at })).extend({ rich }),
    examples: [
      {
        type: "chat.onPrivate",
        payload: { from: "jane.doe", message: "Hey, how's it going?", timestamp: when },
        rich: [["date", "timestamp"]],
      },
    ],
  },
  {
    name: "connection.onClientId",
    from: "server",
    summary: "The connection's client id",
    schema: frameOf("connection.onClientId", z.object({ clientId: z.string() })),
    examples: [{ type: "connection.onClientId", payload: { clientId } }],
  },
  {
    name: "lounge.onMessage",
    from: "server",
    summary: "A message to everybody, the sender included",
    schema: frameOf("lounge.onMessage", wireLoungeMessage).extend({ rich }),
    examples: [{ type: "lounge.onMessage", payload: hello, rich: [["date", "at"]] }],
  },
  {
    name: "zo.result",
    from: "server",
    summary: "The answer to `lounge.history`, oldest first; without a payload to `zo.refresh`",
    schema: z.looseObject({
      type: z.literal("zo.result"),
      id,
      payload: z.object({ messages: z.array(wireLoungeMessage), hasMore: z.boolean() }).optional(),
      rich: rich.optional(),
    }),
    examples: [
      { type: "zo.result", id: 1, payload: { messages: [hello], hasMore: true }, rich: [["date", "messages", 0, "at"]] },
      { type: "zo.result", id: 3 },
    ],
  },
  {
    name: "zo.error",
    from: "server",
    summary: "A frame was refused; the connection stays open",
    schema: z.looseObject({
      type: z.literal("zo.error"),
      id: id.optional(),
      payload: z.looseObject({ code: z.string(), message: z.string(), route: z.string().optional() }),
    }),
    examples: [
      {
        type: "zo.error",
        payload: {
          code: "bad_request",
          message: "The message is empty",
          route: "lounge.send",
          data: { reason: "text_empty" },
        },
      },
    ],
  },
  {
    name: "zo.hello",
    from: "server",
    summary: "The protocol's version and the connection's client id",
    schema: frameOf("zo.hello", z.looseObject({ version: z.int(), clientId: z.string() })),
    examples: [{ type: "zo.hello", payload: { version: 1, clientId } }],
  },
  { name: "zo.pong", from: "server", summary: "It is", schema: bare("zo.pong"), examples: [{ type: "zo.pong" }] },
];

export function zoContract(bounds: Pick<Bounds, "zoHistory">): WireContract {
  return {
    title: "zo",
    version: "1.0.0",
    description:
      "The native protocol, rooms with all that happens in them, and private messages and the lounge for simple clients, over the typed message router zo. " +
      "Every frame is `{type, payload}`, a call's `{type, id, payload}`; the headers `token` (an account's) or `name` (a guest's), as HTTP headers or in the query, say who one is.",
    messages: [...fromClient(bounds), ...fromServer, ...nativeMessages()],
  };
}
