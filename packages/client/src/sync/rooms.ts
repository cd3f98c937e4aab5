import { given } from "../base/given.ts";
import { Source } from "../base/observable.ts";
import type { CaughtUp, Standing } from "../contract.ts";
import type { Counts } from "../room/counts.ts";
import { type About, LiveRoom, type RoomOwner, type RoomSummary } from "../room/live-room.ts";

/** Beside the contract's standing: what the user has read of the room. */
export type FullStanding = Standing & Partial<Omit<Counts, "seq">> & Pick<About, "mutedUntil" | "latestAt">;

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

  /** The user's room as it stands; what is held of it starts after that, where it was not known. */
  stands({ seq, readTo = 0, unread = 0, mentions = 0, ...about }: FullStanding): LiveRoom {
    const room = this.of(about.room.id);
    if (room.isLive) room.stands({ ...about, seq });
    // What is held must not be counted twice.
    else room.counts = { readTo, unread, mentions, seq };
    if (!room.isLive) room.start(about, seq);
    else room.count({ readTo, unread, mentions, seq });
    return room;
  }

  /** The server has less than was here: it was set back. */
  setBack(standing: FullStanding): LiveRoom {
    this.of(standing.room.id).forget();
    return this.stands(standing);
  }

  /** No longer the user's, unless they have joined it anew since: what is held says so. */
  drop(room: LiveRoom): void {
    const { held } = room.sequencer;
    room.forget();
    for (const event of held) room.take(event);
  }

  /** A room that began, or that the user has joined, since the standings were read: its first event says so. */
  begin(room: LiveRoom): void {
    if (room.isLive) return;
    const [first] = room.sequencer.held;
    if (first?.type !== "member_joined") return;
    if (first.seq === 1 || first.user.id === this.#owner.reader.id())
      room.start({ room: first.room, role: first.role }, first.seq - 1);
  }

  /** What is held of rooms without a standing. */
  beginAll(): void {
    for (const room of [...this.#rooms.values()]) this.begin(room);
  }

  /** What became of the room besides its events. `asked`: of the room, when it was asked. */
  caughtUp(answer: CaughtUp, asked: LiveRoom["sequencer"] | undefined): "gone" | "reset" | undefined {
    const room = this.of(answer.roomId);
    // Left, or joined anew, since it was asked.
    if (room.sequencer !== asked || !room.isLive) return undefined;
    switch (answer.kind) {
      case "events": {
        const next = answer.events.find(({ seq }) => seq > room.position);
        // Not all of it is the user's to see: they were away from the room.
        const isCut = next !== undefined && next.seq > room.position + 1;
        if (isCut) room.skipTo(next.seq - 1);
        for (const event of answer.events) room.take(event);
        return isCut ? "reset" : undefined;
      }
      case "fresh":
        if (answer.seq <= room.position) return undefined;
        room.restart({ ...answer, hasNewer: false });
        return "reset";
      case "gone":
        room.forget();
        return "gone";
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

function isSame<T extends object>(one: T, other: T): boolean {
  const [names, others] = [Object.keys(one), Object.keys(other)] as (keyof T)[][];
  return names?.length === others?.length && names?.every((name) => one[name] === other[name]) === true;
}
