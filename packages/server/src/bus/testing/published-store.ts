import type { Bus } from "../../ports/bus.ts";
import type { RoomEvent, RoomId, Seq } from "../../ports/model.ts";
import type { Movement, MovementPage, MovementStore } from "../../ports/movements.ts";
import type { Store } from "../../ports/store.ts";

/** A store whose events are those that were published: for contracts of buses, which make up theirs. Not for direct rooms and comings. */
export class PublishedStore implements MovementStore, Pick<Store, "eventsAfter"> {
  readonly #log: RoomEvent[] = [];
  readonly #committed: () => void;

  /** `committed` is called with each batch, as a commit notifies. */
  constructor(committed: () => void = () => undefined) {
    this.#committed = committed;
  }

  /** The bus, whose events are committed before they are published. */
  over(bus: Bus): Bus {
    return {
      lossless: bus.lossless,
      publish: (topic, batch) => {
        this.#log.push(...batch);
        this.#committed();
        bus.publish(topic, batch);
      },
      subscribe: (topic, listener) => bus.subscribe(topic, listener),
      signal: (topic, signal) => bus.signal(topic, signal),
      hear: (topic, listener) => bus.hear(topic, listener),
      close: () => bus.close(),
    };
  }

  async lastEventId(): Promise<number> {
    return this.#log.length;
  }

  async movementsAfter(afterId: number, limit: number): Promise<MovementPage> {
    const page = this.#log.slice(afterId, afterId + limit);
    const movements = new Map<RoomId, Movement>();
    for (const { room, seq } of page) {
      const { firstSeq = seq, lastSeq = seq } = movements.get(room.id) ?? {};
      const range = { firstSeq: Math.min(firstSeq, seq), lastSeq: Math.max(lastSeq, seq) };
      movements.set(room.id, { roomId: room.id, ...range, pair: null, comings: [] });
    }
    return { lastId: afterId + page.length, count: page.length, movements: [...movements.values()] };
  }

  async eventsAfter(roomId: RoomId, afterSeq: Seq, limit: number): Promise<readonly RoomEvent[]> {
    const bySeq = new Map(
      this.#log.filter(({ room, seq }) => room.id === roomId && seq > afterSeq).map((event) => [event.seq, event]),
    );
    return [...bySeq.values()].sort((a, b) => a.seq - b.seq).slice(0, limit);
  }
}
