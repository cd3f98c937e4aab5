import { randomBytes } from "node:crypto";
import type { EventBatch } from "../../ports/bus.ts";

/** What goes over Redis: the id of the node that sends, then JSON. A node knows its own messages by their first bytes and reads no further. */
export class Envelope {
  readonly #own = Buffer.from(randomBytes(9).toString("base64url"), "latin1");

  seal(carried: unknown): Buffer {
    return Buffer.concat([this.#own, Buffer.from(JSON.stringify(carried))]);
  }

  /** The batch in as few messages as have at most `maxBytes` each; null in the place of an event that alone is larger. */
  *sealBatch(batch: EventBatch, maxBytes: number): Generator<Buffer | null> {
    const sealed = this.seal(batch);
    if (sealed.length <= maxBytes) yield sealed;
    else if (batch.length === 1) yield null;
    else {
      const half = Math.ceil(batch.length / 2);
      yield* this.sealBatch(batch.slice(0, half), maxBytes);
      yield* this.sealBatch(batch.slice(half), maxBytes);
    }
  }

  /** Null for one of its own. Throws what `JSON.parse` throws. */
  open(message: Buffer): { readonly carried: unknown } | null {
    const { length } = this.#own;
    if (message.length >= length && message.subarray(0, length).equals(this.#own)) return null;
    return { carried: JSON.parse(message.toString("utf8", length)) };
  }
}

/** Enough of it that what is not ours, or was written by a version to come, does no harm. */
export function isBatch(carried: unknown): carried is EventBatch {
  return Array.isArray(carried) && carried.length > 0 && carried.every(isEvent);
}

function isEvent(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("type" in value) || !("seq" in value) || !("room" in value)) return false;
  const { type, seq, room } = value;
  const isRoom = typeof room === "object" && room !== null && "id" in room && typeof room.id === "string";
  return typeof type === "string" && typeof seq === "number" && Number.isSafeInteger(seq) && isRoom;
}
