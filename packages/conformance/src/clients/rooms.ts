/** A client of protocols/rooms.md: the socket `/chat/connect` and the `POST /chat/…` endpoints. Exactly the documented keys. */
import { z } from "zod";
import { Connection, type ConnectOptions } from "./connection.ts";
import { type HttpAnswer, type HttpTarget, post } from "./http.ts";

export const roomsMessage = z.strictObject({
  id: z.int().positive(),
  message: z.string().min(1),
  poster: z.string().min(1),
  room: z.string().min(1),
  timestamp: z.int().positive(),
});
export type RoomsMessage = z.infer<typeof roomsMessage>;
const connected = z.strictObject({ status: z.literal("CONNECTED") });
const delivered = z.strictObject({ message: roomsMessage });
export const roomsError = z.strictObject({ error: z.string().min(1), error_code: z.string().min(1) });

export const roomsFrame = z.union([connected, delivered, roomsError]);
export type RoomsFrame = z.infer<typeof roomsFrame>;
type Delivered = z.infer<typeof delivered>;

export const retrieveAnswer = z.strictObject({
  room_name: z.string().nullable(),
  occupants: z.array(roomsMessage),
  messages: z.array(roomsMessage),
});
export const roomInfo = z.strictObject({ room_name: z.string().nullable(), occupants: z.array(z.string().min(1)) });

export class RoomsClient extends Connection<RoomsFrame> {
  constructor(url: string, options: ConnectOptions = {}) {
    super(url, roomsFrame, { name: "rooms", ...options });
  }

  say(room: string, text: string): void {
    this.send({ room, messages: text });
  }

  async message(text: string, timeoutMs?: number): Promise<RoomsMessage> {
    const isIt = (frame: RoomsFrame): frame is Delivered => "message" in frame && frame.message.message === text;
    return (await this.next(`message ${JSON.stringify(text).slice(0, 80)}`, isIt, timeoutMs)).message;
  }

  async useToken(token: string): Promise<void> {
    this.send({ auth_token: token });
    await this.next("CONNECTED", (frame) => "status" in frame);
  }

  refusal(): Promise<z.infer<typeof roomsError>> {
    return this.next("an error", (frame): frame is z.infer<typeof roomsError> => "error_code" in frame);
  }
}

export async function connectRooms(url: string, token: string, options: ConnectOptions = {}): Promise<RoomsClient> {
  const client = new RoomsClient(url, options);
  await client.opened;
  await client.useToken(token);
  return client;
}

/** All messages newer than `after` in the rooms of the token's user, oldest first. */
export async function retrieve(target: HttpTarget, token: string, after: number): Promise<readonly RoomsMessage[]> {
  const answer = await post(target, "/chat/retrieve", { token, json: { after } });
  return okJson(answer, retrieveAnswer).messages;
}

export function createDm(target: HttpTarget, token: string, other: string): Promise<HttpAnswer> {
  return post(target, "/chat/create_dm", { token, json: { other } });
}

/** The JSON of a 200 answer, held to its schema. */
export function okJson<T>(answer: HttpAnswer, schema: z.ZodType<T>): T {
  if (answer.status !== 200) throw new Error(`expected 200, got ${answer.status}: ${answer.text.slice(0, 500)}`);
  return schema.parse(JSON.parse(answer.text));
}
