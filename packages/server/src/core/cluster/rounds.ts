import type { Bounds } from "../../ports/bounds.ts";
import type { Clock } from "../../ports/clock.ts";
import type { UserId } from "../../ports/model.ts";
import type { Store } from "../../ports/store.ts";
import type { Logger } from "../../ports/telemetry.ts";
import type { SessionWatch } from "../session-watch.ts";

interface RoundsOptions {
  readonly store: Pick<Store, "sessionsAmong">;
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, "sessionCheckMs" | "checkPage">;
  readonly log: Logger;
  readonly sessions: Pick<SessionWatch, "watchedIds" | "endHere" | "extendHere">;
  /** Everybody whom this node shows by what it knows itself. */
  readonly userIds: () => readonly UserId[];
  readonly checkUsers: (userIds: readonly UserId[]) => Promise<void>;
  /** What else is to be looked at each time. */
  readonly besides: () => void;
}

export interface Rounds {
  /** At once, as signals were lost. */
  now(): void;
  close(): void;
}

/**
 * The sure way beside the signals of other nodes, which may be lost: every `sessionCheckMs` the store is asked what became of the sessions and
 * users here. A page at a time, one after the other.
 */
export function startRounds(options: RoundsOptions): Rounds {
  const { store, clock, bounds, log, sessions } = options;
  let isClosed = false;
  let isUnderWay = false;
  let isAskedAgain = false;

  const checkSessions = async (): Promise<void> => {
    const ids = sessions.watchedIds();
    for (let from = 0; from < ids.length && !isClosed; from += bounds.checkPage) {
      const page = ids.slice(from, from + bounds.checkPage);
      const lives = new Map((await store.sessionsAmong(page)).map(({ id, expiresAt }) => [id, expiresAt]));
      if (isClosed) return;
      for (const id of page) {
        const expiresAt = lives.get(id);
        if (expiresAt === undefined) sessions.endHere(id);
        else sessions.extendHere(id, expiresAt);
      }
    }
  };
  const run = async (): Promise<void> => {
    if (isUnderWay) {
      isAskedAgain = true;
      return;
    }
    isUnderWay = true;
    do {
      isAskedAgain = false;
      options.besides();
      try {
        await checkSessions();
        if (!isClosed) await options.checkUsers(options.userIds());
      } catch (err) {
        log.warn({ err }, "could not find out which sessions ended elsewhere; trying again in the next round");
      }
    } while (isAskedAgain && !isClosed);
    isUnderWay = false;
  };
  const cancel = clock.every(bounds.sessionCheckMs, () => void run());
  return {
    now: () => void run(),
    close() {
      isClosed = true;
      cancel();
    },
  };
}
