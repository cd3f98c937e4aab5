import type { Bounds } from "../ports/bounds.ts";
import type { Bus } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { Person, RoomEvent, RoomId, UserId } from "../ports/model.ts";
import type { Signal } from "../ports/signals.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { RoomStreams } from "./room-streams.ts";
import type { TypingChange } from "./typing.ts";
import { Ears } from "./typing-ears.ts";

export interface TypingRoomOptions {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly log: Logger;
  readonly streams: RoomStreams;
  /** This process among those on the bus: how ids of its connections begin. */
  readonly nodeId: string;
  /** Nobody writes or looks any more. */
  readonly emptied: (room: TypingRoom) => void;
}

/** A connection, as a room knows it. */
export interface Looker {
  readonly id: string;
  readonly userId: UserId;
  tell(change: TypingChange): void;
  /** The user left the room. */
  dropped(room: TypingRoom): void;
  /** What this connection said is over, or another one of the user answers for it. */
  typingEnded(room: TypingRoom): void;
}

interface Typist {
  readonly user: Person;
  readonly from: string;
  /** Null for a connection of another process. */
  readonly seat: Looker | null;
  readonly toldAtMs: number;
  untilMs: number;
  cancel: () => void;
}

/** One room in which somebody here writes, or looks. */
export class TypingRoom {
  readonly id: RoomId;
  readonly #options: TypingRoomOptions;
  /** Those of this process, and while somebody here looks, those of others. */
  readonly #typists = new Map<UserId, Typist>();
  /** Began to write; whether they may is being found out. */
  readonly #expected = new Set<{ readonly seat: Looker }>();
  readonly #lookers = new Set<Looker>();
  /** Will look, if they may. */
  readonly #waiting = new Set<Looker>();
  #ears: Ears | null = null;

  constructor(id: RoomId, options: TypingRoomOptions) {
    this.id = id;
    this.#options = options;
  }

