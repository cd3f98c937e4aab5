/** The wire contract of `openchamp`: `private_chat` as its document states it, the rest as its own server was seen to do it. */
import { z } from "zod";
import type { WireContract, WireMessage } from "../contract.ts";

const isBlank = (text: string): boolean => text.trim() === "";
const notBlank = () => z.string().refine((text) => !isBlank(text));
const integer = () => z.number().refine(Number.isSafeInteger).meta({ type: "integer" });

/** What the payload of each command must be. */
export const payloads = {
  register: z.looseObject({
    username: z.string().meta({ description: "At least 3 characters" }),
    password: z.string().meta({ description: "At least 6 characters" }),
    email: z.string().nullish().meta({ description: "May be left out" }),
  }),
  login: z.looseObject({ username: z.string(), password: z.string() }),
  token_auth: z.looseObject({ token: z.string() }),
  private_chat: z.looseObject({
    target: z.string().min(1).meta({ description: "The username of the message recipient." }),
    message: notBlank().meta({ description: "The private message content to send.", minLength: 1 }),
  }),
  global_chat: notBlank().meta({ description: "The message content to send to everybody.", minLength: 1 }),
  set_username: z.string().meta({ description: "The name to be shown in public from now on." }),
} as const;

/** Commands by their `type`; those without a payload of their own take any. */
export const commandTypes = [
  "register",
  "login",
  "token_auth",
  "private_chat",
  "global_chat",
  "count",
  "set_username",
  "logout",
  "join_queue",
  "leave_queue",
] as const;
export type CommandType = (typeof commandTypes)[number];

const known: ReadonlySet<unknown> = new Set(commandTypes);
export function isCommandType(type: unknown): type is CommandType {
  return known.has(type);
}

const chat = z.looseObject({
  username: z.string().meta({ description: "The sender's username." }),
  message: z.string().meta({ description: "The message content." }),
});
const frameOf = <Type extends string>(type: Type, payload: z.ZodType) => z.looseObject({ type: z.literal(type), payload });
const bare = <Type extends string>(type: Type) => z.looseObject({ type: z.literal(type) });

/** Sample values; tokens are made up. */
const token = "Zq3Vb1yq0c8rN5u7mX2kT4wL9sD6hJ0aGfEiOpRtYvU";

const fromClient: readonly WireMessage[] = [
  {
    name: "register",
    from: "client",
    summary: "Make an account and log in to it",
    schema: frameOf("register", payloads.register),
    examples: [{ type: "register", payload: { username: "jane.doe", password: "correct horse", email: "jane@example.com" } }],
  },
  {
    name: "login",
    from: "client",
    summary: "Log in; on a connection that is logged in, become another user",
    schema: frameOf("login", payloads.login),
    examples: [{ type: "login", payload: { username: "jane.doe", password: "correct horse" } }],
  },
  {
    name: "tokenAuth",
    from: "client",
    summary: "Log in with a token from any of the server's protocols",
    schema: frameOf("token_auth", payloads.token_auth),
    examples: [{ type: "token_auth", payload: { token } }],
  },
  {
    name: "sendPrivateChat",
    from: "client",
    summary: "Send a private message to another user",
    schema: frameOf("private_chat", payloads.private_chat),
    examples: [{ type: "private_chat", payload: { target: "john.doe", message: "Hey, how's it going?" } }],
  },
  {
    name: "sendGlobalChat",
    from: "client",
    summary: "Send a message to everybody",
    schema: frameOf("global_chat", payloads.global_chat),
    examples: [{ type: "global_chat", payload: "Hello everyone" }],
  },
  {
    name: "count",
    from: "client",
    summary: "Ask how many users are online",
    schema: bare("count"),
    examples: [{ type: "count" }],
  },
  {
    name: "setUsername",
    from: "client",
    summary: "Choose the name shown in public",
    schema: frameOf("set_username", payloads.set_username),
    examples: [{ type: "set_username", payload: "Jane" }],
  },
  {
    name: "logout",
    from: "client",
    summary: "End the session; its token stops working, the connection stays",
    schema: bare("logout"),
    examples: [{ type: "logout" }],
  },
  {
    name: "joinQueue",
    from: "client",
    summary: "Matchmaking belongs to another program: answered UNSUPPORTED",
    schema: bare("join_queue"),
    examples: [{ type: "join_queue" }],
  },
  {
    name: "leaveQueue",
    from: "client",
    summary: "Matchmaking belongs to another program: answered UNSUPPORTED",
    schema: bare("leave_queue"),
    examples: [{ type: "leave_queue" }],
  },
];

const registered = z.looseObject({
  success: z.literal(true),
  message: z.literal("Registration successful"),
  autoLogin: z.literal(true),
  username: z.string(),
  token: z.string().meta({ description: "Logs in again with token_auth, for 7 days" }),
});

const fromServer: readonly WireMessage[] = [
  {
    name: "registerSuccess",
    from: "server",
    summary: "The account was made and the connection is logged in to it",
    schema: frameOf("register_success", registered),
    examples: [
      {
        type: "register_success",
        payload: { success: true, message: "Registration successful", autoLogin: true, username: "jane.doe", token },
      },
    ],
  },
  {
    name: "authSuccess",
    from: "server",
    summary: "The connection is logged in",
    schema: frameOf("auth_success", z.looseObject({ username: z.string(), token: z.string() })),
    examples: [{ type: "auth_success", payload: { username: "jane.doe", token } }],
  },
  {
    name: "authError",
    from: "server",
    summary: "The login was refused; another may be tried",
    schema: frameOf("auth_error", z.looseObject({ message: z.string() })),
    examples: [{ type: "auth_error", payload: { message: "Invalid username or password" } }],
  },
  {
    name: "receivePrivateChat",
    from: "server",
    summary: "A private message from another user",
    schema: frameOf("private_chat", chat),
    examples: [{ type: "private_chat", payload: { username: "jane.doe", message: "Hey, how's it going?" } }],
  },
  {
    name: "receiveGlobalChat",
    from: "server",
    summary: "A message to everybody, the sender included",
    schema: frameOf("global_chat", chat),
    examples: [{ type: "global_chat", payload: { username: "Jane", message: "Hello everyone" } }],
  },
  {
    name: "playerCount",
    from: "server",
    summary: "How many users are online, on any protocol",
    schema: frameOf("player_count", integer()),
    examples: [{ type: "player_count", payload: 3 }],
  },
  {
    name: "displayNameUpdated",
    from: "server",
    summary: "The name shown in public from now on",
    schema: frameOf("display_name_updated", z.string()),
    examples: [{ type: "display_name_updated", payload: "Jane" }],
  },
  {
    name: "loggedOut",
    from: "server",
    summary: "The session has ended",
    schema: bare("logged_out"),
    examples: [{ type: "logged_out" }],
  },
  {
    name: "error",
    from: "server",
    summary: "A frame was refused; the connection stays open",
    schema: frameOf("error", z.looseObject({ message: z.string(), code: z.string() })),
    examples: [{ type: "error", payload: { message: "Authentication required", code: "AUTH_REQUIRED" } }],
  },
];

export const openchampContract: WireContract = {
  title: "openchamp",
  version: "1.0.0",
  description:
    "Global and private chat of a game server. Every frame is `{type, payload}`; logging in happens on the connection.",
  messages: [...fromClient, ...fromServer],
};
