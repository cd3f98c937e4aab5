import type { Bounds } from "../ports/bounds.ts";
import type { Bus } from "../ports/bus.ts";
import type { UnixMs, UserId } from "../ports/model.ts";
import type { Signal } from "../ports/signals.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { Limits } from "./api.ts";
import type { Guard } from "./failures.ts";
import type { TrackedPresence } from "./presence.ts";
import type { PresenceStatus } from "./watching.ts";

export interface SubjectsOptions {
  readonly store: Store;
  readonly bus: Bus;
  readonly bounds: Bounds;
  readonly limits: Limits;
  readonly guard: Guard;
  readonly log: Logger;
  /** How users are, on all nodes together. */
  readonly presence: Pick<TrackedPresence, "stateOf" | "lastActiveAt" | "listenStates">;
}

/** Somebody who watches, as those who are watched know them. */
export interface Watches {
  readonly viewerId: UserId;
  readonly watchedIds: Iterable<UserId>;
  tell(status: PresenceStatus): void;
  /** The viewer may not know of this user any more. */
  forget(userId: UserId): void;
}

/** A user who is watched by somebody here, or watches. */
export interface Subject {
  readonly userId: UserId;
  readonly watchers: Set<Watches>;
  /** The user's own connections that watch others. */
  readonly own: Set<Watches>;
  /** Resolves when the user's signals are heard; rejects with what the bus rejected with. */
  readonly heard: Promise<() => void>;
  /** As told last. */
  status: PresenceStatus;
  /** Rooms that the user left since they are heard. */
  leavings: number;
}

interface Held extends Subject {
  holders: number;
  isChecking: boolean;
}

const later = (a: UnixMs | null, b: UnixMs | null): UnixMs | null => (a === null || b === null ? (a ?? b) : Math.max(a, b));

/** The users whose signals this process hears, each once however many watch them. */
export class Subjects {
  readonly #options: SubjectsOptions;
  readonly #held = new Map<UserId, Held>();
  readonly #stopListening: () => void;

  constructor(options: SubjectsOptions) {
    this.#options = options;
    this.#stopListening = options.presence.listenStates(({ userId, at }) => {
      const subject = this.#held.get(userId);
      if (subject !== undefined) this.refresh(subject, at);
    });
  }

  hold(userId: UserId): Subject {
    const subject = this.#held.get(userId) ?? this.#begin(userId);
    subject.holders++;
    return subject;
  }

  release({ userId, heard }: Subject): void {
    const subject = this.#held.get(userId);
    if (subject === undefined || subject.heard !== heard || --subject.holders > 0) return;
    this.#held.delete(userId);
    this.#stopHearing(subject);
  }

  /** Looks again, and tells if there is something to tell. `changedAt`: when the user was active, as whoever changed it knows. */
  refresh(subject: Subject, changedAt: UnixMs | null = null): PresenceStatus {
    const status = this.#statusOf(subject.userId, changedAt);
    const isNews = status.state !== subject.status.state;
    subject.status = status;
    if (isNews) for (const watcher of subject.watchers) watcher.tell(status);
    return status;
  }

  /** Signals were lost: whoever left a room meanwhile is to be noticed all the same. One user after the other. */
  async checkAll(): Promise<void> {
    for (const subject of [...this.#held.values()]) {
      subject.leavings++;
      if (!subject.isChecking && this.#held.get(subject.userId) === subject) await this.#check(subject);
    }
  }

  close(): void {
    this.#stopListening();
    for (const subject of this.#held.values()) this.#stopHearing(subject);
    this.#held.clear();
  }

  #begin(userId: UserId): Held {
    const subject: Held = {
      userId,
      watchers: new Set(),
      own: new Set(),
      heard: this.#options.bus.hear(`presence:${userId}`, (signal) => this.#hear(subject, signal)),
      status: this.#statusOf(userId, null),
      leavings: 0,
      holders: 0,
      isChecking: false,
    };
    this.#held.set(userId, subject);
    return subject;
  }

  #stopHearing({ heard }: Subject): void {
    heard.then(
      (stop) => stop(),
      () => undefined,
    );
  }

  #hear(subject: Held, signal: Signal): void {
    if (signal.kind !== "left") return;
    subject.leavings++;
    if (!subject.isChecking) void this.#check(subject);
  }

  #statusOf(userId: UserId, changedAt: UnixMs | null): PresenceStatus {
    const { presence } = this.#options;
    return { userId, state: presence.stateOf(userId), lastActiveAt: later(presence.lastActiveAt(userId), changedAt) };
  }

  /** Finds out who of those who watch the user, or are watched by them, may still. What cannot be found out counts as no. */
  async #check(subject: Held): Promise<void> {
    subject.isChecking = true;
    for (let checked = -1; checked !== subject.leavings; ) {
      checked = subject.leavings;
      const others = new Set<UserId>();
      for (const { viewerId } of subject.watchers) others.add(viewerId);
      for (const { watchedIds } of subject.own) for (const id of watchedIds) others.add(id);
      for (let ids = [...others]; ids.length > 0; ids = ids.slice(this.#options.bounds.watchedUsers))
        await this.#checkSome(subject, ids.slice(0, this.#options.bounds.watchedUsers));
    }
    subject.isChecking = false;
  }

  async #checkSome({ userId, own }: Held, others: readonly UserId[]): Promise<void> {
    const { store, log } = this.#options;
    const known = await store.acquaintancesOf(userId, others).catch((err: unknown) => {
      log.warn({ err }, "could not find out who may still watch somebody who left a room; they do not");
      return [];
    });
    const may = new Set(known.map((one) => one.userId)).add(userId);
    for (const other of others) {
      if (may.has(other)) continue;
      for (const watcher of own) watcher.forget(other);
      for (const watcher of this.#held.get(other)?.own ?? []) watcher.forget(userId);
    }
  }
}