  /** False when the user may not look, or left meanwhile: nothing is kept then. Rejects with what store or bus rejected with. */
  async admit(seat: Looker, kind: "lounge" | "direct" | "group"): Promise<boolean> {
    this.#waiting.add(seat);
    this.#ears ??= new Ears(this.id, kind === "group", {
      ...this.#options,
      signal: (signal) => this.#hear(signal),
      events: (events) => this.#see(events),
    });
    await this.#ears.ready;
    // The user was a member a moment ago; from here on the room's own order would say that they left.
    const mayLook = kind !== "group" || (await this.#options.store.isMember(this.id, seat.userId));
    if (!this.#waiting.delete(seat) || !mayLook) return false;
    this.#lookers.add(seat);
    return true;
  }

  leave(seat: Looker): void {
    this.#waiting.delete(seat);
    this.#lookers.delete(seat);
    if (this.#lookers.size + this.#waiting.size === 0) this.#stopHearing();
    this.#endIfEmpty();
  }

  typistsBut(seatId: string): readonly Person[] {
    return [...this.#typists.values()].filter(({ from }) => from !== seatId).map(({ user }) => user);
  }

  /** True when the user wrote on this connection lately: then that is so for longer, and nothing else is to be done. */
  wentOn(seat: Looker): boolean {
    const typist = this.#typists.get(seat.userId);
    const nowMs = this.#options.clock.monotonicMs();
    const { typingMs, typingRepeatMs } = this.#options.bounds;
    if (typist?.from !== seat.id || nowMs - typist.toldAtMs >= typingRepeatMs) return false;
    typist.untilMs = nowMs + typingMs;
    return true;
  }

  /** What is expected is over when the user stops, posts or leaves before it is confirmed: then `confirm` says false and does nothing. */
  expect(seat: Looker): { confirm(user: Person): boolean; cancel(): void } {
    const expectation = { seat };
    this.#expected.add(expectation);
    return {
      confirm: (user) => {
        const isMeant = this.#expected.delete(expectation);
        const begins = isMeant && this.#begin({ user, from: seat.id, seat }, this.#options.bounds.typingMs);
        if (begins) this.#options.bus.signal(`typing:${this.id}`, this.#signalOf({ user, from: seat.id }, true));
        this.#endIfEmpty();
        return begins;
      },
      cancel: () => {
        this.#expected.delete(expectation);
        this.#endIfEmpty();
      },
    };
  }

  /** The connection says so. */
  stoppedOn(seat: Looker): void {
    for (const expectation of this.#expected) if (expectation.seat === seat) this.#expected.delete(expectation);
    const typist = this.#typists.get(seat.userId);
    if (typist?.from === seat.id) this.#end(typist);
    this.#endIfEmpty();
  }

  /** Whatever the connection: the user posted, or left. */
  stopped(userId: UserId): void {
    for (const expectation of this.#expected) if (expectation.seat.userId === userId) this.#expected.delete(expectation);
    const typist = this.#typists.get(userId);
    if (typist !== undefined) this.#end(typist);
    this.#endIfEmpty();
  }

  close(): void {
    this.#stopHearing();
    for (const { cancel } of this.#typists.values()) cancel();
    this.#typists.clear();
    this.#expected.clear();
  }

  /** False for one too many. Tells those who look. */
  #begin(said: Pick<Typist, "user" | "from" | "seat">, forMs: number): boolean {
    const { clock, bounds } = this.#options;
    const before = this.#typists.get(said.user.id);
    if (before === undefined && this.#typists.size >= bounds.typistsPerRoom) return false;
    before?.cancel();
    if (before !== undefined && before.seat !== said.seat) before.seat?.typingEnded(this);
    const toldAtMs = clock.monotonicMs();
    const typist: Typist = { ...said, toldAtMs, untilMs: toldAtMs + forMs, cancel: () => undefined };
    this.#typists.set(said.user.id, typist);
    this.#wait(typist);
    this.#tell(typist, true);
    return true;
  }

  /** A user who goes on writing only moves the end. */
  #wait(typist: Typist): void {
    const { clock } = this.#options;
    typist.cancel = clock.after(typist.untilMs - clock.monotonicMs(), () => {
      if (clock.monotonicMs() < typist.untilMs) this.#wait(typist);
      // Of a connection elsewhere: its own process tells the others.
      else if (typist.seat === null) this.#forget(typist.user.id, typist.from);
      else this.#end(typist);
      this.#endIfEmpty();
    });
  }

  #end(typist: Typist): void {
    typist.cancel();
    this.#typists.delete(typist.user.id);
    typist.seat?.typingEnded(this);
    this.#options.bus.signal(`typing:${this.id}`, this.#signalOf(typist, false));
    this.#tell(typist, false);
  }

  #signalOf({ user, from }: Pick<Typist, "user" | "from">, isTyping: boolean): Signal {
    return { kind: "typing", roomId: this.id, user, isTyping, from };
  }

  #tell({ user, from }: Typist, isTyping: boolean): void {
    const change = { roomId: this.id, user, isTyping };
    for (const looker of this.#lookers) if (looker.id !== from) looker.tell(change);
  }

  /** Who begins in this process is known without the bus; who ends may have posted by another. */
  #hear(signal: Signal): void {
    if (signal.kind !== "typing") return;
    const { user, from, isTyping } = signal;
    const isOwn = from.startsWith(this.#options.nodeId);
    if (isOwn && isTyping) return;
    const { typingMs, typingRepeatMs } = this.#options.bounds;
    // Longer than there, where a repetition that was not passed on moved the end: it ends by itself only when its end was lost.
    if (isTyping) this.#begin({ user, from, seat: null }, typingMs + typingRepeatMs);
    else this.#forget(user.id, from);
    this.#endIfEmpty();
  }

  /** Ended elsewhere. */
  #forget(userId: UserId, from: string): void {
    const typist = this.#typists.get(userId);
    if (typist?.from !== from) return;
    typist.cancel();
    this.#typists.delete(userId);
    typist.seat?.typingEnded(this);
    this.#tell(typist, false);
  }

  /** Who left is told nothing from here on (I5). */
  #see(events: readonly RoomEvent[]): void {
    for (const event of events) {
      if (event.type !== "member_left") continue;
      for (const seat of [...this.#lookers, ...this.#waiting]) {
        if (seat.userId !== event.user.id) continue;
        seat.dropped(this);
        this.leave(seat);
      }
      this.stopped(event.user.id);
    }
  }

  #stopHearing(): void {
    this.#ears?.close();
    this.#ears = null;
    for (const [userId, { seat, cancel }] of this.#typists) {
      if (seat !== null) continue;
      cancel();
      this.#typists.delete(userId);
    }
  }

  #endIfEmpty(): void {
    const uses = this.#typists.size + this.#expected.size + this.#lookers.size + this.#waiting.size;
    if (uses === 0) this.#options.emptied(this);
  }
}
