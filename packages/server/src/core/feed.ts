import type { Bounds } from "../ports/bounds.ts";
import type { Bus } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { RoomEvent, RoomId, UserId } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { RoomFeed } from "./api.ts";
import { Backlog } from "./backlog.ts";
import { createCatchingUp } from "./catching-up.ts";
import { Listeners } from "./listeners.ts";
import { MessageWindow } from "./message-window.ts";
import { Sequencer, type SequencerOptions } from "./sequencer.ts";

export interface FeedOptions {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly log: Logger;
}

/** How every feed of this process fills its gaps. */
export function gapFilling({ store, clock, bounds, log }: FeedOptions): Omit<SequencerOptions, "show" | "moved"> {
  return {
    clock,
    load: (roomId, afterSeq, limit) => store.eventsAfter(roomId, afterSeq, limit),
    failed: (err) => log.warn({ err }, "could not read the events a feed misses; trying again"),
    pageSize: bounds.feedCatchUp,
    retryMs: bounds.feedRetryMs,
  };
}

export interface RunningFeed extends RoomFeed {
  readonly backlog: Backlog;
  /** What the user said is shown under this name from now on; listeners are told that something is. */
  rename(userId: UserId, name: string): void;
  close(): void;
}

/** Follows a public room. Subscribes before it reads, so that nothing falls between the two. */
export async function openRoomFeed(roomId: RoomId, options: FeedOptions): Promise<RunningFeed> {
  const { store, bus, bounds, clock, log } = options;
  let window = new MessageWindow(bounds.feedWindow, []);
  const listeners = new Listeners<readonly RoomEvent[]>(log, (events) => {
    for (const event of events) window.apply(event);
  });
  const backlog = new Backlog(log);
  const sequencer: Sequencer = new Sequencer(roomId, {
    ...gapFilling(options),
    show: (events) => listeners.tell(events),
    moved: (isBehind) => backlog.note(sequencer, isBehind),
  });
  const unsubscribe = await bus.subscribe(`room:${roomId}`, (batch) => sequencer.offer(batch));
  const close = (): void => {
    unsubscribe();
    sequencer.stop();
  };
  try {
    const snapshot = await store.snapshot(roomId, bounds.feedWindow);
    if (snapshot === null) throw new Error(`the store has no room ${roomId}`);
    window = new MessageWindow(bounds.feedWindow, snapshot.messages);
    sequencer.start(snapshot.seq);
    const catchUp = createCatchingUp({ clock, read: () => sequencer.catchUp(), waitMs: bounds.feedCatchUpMs });
    return {
      room: snapshot.room,
      backlog,
      recent: (limit) => window.recent(limit),
      caughtUp: () => (bus.lossless ? undefined : catchUp()),
      attach: (listener) => listeners.add(listener),
      rename(userId, name) {
        window.rename(userId, name);
        listeners.tell([]);
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
