import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";

/** Something to look at from time to time. */
export interface Visited {
  visit(nowMs: number): void;
}

/** A connection is looked at this often within the shortest of the timeouts that are checked by looking. */
const looksPerTimeout = 8;
/** A round over all connections is cut into this many turns of the event loop. */
const ticksPerRound = 16;

/**
 * Looks at every connection a few times within each timeout: one timer for all, a share of them at each tick. So a timeout is
 * noticed up to an eighth of the shortest timeout late, an idle connection costs no timer, and no tick has to look at all.
 */
export class Heartbeat {
  readonly #visited: ReadonlySet<Visited>;
  readonly #clock: Clock;
  readonly #tickMs: number;
  readonly #cancel: () => void;
  #round: Iterator<Visited>;
  #lastTickMs: number;
  #wasLate = false;

  /** `visited` may change at any time; what is added is visited from then on. */
  constructor(visited: ReadonlySet<Visited>, clock: Clock, bounds: Bounds) {
    this.#visited = visited;
    this.#clock = clock;
    this.#round = visited.values();
    const shortestMs = Math.min(bounds.pingIntervalMs, bounds.pongTimeoutMs, bounds.outboxStallMs);
    this.#tickMs = shortestMs / looksPerTimeout / ticksPerRound;
    this.#lastTickMs = clock.monotonicMs();
    this.#cancel = clock.every(this.#tickMs, () => this.#tick());
  }

  stop(): void {
    this.#cancel();
  }

  #tick(): void {
    const nowMs = this.#clock.monotonicMs();
    // After a pause of the whole process (a stopped container, a very long turn) everybody looks silent, although what they
    // sent may wait in the kernel, unread. One tick is skipped, so that it is read first.
    const isLate = nowMs - this.#lastTickMs > this.#tickMs * ticksPerRound;
    this.#lastTickMs = nowMs;
    if (isLate && !this.#wasLate) {
      this.#wasLate = true;
      return;
    }
    this.#wasLate = false;
    this.#visitSome(Math.ceil(this.#visited.size / ticksPerRound), nowMs);
  }

  #visitSome(count: number, nowMs: number): void {
    for (let visits = 0; visits < count; visits++) {
      let next = this.#round.next();
      if (next.done) {
        this.#round = this.#visited.values();
        next = this.#round.next();
      }
      if (!next.done) next.value.visit(nowMs);
    }
  }
}

/** What to do about a connection's silence. */
export type PulseFinding = "fine" | "ping" | "dead";

/** How long one connection has been silent, by how many bytes came from it. */
export class Pulse {
  #bytesRead: number;
  #heardAtMs: number;
  #pingedAtMs: number | null = null;

  constructor(bytesRead: number, nowMs: number) {
    this.#bytesRead = bytesRead;
    this.#heardAtMs = nowMs;
  }

  /** The other side is known to be there, or could not be heard if it were. */
  excuse(nowMs: number): void {
    this.#heardAtMs = nowMs;
    this.#pingedAtMs = null;
  }

  /** `ping` once per silence; `dead` when nothing came since then for `pongTimeoutMs`. */
  check(bytesRead: number, nowMs: number, bounds: Bounds): PulseFinding {
    if (bytesRead !== this.#bytesRead) {
      this.#bytesRead = bytesRead;
      this.excuse(nowMs);
      return "fine";
    }
    if (this.#pingedAtMs !== null) return nowMs - this.#pingedAtMs >= bounds.pongTimeoutMs ? "dead" : "fine";
    if (nowMs - this.#heardAtMs < bounds.pingIntervalMs) return "fine";
    this.#pingedAtMs = nowMs;
    return "ping";
  }
}
