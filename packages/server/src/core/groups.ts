import type { RoomEvent, RoomId, Seq, UserId } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import type { Standing } from "../ports/rooms.ts";
import type { EventListener } from "./api.ts";
import { Backlog, type Lagging } from "./backlog.ts";
import type { FeedOptions } from "./feed.ts";
import type { Inboxes } from "./inboxes.ts";
import { Listeners } from "./listeners.ts";
import type { Beginning } from "./membership.ts";
import { Membership, type MembershipOwner } from "./membership.ts";
import { Opening } from "./opening.ts";
import { RecencyMap } from "./recency-map.ts";
import type { HeldStream, RoomStreams } from "./room-streams.ts";

export interface GroupsOptions extends FeedOptions {
  readonly inboxes: Inboxes;
  readonly streams: RoomStreams;
}

export interface Groups {
  followRooms(userId: UserId, listener: EventListener): Promise<() => void>;
  /** As `followRooms`. */
  follow(userId: UserId, listener: EventListener): Promise<FollowedGroups>;
  close(): void;
}

export interface FollowedGroups {
  /** Of everything that reaches the user. */
  readonly backlogs: readonly Backlog[];
  readonly stop: () => void;
}

/** Everything that reaches a user, followed once for all who follow the user here. */
export function createGroups(options: GroupsOptions): Groups {
  const open = new Map<UserId, { readonly groups: UserGroups; followers: number }>();

  const leave = (userId: UserId, entry: { readonly groups: UserGroups; followers: number }): void => {
    if (--entry.followers > 0) return;
    entry.groups.close();
    if (open.get(userId) === entry) open.delete(userId);
  };

  const follow: Groups["follow"] = async (userId, listener) => {
    const entry = open.get(userId) ?? { groups: new UserGroups(userId, options), followers: 0 };
    open.set(userId, entry);
    entry.followers++;
    try {
      await entry.groups.ready;
    } catch (error) {
      leave(userId, entry);
      throw error;
    }
    const detach = entry.groups.listeners.add(listener);
    let isFollowing = true;
    const stop = () => {
      if (!isFollowing) return;
      isFollowing = false;
      detach();
      leave(userId, entry);
    };
    return { backlogs: entry.groups.backlogs, stop };
  };

  return {
    follow,
    followRooms: async (userId, listener) => (await follow(userId, listener)).stop,
    close() {
      for (const { groups } of open.values()) groups.close();
      open.clear();
    },
  };
}

class UserGroups implements MembershipOwner {
  readonly listeners: Listeners<readonly RoomEvent[]>;
  readonly ready: Promise<void>;
  readonly userId: UserId;
  readonly #options: GroupsOptions;
  readonly #memberships = new Map<RoomId, Membership>();
  /** Joinings whose room's stream is being opened. */
  readonly #opening = new Map<RoomId, Opening>();
  /** Of the user's groups. */
  readonly #backlog: Backlog;
  #inboxBacklog: Backlog | null = null;
  /** Up to where rooms were shown that the user has left since: a joining told late must not show them again. */
  readonly #ended = new RecencyMap<{ position: Seq }>();
  #stopInbox: () => void = () => undefined;
  #isClosed = false;
  readonly #cancels = new Set<() => void>();

  constructor(userId: UserId, options: GroupsOptions) {
    this.userId = userId;
    this.#options = options;
    this.listeners = new Listeners(options.log);
    this.#backlog = new Backlog(options.log);
    this.ready = this.#open();
  }

  /** Complete once it is ready. */
  get backlogs(): readonly Backlog[] {
    return this.#inboxBacklog === null ? [this.#backlog] : [this.#inboxBacklog, this.#backlog];
  }

