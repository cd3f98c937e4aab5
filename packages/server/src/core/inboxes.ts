import type { EventBatch } from "../ports/bus.ts";
import type { RoomEvent, RoomId, Seq, UserId } from "../ports/model.ts";
import type { Standing } from "../ports/rooms.ts";
import type { EventListener } from "./api.ts";
import { Backlog } from "./backlog.ts";
import type { FeedOptions } from "./feed.ts";
import { gapFilling } from "./feed.ts";
import { Listeners } from "./listeners.ts";
import { RecencyMap } from "./recency-map.ts";
import { Sequencer, type SequencerOptions } from "./sequencer.ts";

export interface Inboxes {
  followUser(userId: UserId, listener: EventListener): Promise<() => void>;
  /** As `followUser`. */
  follow(userId: UserId, listener: EventListener): Promise<FollowedInbox>;
  close(): void;
}

export interface FollowedInbox {
  /** Of the user's direct rooms. */
  readonly backlog: Backlog;
  readonly stop: () => void;
}

/** One subscription for each user that anybody here follows, shared by all who do. */
export function createInboxes(options: FeedOptions): Inboxes {
  const open = new Map<UserId, { readonly inbox: Inbox; followers: number }>();

  const leave = (userId: UserId, entry: { readonly inbox: Inbox; followers: number }): void => {
    if (--entry.followers > 0) return;
    entry.inbox.close();
    if (open.get(userId) === entry) open.delete(userId);
  };

  const follow: Inboxes["follow"] = async (userId, listener) => {
    const entry = open.get(userId) ?? { inbox: new Inbox(userId, options), followers: 0 };
    open.set(userId, entry);
    entry.followers++;
    try {
      await entry.inbox.ready;
    } catch (error) {
      leave(userId, entry);
      throw error;
    }
    const detach = entry.inbox.listeners.add(listener);
    let following = true;
    const stop = () => {
      if (!following) return;
      following = false;
      detach();
      leave(userId, entry);
    };
    return { backlog: entry.inbox.backlog, stop };
  };

  return {
    follow,
    followUser: async (userId, listener) => (await follow(userId, listener)).stop,
    close() {
      for (const { inbox } of open.values()) inbox.close();
      open.clear();
    },
  };
}

/** Where an unknown direct room starts: before its first event seen, at its beginning, or not yet, for the store is still being asked. */
type UnknownRooms = "at_first_seen" | "at_beginning" | "waiting";

/** What reaches one user: their direct rooms, each in its own order, and their coming to and going from any other. */
class Inbox {
  readonly listeners: Listeners<readonly RoomEvent[]>;
  readonly backlog: Backlog;
  readonly ready: Promise<void>;
  readonly #userId: UserId;
  readonly #options: FeedOptions;
  readonly #sequencing: SequencerOptions;
  /** Direct rooms by id. */
  readonly #rooms = new RecencyMap<Sequencer>();
  /** Greatest seq seen of rooms whose other events do not come here. */
  readonly #comings = new RecencyMap<{ seq: Seq }>();
  /**
   * Of a bus that loses: where the rooms were of which nothing else is remembered. The first event seen may not be the next. As many as the
   * user has direct rooms, a number each.
   */
  readonly #forgotten = new Map<RoomId, Seq>();
  #unknownRooms: UnknownRooms;
  #unsubscribe: () => void = () => undefined;
  #closed = false;

  constructor(userId: UserId, options: FeedOptions) {
    this.#userId = userId;
    this.#options = options;
    this.#unknownRooms = options.bus.lossless ? "at_first_seen" : "waiting";
    this.listeners = new Listeners(options.log);
    this.backlog = new Backlog(options.log);
    this.#sequencing = { ...gapFilling(options), show: (events) => this.listeners.tell(events) };
    this.ready = this.#open();
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    for (const { value: sequencer } of this.#rooms.entries()) sequencer.stop();
    this.#rooms.clear();
    this.#forgotten.clear();
  }

  async #open(): Promise<void> {
    const { bus } = this.#options;
    const unsubscribe = await bus.subscribe(`user:${this.#userId}`, (batch) => this.#receive(batch));
    this.#unsubscribe = unsubscribe;
    if (this.#closed) unsubscribe();
    if (!bus.lossless) await this.#readPositions();
  }

  /** What is committed before this counts as seen; what comes after is found by its seq, even when the bus lost it. */
  async #readPositions(): Promise<void> {
    const { store, bounds } = this.#options;
    let page: readonly Standing[] = [];
    do {
      page = await store.standingsOf(this.#userId, page.at(-1)?.room.id ?? "", bounds.roomsPerPage);
      for (const { room, seq } of page) if (room.kind === "direct") this.#sequencerOf(room.id).start(seq);
    } while (page.length === bounds.roomsPerPage && !this.#closed);
    if (this.#unknownRooms === "waiting") this.#unknownRooms = "at_beginning";
    for (const { value: sequencer } of this.#rooms.entries()) if (!sequencer.isStarted) sequencer.start(0);
  }

  #receive(batch: EventBatch): void {
    const [first] = batch;
    if (first === undefined || this.#closed) return;
    if (first.room.kind === "direct") this.#receiveDirect(first, batch);
    else this.#receiveOwn(first.room.id, batch);
  }

  #receiveDirect(first: RoomEvent, batch: EventBatch): void {
    const isUnknown = this.#rooms.get(first.room.id) === undefined;
    const sequencer = this.#sequencerOf(first.room.id);
    const position = this.#forgotten.get(first.room.id);
    if (isUnknown && position !== undefined) sequencer.start(position);
    else if (isUnknown && this.#unknownRooms !== "waiting")
      sequencer.start(this.#unknownRooms === "at_beginning" ? 0 : first.seq - 1);
    this.#forgotten.delete(first.room.id);
    sequencer.offer(batch);
  }

  #receiveOwn(roomId: RoomId, batch: EventBatch): void {
    const seen = this.#comings.use(roomId, () => ({ seq: 0 }));
    if (this.#comings.size > this.#options.bounds.inboxRooms) this.#comings.delete(this.#comings.oldest?.key ?? "");
    const fresh = batch.filter((event) => event.seq > seen.seq);
    seen.seq = fresh.at(-1)?.seq ?? seen.seq;
    if (fresh.length > 0) this.listeners.tell(fresh);
  }

  #sequencerOf(roomId: RoomId): Sequencer {
    const sequencer = this.#rooms.use(roomId, () => this.#newSequencer(roomId));
    if (this.#rooms.size > this.#options.bounds.inboxRooms) this.#forgetLongestQuiet();
    return sequencer;
  }

  #newSequencer(roomId: RoomId): Sequencer {
    const moved = (isBehind: boolean): void => this.backlog.note(sequencer, isBehind);
    const sequencer: Sequencer = new Sequencer(roomId, { ...this.#sequencing, moved });
    return sequencer;
  }

  /** One that waits for the store is never forgotten: that would lose what it waits for. */
  #forgetLongestQuiet(): void {
    for (const { key, value } of this.#rooms.entries()) {
      if (!value.isIdle) continue;
      this.#rooms.delete(key);
      if (this.#options.bus.lossless) this.#unknownRooms = "at_first_seen";
      else this.#forgotten.set(key, value.position);
      return;
    }
  }
}
