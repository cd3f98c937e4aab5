import type { EventBatch } from "../../ports/bus.ts";
import type { RoomId, Seq } from "../../ports/model.ts";

interface Range {
  from: Seq;
  to: Seq;
}

/** What of each room was handed over on one topic and is ahead of the tail: one range without a gap. What comes after a gap is read again. */
export class Handed {
  readonly #ranges = new Map<RoomId, Range>();

  get size(): number {
    return this.#ranges.size;
  }

  add(batch: EventBatch): void {
    const [first, last] = [batch[0], batch.at(-1)];
    if (first === undefined || last === undefined || last.seq - first.seq + 1 !== batch.length) return;
    const range = this.#ranges.get(first.room.id);
    if (range === undefined) this.#ranges.set(first.room.id, { from: first.seq, to: last.seq });
    else if (first.seq >= range.from && first.seq <= range.to + 1) range.to = Math.max(range.to, last.seq);
  }

  covers(batch: EventBatch): boolean {
    const [first, last] = [batch[0], batch.at(-1)];
    return first === undefined || last === undefined || this.missingFrom(first.room.id, first.seq, last.seq) === null;
  }

  /** The first of these events from which on they are to be handed over; null when all were. */
  missingFrom(roomId: RoomId, firstSeq: Seq, lastSeq: Seq): Seq | null {
    const range = this.#ranges.get(roomId);
    if (range === undefined || firstSeq < range.from || firstSeq > range.to) return firstSeq;
    return lastSeq <= range.to ? null : range.to + 1;
  }

  /** The tail is past this event of the room: only what is ahead of it is worth knowing. */
  passed(roomId: RoomId, lastSeq: Seq): void {
    const range = this.#ranges.get(roomId);
    if (range !== undefined && range.to <= lastSeq) this.#ranges.delete(roomId);
  }
}