  close(): void {
    this.#isClosed = true;
    this.#stopInbox();
    for (const cancel of this.#cancels) cancel();
    for (const membership of this.#memberships.values()) membership.end();
    this.#memberships.clear();
  }

  async #open(): Promise<void> {
    const inbox = await this.#options.inboxes.follow(this.userId, (events) => this.#receive(events));
    this.#stopInbox = inbox.stop;
    this.#inboxBacklog = inbox.backlog;
    const held = new Map<RoomId, HeldStream>();
    try {
      // The streams first: what is committed after the user's standing was read is then told by them.
      for await (const { room } of this.#standings()) {
        if (isGroup(room.kind, room.id)) held.set(room.id, await this.#options.streams.hold(room.id));
      }
      for await (const { room, seq } of this.#standings()) {
        const stream = held.get(room.id);
        if (stream === undefined || this.#memberships.has(room.id)) continue;
        held.delete(room.id);
        this.#begin({ id: room.id, held: stream }, { position: seq });
      }
    } catch (error) {
      this.close();
      throw error;
    } finally {
      for (const stream of held.values()) stream.release();
    }
    if (this.#isClosed) this.close();
  }

  async *#standings(): AsyncGenerator<Standing> {
    const { store, bounds } = this.#options;
    let page: readonly Standing[] = [];
    do {
      page = await store.standingsOf(this.userId, page.at(-1)?.room.id ?? "", bounds.roomsPerPage);
      yield* page;
    } while (page.length === bounds.roomsPerPage && !this.#isClosed);
  }

  #receive(events: readonly RoomEvent[]): void {
    const [first] = events;
    if (first === undefined || this.#isClosed) return;
    if (!isGroup(first.room.kind, first.room.id)) {
      this.listeners.tell(events);
      return;
    }
    // Both are shown in the room's own order. A joining is needed here, to begin with.
    for (const event of events) if (event.type === "member_joined") this.#joined(event.room.id, event);
  }

  #joined(roomId: RoomId, joining: RoomEvent): void {
    const { seq } = joining;
    if (seq <= (this.#ended.get(roomId)?.position ?? 0)) return;
    const membership = this.#memberships.get(roomId);
    if (membership !== undefined) {
      membership.joined(seq);
      return;
    }
    const known = this.#opening.get(roomId);
    if (known !== undefined) {
      known.latest = seq;
      return;
    }
    const opening = new Opening(joining);
    this.#opening.set(roomId, opening);
    this.moved(opening, true);
    void this.#follow(opening);
  }

  async #follow(opening: Opening): Promise<void> {
    const { roomId } = opening;
    while (!this.#isClosed) {
      try {
        const held = await this.#options.streams.hold(roomId);
        this.#opening.delete(roomId);
        if (this.#isClosed || this.#memberships.has(roomId)) held.release();
        else this.#begin({ id: roomId, held }, { joining: opening.first });
        const membership = this.#memberships.get(roomId);
        membership?.joined(opening.latest);
        opening.opened(membership ?? null);
        this.moved(opening, false);
        return;
      } catch (err) {
        this.#options.log.warn({ err }, "could not follow a room that somebody joined; trying again");
        await this.#pause();
      }
    }
  }

  #begin(room: { readonly id: RoomId; readonly held: HeldStream }, beginning: Beginning): void {
    this.#memberships.set(room.id, new Membership({ ...room, options: this.#options }, beginning, this));
  }

  show(events: readonly RoomEvent[]): void {
    this.listeners.tell(events);
  }

  moved(room: Lagging, isBehind: boolean): void {
    this.#backlog.note(room, isBehind);
  }

  left(roomId: RoomId, position: Seq): void {
    this.#memberships.delete(roomId);
    this.#ended.use(roomId, () => ({ position })).position = position;
    if (this.#ended.size > this.#options.bounds.inboxRooms) this.#ended.delete(this.#ended.oldest?.key ?? "");
  }

  #pause(): Promise<void> {
    const { clock, bounds } = this.#options;
    return new Promise((resolve) => {
      const done = (): void => {
        this.#cancels.delete(done);
        cancel();
        resolve();
      };
      const cancel = clock.after(bounds.feedRetryMs, done);
      this.#cancels.add(done);
    });
  }
}

function isGroup(kind: string, roomId: RoomId): boolean {
  return kind !== "direct" && roomId !== loungeId;
}
