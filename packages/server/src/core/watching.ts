/**
 * Presence as it is watched, user by user. A change is told to those who watch the user: it costs nothing for anybody else who is online, or
 * shares a room with them.
 */
import type { UnixMs, UserId } from "../ports/model.ts";
import type { PresenceState } from "../ports/signals.ts";
import { ChatError } from "./errors.ts";
import { takeOrRefuse } from "./limits.ts";
import { type Subject, Subjects, type SubjectsOptions, type Watches } from "./watched.ts";

/** Whether a user is there. `lastActiveAt` as of the change; null for a user one may not know of. */
export interface PresenceStatus {
  readonly userId: UserId;
  readonly state: PresenceState;
  readonly lastActiveAt: UnixMs | null;
}
/** The same object for all who are told of one change. */
export type StatusListener = (status: PresenceStatus) => void;

/** What one connection watches. */
export interface Watcher {
  /**
   * From the answer on every change is told. A user whom the viewer may not know of (no room in common) is answered as offline, never seen
   * active, and never changes, like one who does not exist; they count as watched all the same. So does, from then on, one with
   * whom the last common room was left; who comes to share a room again is watched again by asking again. What is told before the answer is
   * at hand is newer than it. Errors: `limit_reached` (nothing changes then), `rate_limited`, `unavailable`, `overloaded`.
   */
  watch(userIds: readonly UserId[]): Promise<readonly PresenceStatus[]>;
  unwatch(userIds: readonly UserId[]): void;
  /** Nothing is told any more. */
  close(): void;
}

export interface Watching {
  watcher(viewerId: UserId, listener: StatusListener): Watcher;
}

export interface RunningWatching extends Watching {
  /** Signals were lost: who may watch whom is looked at anew. */
  checkAll(): Promise<void>;
  close(): void;
}

export function createWatching(options: SubjectsOptions): RunningWatching {
  const subjects = new Subjects(options);
  return {
    watcher: (viewerId, listener) => new ConnectionWatcher(viewerId, listener, { ...options, subjects }),
    checkAll: () => subjects.checkAll(),
    close: () => subjects.close(),
  };
}

const unknown = (userId: UserId): PresenceStatus => ({ userId, state: "offline", lastActiveAt: null });

class ConnectionWatcher implements Watcher, Watches {
  readonly viewerId: UserId;
  readonly #listener: StatusListener;
  readonly #options: SubjectsOptions & { readonly subjects: Subjects };
  /** Null for those whom the viewer may not know of, or of whom that is still being found out. */
  readonly #watched = new Map<UserId, Subject | null>();
  /** The viewer, who may leave a room. */
  #self: Subject | null = null;
  #isClosed = false;

  constructor(viewerId: UserId, listener: StatusListener, options: SubjectsOptions & { readonly subjects: Subjects }) {
    this.viewerId = viewerId;
    this.#listener = listener;
    this.#options = options;
  }

  watch(userIds: readonly UserId[]): Promise<readonly PresenceStatus[]> {
    return this.#options.guard(async () => {
      const { bounds, limits, subjects } = this.#options;
      takeOrRefuse(limits, "watchesPerMinute", this.viewerId);
      const wanted = new Set(userIds);
      const fresh = [...wanted].filter((id) => !this.#watched.has(id));
      if (this.#watched.size + fresh.length > bounds.watchedUsers) throw new ChatError("limit_reached");
      if (this.#isClosed || wanted.size === 0) return [];
      // They count from now on, so that several calls at once stay within the bound.
      for (const id of fresh) this.#watched.set(id, null);
      if (this.#self === null) {
        this.#self = subjects.hold(this.viewerId);
        this.#self.own.add(this);
      }
      const held = [...wanted].map((id) => subjects.hold(id));
      try {
        const lastActive = await this.#lastActiveOf(held);
        return held.map((subject) => this.#answer(subject, lastActive.get(subject.userId)));
      } catch (error) {
        for (const id of fresh) if (this.#watched.get(id) === null) this.#watched.delete(id);
        throw error;
      } finally {
        for (const subject of held) subjects.release(subject);
      }
    });
  }

  unwatch(userIds: readonly UserId[]): void {
    for (const userId of userIds) {
      this.#letGo(userId);
      this.#watched.delete(userId);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.unwatch([...this.#watched.keys()]);
    if (this.#self === null) return;
    this.#self.own.delete(this);
    this.#options.subjects.release(this.#self);
  }

  get watchedIds(): Iterable<UserId> {
    return this.#watched.keys();
  }

  tell(status: PresenceStatus): void {
    try {
      this.#listener(status);
    } catch (err) {
      this.#options.log.error({ err }, "a listener threw");
    }
  }

  forget(userId: UserId): void {
    const state = this.#letGo(userId)?.status.state ?? "offline";
    if (state !== "offline") this.tell(unknown(userId));
  }

  /** Of those whom the viewer may know of, each is heard before the store is asked: no leaving falls between the two. */
  async #lastActiveOf(held: readonly Subject[]): Promise<ReadonlyMap<UserId, UnixMs>> {
    const self = this.#self;
    const all = self === null ? held : [self, ...held];
    const leavings = (): number => all.reduce((sum, subject) => sum + subject.leavings, 0);
    await Promise.all(all.map((subject) => subject.heard));
    for (;;) {
      const before = leavings();
      const ids = held.map(({ userId }) => userId);
      const known = await this.#options.store.acquaintancesOf(this.viewerId, ids);
      if (leavings() === before) return new Map(known.map(({ userId, lastActiveAt }) => [userId, lastActiveAt]));
    }
  }

  #answer(subject: Subject, lastActiveAt: UnixMs | undefined): PresenceStatus {
    const { userId } = subject;
    if (lastActiveAt === undefined) {
      this.#letGo(userId);
      return unknown(userId);
    }
    // Unless it was unwatched, or the connection went, meanwhile.
    if (this.#watched.get(userId) === null) {
      this.#watched.set(userId, this.#options.subjects.hold(userId));
      subject.watchers.add(this);
    }
    const { state, lastActiveAt: seenAt } = this.#options.subjects.refresh(subject);
    return { userId, state, lastActiveAt: Math.max(lastActiveAt, seenAt ?? 0) };
  }

  /** It stays counted. Answers who was let go. */
  #letGo(userId: UserId): Subject | null {
    const subject = this.#watched.get(userId) ?? null;
    if (subject === null) return null;
    this.#watched.set(userId, null);
    subject.watchers.delete(this);
    this.#options.subjects.release(subject);
    return subject;
  }
}
