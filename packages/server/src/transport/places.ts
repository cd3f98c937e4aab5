import { limitSubject } from "../core/addresses.ts";
import { RecencyMap } from "../core/recency-map.ts";
import type { Bounds } from "../ports/bounds.ts";

export type PlaceBounds = Pick<Bounds, "largeFramesAtOnce" | "largeFramesPerAddress">;

interface Waiting {
  readonly subject: string;
  readonly granted: () => void;
}

/** The places that large frames need, shared by all connections. Who waits gets one in turn, but passes over nobody's address. */
export class Places {
  readonly #bounds: PlaceBounds;
  readonly #perAddress: number;
  readonly #ofSubject = new Map<string, number>();
  readonly #waiting = new RecencyMap<Waiting>();
  #taken = 0;

  constructor(bounds: PlaceBounds, limitsOn: boolean) {
    this.#bounds = bounds;
    this.#perAddress = limitsOn ? bounds.largeFramesPerAddress : Number.POSITIVE_INFINITY;
  }

  /** Calls `granted` at once or when there is a place. The answer gives the place back, or stops waiting; calling it again is harmless. */
  take(who: { readonly id: string; readonly address: string }, granted: () => void): () => void {
    const subject = limitSubject(who.address);
    let state: "waiting" | "in" | "left" = "waiting";
    const enter = (): void => {
      state = "in";
      this.#taken += 1;
      this.#ofSubject.set(subject, (this.#ofSubject.get(subject) ?? 0) + 1);
      granted();
    };
    if (this.#hasRoomFor(subject)) enter();
    else this.#waiting.use(who.id, () => ({ subject, granted: enter }));
    return () => {
      if (state === "waiting") this.#waiting.delete(who.id);
      else if (state === "in") this.#leave(subject);
      state = "left";
    };
  }

  #hasRoomFor(subject: string): boolean {
    return this.#taken < this.#bounds.largeFramesAtOnce && (this.#ofSubject.get(subject) ?? 0) < this.#perAddress;
  }

  #leave(subject: string): void {
    this.#taken -= 1;
    const rest = (this.#ofSubject.get(subject) ?? 0) - 1;
    if (rest > 0) this.#ofSubject.set(subject, rest);
    else this.#ofSubject.delete(subject);
    for (const { key, value } of this.#waiting.entries()) {
      if (!this.#hasRoomFor(value.subject)) continue;
      this.#waiting.delete(key);
      value.granted();
      return;
    }
  }
}
