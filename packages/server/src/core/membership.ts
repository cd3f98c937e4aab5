import type { RoomEvent, RoomId, Seq, UserId } from "../ports/model.ts";
import type { Lagging } from "./backlog.ts";
import type { FeedOptions } from "./feed.ts";
import type { HeldStream } from "./room-streams.ts";

/** Whose membership it is. */
export interface MembershipOwner {
  readonly userId: UserId;
  show(events: readonly RoomEvent[]): void;
  /** The room is behind, or was; after what it showed was shown. */
  moved(room: Lagging, isBehind: boolean): void;
  /** The user left before `position`, or with it, and is not known to have come back. Nothing more is shown. */
  left(roomId: RoomId, position: Seq): void;
}

export interface FollowedRoom {
  readonly id: RoomId;
  readonly held: HeldStream;
  readonly options: FeedOptions;
}

/** Where it begins: the user was in at `position`, or came with an event. */
export type Beginning = { readonly position: Seq } | { readonly joining: RoomEvent };

/**
 * What one user sees of one room that only its members see all of: what happens from their joining to their leaving. Both are
 * looked for in the room's own order, so that they cut where they were committed, whatever else is late or early.
 */
export class Membership implements Lagging {
  readonly roomId: RoomId;
  readonly #held: HeldStream;
  readonly #owner: MembershipOwner;
  readonly #userId: UserId;
  readonly #options: FeedOptions;
  readonly #detach: () => void;
  /** Shown up to here. */
  #position: Seq;
  /** The greatest seq that the stream told. */
  #newest: Seq;
  #latestJoining: Seq;
  #isIn: boolean;
  #isReading = false;
  #isEnded = false;
  /** What the owner was last told. */
  #wasBehind = false;
  #cancelPause: () => void = () => undefined;

  constructor(room: FollowedRoom, beginning: Beginning, owner: MembershipOwner) {
    this.roomId = room.id;
    this.#held = room.held;
    this.#options = room.options;
    this.#owner = owner;
    this.#userId = owner.userId;
    this.#isIn = "position" in beginning;
    this.#position = "position" in beginning ? beginning.position : beginning.joining.seq - 1;
    this.#latestJoining = "position" in beginning ? beginning.position : beginning.joining.seq;
    this.#newest = Math.max(room.held.stream.position, this.#latestJoining);
    this.#detach = room.held.stream.attach((events) => this.#receive(events));
    if ("joining" in beginning) this.#take([beginning.joining]);
    if (this.#newest > this.#position) void this.#catchUp();
    this.#tellMoved();
  }

  mark(): Seq {
    return Math.max(this.#newest, this.#held.stream.told);
  }

  isPast(mark: Seq): boolean {
    return this.#isEnded || this.#position >= mark;
  }

  /** The user is known to have joined with this event. */
  joined(seq: Seq): void {
    this.#latestJoining = Math.max(this.#latestJoining, seq);
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#cancelPause();
    this.#detach();
    this.#held.release();
    this.#tellMoved();
  }

  #tellMoved(): void {
    const isBehind = !this.isPast(this.mark());
    if (!isBehind && !this.#wasBehind) return;
    this.#wasBehind = isBehind;
    this.#owner.moved(this, isBehind);
  }

  #receive(events: readonly RoomEvent[]): void {
    const last = events.at(-1)?.seq ?? 0;
    if (last > this.#newest) {
      this.#newest = last;
      // While the store is read nothing is kept: what came is read after the rest.
      if (!this.#isReading) this.#take(events);
    }
    if (this.#wasBehind || events.length === 0) this.#tellMoved();
  }

  #take(events: readonly RoomEvent[]): void {
    const isNew = (events[0]?.seq ?? 0) > this.#position;
    const fresh = isNew ? events : events.filter(({ seq }) => seq > this.#position);
    this.#position = fresh.at(-1)?.seq ?? this.#position;
    if (!this.#hasOwn(fresh)) {
      if (this.#isIn && fresh.length > 0) this.#owner.show(fresh);
      return;
    }
    const seen = fresh.filter((event) => this.#isSeen(event));
    if (seen.length > 0) this.#owner.show(seen);
    if (!this.#isIn && this.#latestJoining <= this.#position && !this.#isEnded) {
      this.end();
      this.#owner.left(this.roomId, this.#position);
    }
  }

  /** Passes the user's own coming and going, which are seen themselves. */
  #isSeen(event: RoomEvent): boolean {
    if (!this.#isOwn(event)) return this.#isIn;
    const wasIn = this.#isIn;
    this.#isIn = event.type === "member_joined";
    return wasIn !== this.#isIn;
  }

  /** Asked for every member and event: nothing is made for it. */
  #hasOwn(events: readonly RoomEvent[]): boolean {
    for (const event of events) if (this.#isOwn(event)) return true;
    return false;
  }

  #isOwn(event: RoomEvent): boolean {
    return (event.type === "member_left" || event.type === "member_joined") && event.user.id === this.#userId;
  }

  async #catchUp(): Promise<void> {
    const { store, bounds, log } = this.#options;
    this.#isReading = true;
    while (this.#newest > this.#position && !this.#isEnded) {
      try {
        const events = await store.eventsAfter(this.roomId, this.#position, bounds.feedCatchUp);
        if (this.#isEnded) return;
        this.#take(events);
        this.#tellMoved();
        if (events.length === 0) await this.#pause();
      } catch (err) {
        log.warn({ err }, "could not read the events of a room that somebody joined; trying again");
        await this.#pause();
      }
    }
    this.#isReading = false;
  }

  #pause(): Promise<void> {
    const { clock, bounds } = this.#options;
    return new Promise((resolve) => {
      const cancel = clock.after(bounds.feedRetryMs, resolve);
      this.#cancelPause = () => {
        cancel();
        resolve();
      };
    });
  }
}
