/** A client of zo's wire as packages/zo/PROTOCOL.md has it, without the package: every frame is held to exactly the keys of the server's routes. */
import { z } from "zod";
import { Connection, type ConnectOptions } from "./connection.ts";

const date = (...at: readonly string[]) => z.tuple([z.tuple([z.literal("date"), ...at.map((part) => z.literal(part))] as const)]);
const file = z.strictObject({ name: z.string().min(1), type: z.string().min(1), size: z.int().positive(), url: z.url() });
const onMessage = z.strictObject({
  type: z.literal("lounge.onMessage"),
  payload: z.strictObject({
    id: z.int().positive(),
    from: z.string().min(1),
    text: z.string(),
    at: z.iso.datetime(),
    file: file.optional(),
  }),
  rich: date("at"),
});
const onPrivate = z.strictObject({
  type: z.literal("chat.onPrivate"),
  payload: z.strictObject({ from: z.string().min(1), message: z.string().min(1), timestamp: z.iso.datetime() }),
  rich: date("timestamp"),
});
const refused = z.strictObject({
  type: z.literal("zo.error"),
  id: z.int().optional(),
  payload: z.strictObject({
    code: z.string().min(1),
    message: z.string().min(1),
    route: z.string().optional(),
    issues: z.array(z.object({ message: z.string() })).optional(),
    data: z.strictObject({ reason: z.string().min(1), retryAfterMs: z.number().positive().optional() }).optional(),
    incident: z.string().optional(),
  }),
});
const result = z.strictObject({ type: z.literal("zo.result"), id: z.int() });
const pong = z.strictObject({ type: z.literal("zo.pong") });

export const zoFrame = z.discriminatedUnion("type", [onMessage, onPrivate, refused, result, pong]);
export type ZoFrame = z.infer<typeof zoFrame>;

export class ZoWire extends Connection<ZoFrame> {
  constructor(url: string, options: ConnectOptions = {}) {
    super(url, zoFrame, { name: "zo", ...options });
  }

  say(text: string): void {
    this.send({ type: "lounge.send", payload: { text } });
  }

  whisper(targetUserId: string, message: string): void {
    this.send({ type: "chat.private", payload: { targetUserId, message } });
  }

  /** What was said before has been read by the server. */
  async fence(): Promise<void> {
    this.send({ type: "zo.ping" });
    await this.next("a zo.pong", ({ type }) => type === "zo.pong");
  }

  /** The code of the house in the next refusal. */
  async refusal(): Promise<string> {
    const isRefusal = (frame: ZoFrame): frame is z.infer<typeof refused> => frame.type === "zo.error";
    const { payload } = await this.next("a zo.error", isRefusal);
    return payload.data?.reason ?? payload.code;
  }
}

/** Connected, as the account of `token` or a guest named `name`. */
export async function connectZo(
  url: string,
  who: { readonly token: string } | { readonly name: string },
  options: ConnectOptions = {},
): Promise<ZoWire> {
  const client = new ZoWire(url, { ...options, headers: { ...who } });
  await client.opened;
  return client;
}
