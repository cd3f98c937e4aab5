/** A client of protocols/openchamp.md and of what PROTOCOLS.md adds to it. Every frame is held to exactly the documented keys. */
import { z } from "zod";
import { Connection, type ConnectOptions } from "./connection.ts";

const tokenText = z.string().min(32);
const privateChat = z.strictObject({
  type: z.literal("private_chat"),
  payload: z.strictObject({ username: z.string().min(1), message: z.string().min(1) }),
});
const globalChat = z.strictObject({
  type: z.literal("global_chat"),
  payload: z.strictObject({ username: z.string().min(1), message: z.string().min(1) }),
});
const refused = z.strictObject({
  type: z.literal("error"),
  payload: z.strictObject({ message: z.string().min(1), code: z.string().min(1) }),
});
const authError = z.strictObject({ type: z.literal("auth_error"), payload: z.strictObject({ message: z.string().min(1) }) });
const registered = z.strictObject({
  type: z.literal("register_success"),
  payload: z.strictObject({
    success: z.literal(true),
    message: z.literal("Registration successful"),
    autoLogin: z.literal(true),
    username: z.string(),
    token: tokenText,
  }),
});
const authenticated = z.strictObject({
  type: z.literal("auth_success"),
  payload: z.strictObject({ username: z.string(), token: tokenText }),
});
const playerCount = z.strictObject({ type: z.literal("player_count"), payload: z.int().nonnegative() });
const displayName = z.strictObject({ type: z.literal("display_name_updated"), payload: z.unknown() });
const loggedOut = z.strictObject({ type: z.literal("logged_out") });

export const openchampFrame = z.discriminatedUnion("type", [
  privateChat,
  globalChat,
  refused,
  authError,
  registered,
  authenticated,
  playerCount,
  displayName,
  loggedOut,
]);
export type OpenchampFrame = z.infer<typeof openchampFrame>;
export type OpenchampType = OpenchampFrame["type"];
type FrameOf<T extends OpenchampType> = Extract<OpenchampFrame, { readonly type: T }>;

export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly email?: string;
}

export class OpenchampClient extends Connection<OpenchampFrame> {
  constructor(url: string, options: ConnectOptions = {}) {
    super(url, openchampFrame, { name: "openchamp", ...options });
  }

  say(text: string): void {
    this.send({ type: "global_chat", payload: text });
  }

  whisper(target: string, message: string): void {
    this.send({ type: "private_chat", payload: { target, message } });
  }

  /** The next frame of this type, passing others over. */
  frame<T extends OpenchampType>(type: T, timeoutMs?: number): Promise<FrameOf<T>> {
    return this.next(`a ${type}`, (frame): frame is FrameOf<T> => frame.type === type, timeoutMs);
  }

  /** The next `global_chat` or `private_chat` with this text. */
  chat<T extends "global_chat" | "private_chat">(type: T, text: string, timeoutMs?: number): Promise<FrameOf<T>> {
    const isIt = (frame: OpenchampFrame): frame is FrameOf<T> =>
      frame.type === type && (frame.type === "global_chat" || frame.type === "private_chat") && frame.payload.message === text;
    return this.next(`${type} ${JSON.stringify(text).slice(0, 80)}`, isIt, timeoutMs);
  }

  /** A question that is answered for certain: what was to come before the answer has come by then. */
  async fence(): Promise<number> {
    this.send({ type: "count", payload: {} });
    return (await this.frame("player_count")).payload;
  }

  async register(credentials: Credentials): Promise<string> {
    this.send({ type: "register", payload: credentials });
    return (await this.frame("register_success")).payload.token;
  }

  async useToken(token: string): Promise<void> {
    this.send({ type: "token_auth", payload: { token } });
    await this.frame("auth_success");
  }
}

export async function connectOpenchamp(url: string, options: ConnectOptions & { token?: string } = {}): Promise<OpenchampClient> {
  const client = new OpenchampClient(url, options);
  await client.opened;
  if (options.token !== undefined) await client.useToken(options.token);
  return client;
}
