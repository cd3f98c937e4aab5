/** A client of protocols/roster.md, written from the document. Every frame is held to exactly the document's keys and types. */
import { z } from "zod";
import { Connection, type ConnectOptions } from "./connection.ts";

/** What PROTOCOLS.md adds to a message that announces a file. */
const file = z.strictObject({ name: z.string().min(1), type: z.string().min(1), size: z.int().positive(), url: z.url() });
const message = z.strictObject({
  type: z.literal("message"),
  id: z.string().min(1),
  sender: z.string().min(1),
  content: z.string().min(1),
  timestamp: z.int().positive(),
  file: file.optional(),
});
const refused = z.strictObject({ type: z.literal("error"), code: z.string().min(1), message: z.string().min(1) });
const userData = z.strictObject({
  type: z.literal("userData"),
  users: z.array(
    z.strictObject({
      id: z.string().min(1),
      username: z.string().min(1),
      online: z.boolean(),
      lastActive: z.int().positive().optional(),
    }),
  ),
});
const userStatus = z.strictObject({
  type: z.literal("userStatus"),
  userId: z.string().min(1),
  username: z.string().min(1),
  online: z.boolean(),
});
const history = z.strictObject({ type: z.literal("history"), messages: z.array(message).max(50) });

export const rosterFrame = z.discriminatedUnion("type", [message, refused, userData, userStatus, history]);
export type RosterFrame = z.infer<typeof rosterFrame>;
export type RosterMessage = z.infer<typeof message>;
type FrameOf<T extends RosterFrame["type"]> = Extract<RosterFrame, { readonly type: T }>;

export interface Init {
  readonly username: string;
  readonly id: string;
  /** An account's token (PROTOCOLS.md). */
  readonly token?: string;
}

export class RosterClient extends Connection<RosterFrame> {
  constructor(url: string, options: ConnectOptions = {}) {
    super(url, rosterFrame, { name: "roster", ...options });
  }

  init(init: Init): void {
    this.send({ type: "init", ...init });
  }

  say(text: string): void {
    this.send({ type: "text", text });
  }

  sendFile(bytes: Uint8Array, name: string, type: string): void {
    this.send({ type: "file", file: { name, type, size: bytes.length, data: Buffer.from(bytes).toString("base64") } });
  }

  frame<T extends RosterFrame["type"]>(type: T, timeoutMs?: number): Promise<FrameOf<T>> {
    return this.next(`a ${type}`, (frame): frame is FrameOf<T> => frame.type === type, timeoutMs);
  }

  message(text: string, timeoutMs?: number): Promise<RosterMessage> {
    const isIt = (frame: RosterFrame): frame is RosterMessage => frame.type === "message" && frame.content === text;
    return this.next(`message ${JSON.stringify(text).slice(0, 80)}`, isIt, timeoutMs);
  }

  /** The next live message that carries a file of this name. */
  fileMessage(name: string, timeoutMs?: number): Promise<RosterMessage> {
    const isIt = (frame: RosterFrame): frame is RosterMessage => frame.type === "message" && frame.file?.name === name;
    return this.next(`the file ${name}`, isIt, timeoutMs);
  }

  status(username: string, online: boolean): Promise<FrameOf<"userStatus">> {
    const isIt = (frame: RosterFrame): frame is FrameOf<"userStatus"> =>
      frame.type === "userStatus" && frame.username === username && frame.online === online;
    return this.next(`userStatus ${username} ${online ? "online" : "offline"}`, isIt);
  }

  /** The code of the next error. */
  async error(): Promise<string> {
    return (await this.frame("error")).code;
  }
}

export async function openRoster(url: string, options: ConnectOptions = {}): Promise<RosterClient> {
  const client = new RosterClient(url, options);
  await client.opened;
  return client;
}

/** Connected, initialised, and past its history. */
export async function connectRoster(url: string, init: Init, options: ConnectOptions = {}): Promise<RosterClient> {
  const client = await openRoster(url, options);
  client.init(init);
  await client.frame("history");
  return client;
}
