/** A client that resumes as README.md tells it to, and writes down what it was told: what the property test holds to the truth. */
import type { CaughtUp, RoomEvent } from "@parlance/client/contract";
import { NativeTalk } from "./native.ts";
import type { Stage } from "./stage.ts";

/** A reset: the room starts anew after this seq. */
export type Heard = { readonly reset: number } | { readonly seq: number; readonly type: string };

export class Follower {
  readonly userId: string;
  readonly heard = new Map<string, Heard[]>();
  /** Every frame that reached it, as text. */
  readonly frames: string[] = [];
  readonly #stage: Stage;
  readonly #token: string;
  /** What it keeps over its connections. */
  readonly #positions = new Map<string, number>();
  #client: NativeTalk | null = null;
  #isTaking = false;

  constructor(stage: Stage, who: { readonly id: string; readonly token: string }) {
    this.#stage = stage;
    this.userId = who.id;
    this.#token = who.token;
  }

  positionOf(roomId: string): number | undefined {
    return this.#positions.get(roomId);
  }

  get isConnected(): boolean {
    return this.#client !== null;
  }

  /** The connection goes, and what was on its way with it. */
  cut(): void {
    this.#client?.talk.hangUp();
    this.#client = null;
  }

  async resume(): Promise<void> {
    if (this.#client !== null) return;
    const client = new NativeTalk(await this.#stage.connect({ token: this.#token }));
    this.#client = client;
    this.#isTaking = true;
    const unknown: { roomId: string; seq: number }[] = [];
    let after: string | undefined;
    do {
      const page = await client.start(after === undefined ? {} : { after });
      for (const { room, seq } of page.rooms) if (!this.#positions.has(room.id)) unknown.push({ roomId: room.id, seq });
      after = page.next;
    } while (after !== undefined);
    for (const { roomId, seq } of unknown) this.#reset(roomId, seq);
    await this.#catchUp([...this.#positions.keys()]);
    this.#isTaking = false;
    await this.take();
  }

  /** Applies what came live. */
  async take(): Promise<void> {
    if (this.#client === null || this.#isTaking) return;
    this.#isTaking = true;
    for (let news = this.#client.news(); news.length > 0; news = this.#client?.news() ?? []) {
      this.#keepFrames();
      for (const event of news) await this.#live(event);
    }
    this.#isTaking = false;
  }

  async #live(event: RoomEvent): Promise<void> {
    const { roomId, seq } = event;
    if (!this.#positions.has(roomId)) this.#reset(roomId, seq - 1);
    if (seq > (this.#positions.get(roomId) ?? 0) + 1) await this.#catchUp([roomId]);
    else this.#apply(event);
  }

  async #catchUp(roomIds: readonly string[]): Promise<void> {
    for (let rest = roomIds; rest.length > 0 && this.#client !== null; ) {
      const positions = rest.map((roomId) => ({ roomId, seq: this.#positions.get(roomId) ?? 0 }));
      const answer = await this.#client.catchUp(...positions);
      this.#keepFrames();
      for (const room of answer.rooms) this.#caughtUp(room);
      rest = answer.rest;
    }
  }

  #caughtUp(caughtUp: CaughtUp): void {
    if (caughtUp.kind === "events") for (const event of caughtUp.events) this.#apply(event);
    else if (caughtUp.kind === "fresh") this.#reset(caughtUp.roomId, caughtUp.seq);
    else this.#positions.delete(caughtUp.roomId);
  }

  #apply({ roomId, seq, type }: RoomEvent): void {
    if (seq <= (this.#positions.get(roomId) ?? 0)) return;
    this.#positions.set(roomId, seq);
    this.#log(roomId).push({ seq, type });
  }

  #reset(roomId: string, seq: number): void {
    this.#positions.set(roomId, seq);
    this.#log(roomId).push({ reset: seq });
  }

  #log(roomId: string): Heard[] {
    const log = this.heard.get(roomId) ?? [];
    this.heard.set(roomId, log);
    return log;
  }

  #keepFrames(): void {
    this.frames.push(...(this.#client?.frames.splice(0) ?? []));
  }
}
