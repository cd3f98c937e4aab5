import type { Bounds } from "../ports/bounds.ts";
import type { Bus } from "../ports/bus.ts";
import type { UnixMs, UserId } from "../ports/model.ts";
import type { PresenceSignal, PresenceState, Signal } from "../ports/signals.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { Limits } from "./api.ts";
import type { Guard } from "./failures.ts";
import type { PresenceStatus } from "./watching.ts";

export interface SubjectsOptions {
  readonly store: Store;
  readonly bus: Bus;
  readonly bounds: Bounds;
  readonly limits: Limits;
  readonly guard: Guard;
  readonly log: Logger;
  /** This process among those on the bus. */
  readonly nodeId: string;
  /** What this process knows of its own connections of a user. */
  readonly here: { stateOf(userId: UserId): PresenceState; lastActiveAt(userId: UserId): UnixMs | null };
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
  /** What other processes said of their connections of the user, by process; not of those that have none. */
  readonly elsewhere: Map<string, PresenceSignal>;
  holders: number;
  isChecking: boolean;
}

interface Words {
  readonly elsewhere: ReadonlyMap<string, PresenceSignal>;
  /** When the user was active, as the signal at hand says; null when there is none. */
  readonly signalledAt: UnixMs | null;
}

const later = (a: UnixMs | null, b: UnixMs | null): UnixMs | null => (a === null || b === null ? (a ?? b) : Math.max(a, b));
const rank: Readonly<Record<PresenceState, number>> = { offline: 0, away: 1, online: 2 };

/** The users whose signals this process hears, each once however many watch them. */
export class Subjects {
  readonly #options: SubjectsOptions;
  readonly #held = new Map<UserId, Held>();

  constructor(options: SubjectsOptions) {
    this.#options = options;
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

  /** Looks again, and tells if there is something to tell. */
  refresh(subject: Subject, signalledAt: UnixMs | null = null): PresenceStatus {
    const held = this.#held.get(subject.userId);
    const status = this.#statusOf(subject.userId, { elsewhere: held?.elsewhere ?? new Map(), signalledAt });
    const isNews = status.state !== subject.status.state;
    subject.status = status;
    if (isNews) for (const watcher of subject.watchers) watcher.tell(status);
    return status;
  }

  close(): void {
    for (const subject of this.#held.values()) this.#stopHearing(subject);
    this.#held.clear();
  }

  #begin(userId: UserId): Held {
    const elsewhere = new Map<string, PresenceSignal>();
    const subject: Held = {
      userId,
      watchers: new Set(),
      own: new Set(),
      heard: this.#options.bus.hear(`presence:${userId}`, (signal) => this.#hear(subject, signal)),
      elsewhere,
      status: this.#statusOf(userId, { elsewhere, signalledAt: null }),
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
    if (signal.kind === "left") {
      subject.leavings++;
      if (!subject.isChecking) void this.#check(subject);
    } else if (signal.kind === "presence") {
      if (signal.nodeId !== this.#options.nodeId) {
        if (signal.state === "offline") subject.elsewhere.delete(signal.nodeId);
        else subject.elsewhere.set(signal.nodeId, signal);
      }
      this.refresh(subject, signal.lastActiveAt);
    }
  }

  /** The most that any process says. */
  #statusOf(userId: UserId, { elsewhere, signalledAt }: Words): PresenceStatus {
    const { here } = this.#options;
    let state = here.stateOf(userId);
    let lastActiveAt = later(here.lastActiveAt(userId), signalledAt);
    for (const part of elsewhere.values()) {
      if (rank[part.state] > rank[state]) state = part.state;
      lastActiveAt = later(lastActiveAt, part.lastActiveAt);
    }
    return { userId, state, lastActiveAt };
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
