import type { RoomEvent, RoomId } from "../ports/model.ts";
import type { Signal } from "../ports/signals.ts";
import type { TypingRoomOptions } from "./typing-room.ts";

interface EarsOptions extends Pick<TypingRoomOptions, "bus" | "streams"> {
  readonly signal: (signal: Signal) => void;
  /** The room's, in order, from when it is heard. */
  readonly events: (events: readonly RoomEvent[]) => void;
}

/** What is heard of one room while somebody here looks at it. */
export class Ears {
  /** Resolves when everything is heard; rejects with what store or bus rejected with. */
  readonly ready: Promise<void>;
  readonly #undo: (() => void)[] = [];
  #isClosed = false;

  /** `withEvents`: in a room that can be left, who looks at it must be seen leaving. */
  constructor(roomId: RoomId, withEvents: boolean, { bus, streams, signal, events }: EarsOptions) {
    const hearing = bus.hear(`typing:${roomId}`, signal).then((stop) => this.#keep(stop));
    const following = withEvents
      ? streams.hold(roomId).then(({ stream, release }) => {
          const detach = stream.attach(events);
          this.#keep(() => {
            detach();
            release();
          });
        })
      : undefined;
    this.ready = Promise.all([hearing, following]).then(() => undefined);
    // Whoever asked may have gone.
    this.ready.catch(() => undefined);
  }

  close(): void {
    this.#isClosed = true;
    for (const undo of this.#undo.splice(0)) undo();
  }

  #keep(undo: () => void): void {
    if (this.#isClosed) undo();
    else this.#undo.push(undo);
  }
}
