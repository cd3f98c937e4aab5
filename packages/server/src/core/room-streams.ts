import type { RoomEvent, RoomId, Seq } from "../ports/model.ts";
import type { EventListener } from "./api.ts";
import type { FeedOptions } from "./feed.ts";
import { gapFilling } from "./feed.ts";
import { Listeners } from "./listeners.ts";
import { Sequencer } from "./sequencer.ts";

/** The events of one room as this process hears them: in order, none missing from the moment it was opened. */
export interface RoomStream {
  /** Everything up to here was told, or came before the stream was opened. */
  readonly position: Seq;
  /** It was told of everything up to here, and will tell it. */
  readonly told: Seq;
  /** `listener` is called with no events when `told` has risen, or what is behind it was told, while some of it is yet to be read. */
  attach(listener: EventListener): () => void;
}

/** A stream that is shared, and ends when nobody holds it any more. */
export interface HeldStream {
  readonly stream: RoomStream;
  release(): void;
}

export interface RoomStreams {
  /** Rejects with what the store or bus rejected with. */
  hold(roomId: RoomId): Promise<HeldStream>;
  close(): void;
}

/** One subscription for each room that somebody here is in, however many they are. */
export function createRoomStreams(options: FeedOptions): RoomStreams {
  const open = new Map<RoomId, { readonly stream: Stream; holders: number }>();

  const release = (roomId: RoomId, entry: { readonly stream: Stream; holders: number }): void => {
    if (--entry.holders > 0) return;
    entry.stream.close();
    if (open.get(roomId) === entry) open.delete(roomId);
  };

  return {
    async hold(roomId) {
      const entry = open.get(roomId) ?? { stream: new Stream(roomId, options), holders: 0 };
      open.set(roomId, entry);
      entry.holders++;
      try {
        await entry.stream.ready;
      } catch (error) {
        release(roomId, entry);
        throw error;
      }
      return { stream: entry.stream, release: () => release(roomId, entry) };
    },
    close() {
      for (const { stream } of open.values()) stream.close();
      open.clear();
    },
  };
}

class Stream implements RoomStream {
  readonly ready: Promise<void>;
  readonly #sequencer: Sequencer;
  readonly #listeners: Listeners<readonly RoomEvent[]>;
  #position: Seq = 0;
  #unsubscribe: () => void = () => undefined;
  #isClosed = false;

  constructor(roomId: RoomId, options: FeedOptions) {
    this.#listeners = new Listeners(options.log, (events) => {
      this.#position = events.at(-1)?.seq ?? this.#position;
    });
    this.#sequencer = new Sequencer(roomId, {
      ...gapFilling(options),
      show: (events) => this.#listeners.tell(events),
      moved: () => this.#listeners.tell([]),
    });
    this.ready = this.#open(roomId, options);
  }

  get position(): Seq {
    return this.#position;
  }

  get told(): Seq {
    return Math.max(this.#position, this.#sequencer.mark());
  }

  attach(listener: EventListener): () => void {
    return this.#listeners.add(listener);
  }

  close(): void {
    this.#isClosed = true;
    this.#unsubscribe();
    this.#sequencer.stop();
  }

  /** Subscribes before it reads, so that nothing falls between the two. */
  async #open(roomId: RoomId, { bus, store }: FeedOptions): Promise<void> {
    this.#unsubscribe = await bus.subscribe(`room:${roomId}`, (batch) => this.#sequencer.offer(batch));
    try {
      if (this.#isClosed) return;
      const snapshot = await store.snapshot(roomId, 0);
      this.#position = snapshot?.seq ?? 0;
      this.#sequencer.start(this.#position);
    } finally {
      if (this.#isClosed) this.#unsubscribe();
    }
  }
}
