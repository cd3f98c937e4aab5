import type { Clock } from "../ports/clock.ts";
import type { RoomEvent, RoomId, Seq } from "../ports/model.ts";
import type { Lagging } from "./backlog.ts";

export interface SequencerOptions {
  readonly clock: Clock;
  /** Reads what is missing; `Store.eventsAfter`. */
  readonly load: (roomId: RoomId, afterSeq: Seq, limit: number) => Promise<readonly RoomEvent[]>;
  /** Gets every event once, in seq order. MUST NOT throw. */
  readonly show: (events: readonly RoomEvent[]) => void;
  /** Told each time that it moved while it was behind, or is now; after what it showed was shown. MUST NOT throw. */
  readonly moved?: (isBehind: boolean) => void;
  /** Told of each failed reading; the next is tried after `retryMs`. */
  readonly failed: (error: unknown) => void;
  /** Events read at once, and events kept that came ahead of a gap. */
  readonly pageSize: number;
  readonly retryMs: number;
}

/**
 * Puts the events of one room in order, whatever the bus did to them: what was seen is dropped, what is missing is read from the
 * store before anything later is shown. A gap is noticed when a later event comes.
 */
export class Sequencer implements Lagging {
  readonly roomId: RoomId;
  readonly #options: SequencerOptions;
  /** Shown up to here; null until started. */
  #position: Seq | null = null;
  /** The greatest seq anybody told of. */
  #newest: Seq = 0;
  /** Came before their time; those that do not fit are read again. */
  readonly #ahead = new Map<Seq, RoomEvent>();
  #filling = false;
  #stopped = false;
  /** What was last told by `moved`. */
  #wasBehind = false;
  #cancelPause: () => void = () => undefined;

  constructor(roomId: RoomId, options: SequencerOptions) {
    this.roomId = roomId;
    this.#options = options;
  }

  get isStarted(): boolean {
    return this.#position !== null;
  }

  /** Shown up to here; 0 until started. */
  get position(): Seq {
    return this.#position ?? 0;
  }

  /** Started, nothing is missing and nothing is being read. */
  get isIdle(): boolean {
    return this.isStarted && !this.#filling && this.#ahead.size === 0;
  }

  mark(): Seq {
    return Math.max(this.#newest, this.position);
  }

  isPast(mark: Seq): boolean {
    return this.#stopped || this.position >= mark;
  }

  /** Everything up to `position` counts as shown; what was offered before is looked at now. */
  start(position: Seq): void {
    this.#position = position;
    for (const seq of [...this.#ahead.keys()]) if (seq <= position) this.#ahead.delete(seq);
    this.offer([]);
  }

  offer(batch: readonly RoomEvent[]): void {
    if (this.#stopped) return;
    if (this.#ahead.size === 0 && this.#follows(batch)) {
      this.#options.show(batch);
      return;
    }
    const ready: RoomEvent[] = [];
    for (const event of batch) this.#take(event, ready);
    this.#takeWhatFollows(ready);
    if (ready.length > 0) this.#options.show(ready);
    this.#tellMoved();
    if (this.#isBehind() && !this.#filling) void this.#fill();
  }

  /** Reads what is there by now and shows it, whether or not anybody told of it. Rejects with what `load` rejected with. */
  async catchUp(): Promise<void> {
    const { load, pageSize } = this.#options;
    let isMore = true;
    while (isMore && !this.#stopped && this.#position !== null) {
      const events = await load(this.roomId, this.#position, pageSize);
      this.offer(events);
      isMore = events.length === pageSize;
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#ahead.clear();
    this.#cancelPause();
    this.#tellMoved();
  }

  #tellMoved(): void {
    const isBehind = !this.isPast(this.#newest);
    if (!isBehind && !this.#wasBehind) return;
    this.#wasBehind = isBehind;
    this.#options.moved?.(isBehind);
  }

  #isBehind(): boolean {
    return !this.#stopped && this.#position !== null && this.#newest > this.#position;
  }

  /** Whether the whole of it is next, as it nearly always is; then it counts as shown, just as it is. */
  #follows(batch: readonly RoomEvent[]): boolean {
    const [first, last] = [batch[0], batch.at(-1)];
    if (first === undefined || last === undefined || this.#position === null || this.#newest > this.#position) return false;
    if (first.seq !== this.#position + 1) return false;
    for (let n = 1; n < batch.length; n += 1) if (batch[n]?.seq !== first.seq + n) return false;
    this.#newest = last.seq;
    this.#position = last.seq;
    return true;
  }

  #take(event: RoomEvent, ready: RoomEvent[]): void {
    this.#newest = Math.max(this.#newest, event.seq);
    if (this.#position !== null && event.seq <= this.#position) return;
    if (this.#position !== null && event.seq === this.#position + 1) {
      this.#position = event.seq;
      ready.push(event);
    } else if (this.#ahead.size < this.#options.pageSize) {
      this.#ahead.set(event.seq, event);
    }
  }

  #takeWhatFollows(ready: RoomEvent[]): void {
    if (this.#ahead.size === 0 || this.#position === null) return;
    for (const shown of ready) this.#ahead.delete(shown.seq);
    for (let next = this.#ahead.get(this.#position + 1); next !== undefined; next = this.#ahead.get(this.#position + 1)) {
      this.#ahead.delete(next.seq);
      this.#position = next.seq;
      ready.push(next);
    }
  }

  async #fill(): Promise<void> {
    this.#filling = true;
    while (this.#isBehind()) {
      const position = this.#position ?? 0;
      this.offer(await this.#loadAfter(position));
      if (this.#isBehind() && this.#position === position) await this.#pause();
    }
    this.#filling = false;
  }

  async #loadAfter(position: Seq): Promise<readonly RoomEvent[]> {
    try {
      return await this.#options.load(this.roomId, position, this.#options.pageSize);
    } catch (error) {
      this.#options.failed(error);
      return [];
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#cancelPause = this.#options.clock.after(this.#options.retryMs, resolve);
    });
  }
}
