/** A raw client of the native protocol, for tests: calls, and what it is told, held to the contract. */
import assert from "node:assert/strict";
import { type CaughtUp, nativeRoutes, type RoomEvent, roomEvent, type Standing } from "@parlance/client/contract";
import type { Talk } from "../../testing/talk.ts";
import type { Stage } from "./stage.ts";

interface WireFrame {
  readonly type: string;
  readonly id?: number;
  readonly payload?: unknown;
}
interface Refusal {
  readonly code: string;
  readonly data?: { readonly reason: string };
}

export class NativeTalk {
  readonly talk: Talk;
  /** Every event it was told, in order. */
  readonly told: RoomEvent[] = [];
  /** All frames, as text. */
  readonly frames: string[] = [];
  /** Frames that are neither events nor answers, by their types. */
  readonly others: string[] = [];
  readonly #answers = new Map<number, WireFrame>();
  #lastId = 0;
  /** How many of `told` were asked for. */
  #reported = 0;

  constructor(talk: Talk) {
    this.talk = talk;
  }

  /** Events told since this was last asked. */
  news(): RoomEvent[] {
    this.#read();
    const news = this.told.slice(this.#reported);
    this.#reported = this.told.length;
    return news;
  }

  /** The answer's payload; a refusal is thrown. */
  async call<T = unknown>(type: string, payload: object = {}): Promise<T> {
    this.#lastId += 1;
    const id = this.#lastId;
    await this.talk.say({ type, id, payload });
    this.#read();
    const answer = this.#answers.get(id);
    assert.ok(answer !== undefined, `${type} was answered`);
    if (answer.type === "zo.error") throw new Refused(answer.payload as Refusal);
    const [area = "", name = ""] = type.split(".");
    const route = (nativeRoutes as Record<string, Record<string, { output?: { parse(value: unknown): unknown } }>>)[area]?.[name];
    assert.deepEqual(route?.output?.parse(answer.payload), answer.payload, "nothing but what the contract says");
    return answer.payload as T;
  }

  start(payload: object = {}): Promise<{ me: object; rooms: Standing[]; next?: string }> {
    return this.call("sync.start", payload);
  }

  catchUp(...positions: { roomId: string; seq: number }[]): Promise<{ rooms: CaughtUp[]; rest: string[] }> {
    return this.call("sync.catchUp", { positions });
  }

  #read(): void {
    for (const frame of this.talk.heard() as WireFrame[]) {
      this.frames.push(JSON.stringify(frame));
      if (frame.type === "sync.onEvent") {
        assert.deepEqual(roomEvent.parse(frame.payload), frame.payload, "nothing but what the contract says");
        this.told.push(frame.payload as RoomEvent);
      } else if (frame.id === undefined) this.others.push(frame.type);
      else this.#answers.set(frame.id, frame);
    }
  }
}

/** As `code` the code of zo, as `reason` the house's. */
export class Refused extends Error {
  readonly code: string;
  readonly reason: string | undefined;
  constructor({ code, data }: Refusal) {
    super(`${code} ${data?.reason ?? ""}`);
    this.code = code;
    this.reason = data?.reason;
  }
}

/** A new account on a connection of its own. */
export async function joinNative(stage: Stage, name: string) {
  const { talk, token, id } = await stage.join(name);
  const user = (await stage.chat.accounts.authenticate(token)).user;
  return { client: new NativeTalk(talk), token, id, user };
}

/** `2 posted hello`. */
export function line(event: RoomEvent): string {
  const about = "message" in event ? ` ${event.message.text}` : "user" in event ? ` ${event.user.name}` : "";
  return `${event.seq} ${event.type}${about}`;
}
