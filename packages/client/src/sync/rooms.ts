import { given } from "../base/given.ts";
import { Source } from "../base/observable.ts";
import { isSame } from "../base/same.ts";
import type { CaughtUp, RoomEvent, Standing } from "../contract.ts";
import type { About, RoomSummary } from "../room/about.ts";
import type { Counts } from "../room/counts.ts";
import { LiveRoom } from "../room/live-room.ts";
import type { RoomOwner } from "../room/room-owner.ts";

/** Where a room was in an earlier life. */
export interface StoredRoom {
  readonly about: About;
  readonly counts: Counts;
  readonly position: number;
}

/** All rooms that this client knows of. */
export class Rooms {
  readonly #owner: RoomOwner;
  readonly #rooms = new Map<string, LiveRoom>();
  readonly #summaries = new WeakMap<LiveRoom, RoomSummary>();
  /** The user's rooms, the one with the latest message first. */
  readonly list: Source<readonly RoomSummary[]>;

  constructor(owner: RoomOwner) {
    this.#owner = owner;
    this.list = new Source<readonly RoomSummary[]>(() =>
      this.live.flatMap(({ id }) => this.summary(id) ?? []).sort((one, other) => (other.latestAt ?? 0) - (one.latestAt ?? 0)),
    );
  }

  get live(): readonly LiveRoom[] {
    return [...this.#rooms.values()].filter(({ isLive }) => isLive);
  }

  get behind(): readonly LiveRoom[] {
    return this.live.filter(({ sequencer }) => sequencer.isBehind);
  }

  of(id: string): LiveRoom {
    const room = this.#rooms.get(id) ?? new LiveRoom(id, this.#owner);
    this.#rooms.set(id, room);
    return room;
  }

  restore(id: string, { about, counts, position }: StoredRoom): LiveRoom {
    const room = this.of(id);
    room.counts = counts;
    room.start(about, position);
    return room;
  }

  /**
   * The user's room as it stands. One that was not known starts there, and says so to whoever was here before: `isBack`. They joined it
   * while they were away, and what was said in it since is told by pages.
   */
  stands({ seq, readTo, unread, mentions, ...about }: Standing, isBack = false): LiveRoom {
    const room = this.of(about.room.id);
    this.begin(room);
    if (room.isLive) room.stands({ ...about, seq });
    else if (isBack) this.#owner.reset(room, seq);
    // Before what is held is applied, and counted.
    room.count({ readTo, unread, mentions, seq });
    if (!room.isLive) room.start(about, seq);
    return room;
  }

  /** The server has less than was here: it was set back. */
  setBack(standing: Standing): LiveRoom {
    const room = this.of(standing.room.id);
    room.forget();
    this.stands(standing);
    this.#owner.reset(room, standing.seq);
    return room;
  }

  /** No longer the user's, unless they have joined it anew since: what is held says so. */
  drop(room: LiveRoom): void {
    const { held } = room.sequencer;
    room.forget();
    for (const event of held) room.take(event);
  }

  /** A room that began, or that the user has joined, since the standings were read: what is held of it says so. */
  begin(room: LiveRoom): void {
    const { held } = room.sequencer;
    const first = held[0]?.seq === 1 ? held[0] : held.findLast((event) => this.#isOwnJoining(event));
    if (first !== undefined) this.#beginWith(room, first);
  }

  #beginWith(room: LiveRoom, event: RoomEvent): void {
    if (room.isLive || event.type !== "member_joined") return;
    room.start({ room: event.room, role: event.role }, event.seq - 1);
    // How far they had read when they were here before only the server knows.
    this.#owner.recount(room);
  }

  #isOwnJoining(event: RoomEvent): boolean {
    return event.type === "member_joined" && event.user.id === this.#owner.reader.id();
  }

  /** What is held of rooms without a standing. */
  beginAll(): void {
    for (const room of [...this.#rooms.values()]) this.begin(room);
  }

  /** Gives whether the room is gone. `asked`: of the room, when it was asked. */
  caughtUp(answer: CaughtUp, asked: LiveRoom["sequencer"] | undefined): boolean {
    const room = this.of(answer.roomId);
    // Left, or joined anew, since it was asked.
    if (room.sequencer !== asked || !room.isLive) return false;
    switch (answer.kind) {
      case "events":
        for (const event of answer.events) {
          // They left in between and came again.
          if (this.#isOwnJoining(event)) this.#beginWith(room, event);
          if (room.isLive) room.take(event);
        }
        this.begin(room);
        return false;
      case "fresh":
        if (answer.seq > room.position) room.restart({ ...answer, hasNewer: false });
        return false;
      case "gone":
        this.drop(room);
        return true;
    }
  }

  clear(): void {
    for (const room of this.#rooms.values()) room.forget();
  }

  /** The same object until it says something else; undefined for what is none of the user's rooms. */
  summary(id: string): RoomSummary | undefined {
    const room = this.#rooms.get(id);
    if (room?.about === undefined) return undefined;
    const { unread, mentions, readTo } = room.counts;
    const made = this.#summaries.get(room);
    const summary = given({ ...room.about, unread, mentions, readTo });
    if (made !== undefined && isSame(made, summary)) return made;
    this.#summaries.set(room, summary);
    return summary;
  }
}
