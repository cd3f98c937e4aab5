import type { ChatBounds } from "../base/bounds.ts";
import { ChatError, chatErrorOf } from "../base/errors.ts";
import type { Person } from "../contract.ts";
import type { LiveRoom } from "../room/live-room.ts";
import { type Line, type NativeClient, waitMs } from "./line.ts";
import type { Rooms } from "./rooms.ts";

/** What is brought up to date. */
export interface SyncOwner {
  readonly client: NativeClient;
  readonly everyRoom: Rooms;
  readonly line: Line;
  readonly bounds: Pick<ChatBounds, "roomsPerCall">;
  /** Who the user is, told before anything of theirs: resolves when what was stored for them is there. */
  identified(me: Person): Promise<void>;
  /** Everything is as the server has it. */
  caughtUp(): void;
  gone(room: LiveRoom): void;
  failed(error: ChatError): void;
}

/** The connection was replaced: nobody waits for this any more. */
class Superseded extends Error {}

/** After each connection: where do the user's rooms stand, and what was missed. */
export class Sync {
  readonly #owner: SyncOwner;
  /** Of the connection; what an earlier one began comes to nothing. */
  #attempt = 0;
  #isStarted = false;
  #isCatchingUp = false;

  constructor(owner: SyncOwner) {
    this.#owner = owner;
    owner.client.on.sync.onEvent((event) => {
      const room = owner.everyRoom.of(event.roomId);
      room.take(event);
      if (!this.#isStarted) return;
      owner.everyRoom.begin(room);
      // What was missed on a live connection is asked for at once.
      if (room.sequencer.isBehind && !this.#isCatchingUp) this.#whole((attempt) => this.#catchUp(attempt));
    });
  }

  opened(): void {
    this.lost();
    this.#whole(async (attempt) => {
      await this.#start(attempt);
      await this.#catchUp(attempt);
      this.#owner.caughtUp();
    });
  }

  lost(): void {
    this.#attempt += 1;
    this.#isStarted = false;
    this.#isCatchingUp = false;
  }

  #whole(work: (attempt: number) => Promise<void>): void {
    work(this.#attempt).catch((error: unknown) => {
      if (!(error instanceof Superseded)) this.#owner.failed(chatErrorOf(error));
    });
  }

  async #start(attempt: number): Promise<void> {
    const { client, everyRoom: rooms } = this.#owner;
    const standing = new Set<LiveRoom>();
    let before: ReadonlyMap<string, number> | undefined;
    let after: string | undefined;
    do {
      const input = after === undefined ? {} : { after };
      before ??= new Map(rooms.live.map(({ id, position }) => [id, position]));
      const page = await this.#ask(attempt, () => client.call.sync.start(input));
      await this.#owner.identified(page.me);
      this.#check(attempt);
      for (const one of page.rooms) {
        // What was told once is kept for ever; a server that has less was set back to a backup.
        const isSetBack = one.seq < (before.get(one.room.id) ?? 0);
        standing.add(isSetBack ? rooms.setBack(one) : rooms.stands(one));
      }
      after = page.next;
    } while (after !== undefined);
    for (const room of rooms.live) {
      if (standing.has(room)) continue;
      rooms.drop(room);
      this.#owner.gone(room);
    }
    this.#isStarted = true;
    rooms.beginAll();
  }

  async #catchUp(attempt: number): Promise<void> {
    const { client, everyRoom: rooms, line, bounds } = this.#owner;
    this.#isCatchingUp = true;
    let most = bounds.roomsPerCall;
    let asked = "";
    for (let behind = rooms.behind; behind.length > 0; behind = rooms.behind) {
      const some = new Map(behind.slice(0, most).map(({ id, sequencer }) => [id, sequencer]));
      const positions = [...some].map(([roomId, { position }]) => ({ roomId, seq: position }));
      const question = JSON.stringify(positions);
      // A server that answers nothing is not asked in a loop.
      if (question === asked) await line.pause(waitMs(1, line.clock.random(), new ChatError("timeout")));
      asked = question;
      this.#check(attempt);
      const answer = await this.#ask(attempt, async () => {
        try {
          return await client.call.sync.catchUp({ positions: positions.slice(0, most) });
        } catch (error) {
          // The server may take fewer at once.
          if (chatErrorOf(error).reason === "bad_request") most = Math.ceil(most / 2);
          throw error;
        }
      });
      for (const one of answer.rooms) {
        if (!rooms.caughtUp(one, some.get(one.roomId))) continue;
        const room = rooms.of(one.roomId);
        this.#owner.gone(room);
        // They may have come again while the answer was on its way.
        rooms.begin(room);
      }
    }
    this.#isCatchingUp = false;
  }

  #check(attempt: number): void {
    if (attempt !== this.#attempt) throw new Superseded();
  }

  /** Until it is answered, or the connection has gone. */
  async #ask<T>(attempt: number, question: () => Promise<T>): Promise<T> {
    const { line } = this.#owner;
    for (let tries = 0; ; tries++) {
      try {
        const answer = await question();
        this.#check(attempt);
        return answer;
      } catch (cause) {
        this.#check(attempt);
        const error = chatErrorOf(cause);
        this.#owner.failed(error);
        await line.pause(waitMs(tries, line.clock.random(), error));
        this.#check(attempt);
      }
    }
  }
}
