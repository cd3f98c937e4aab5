import type { RoomFeed } from "../core/api.ts";
import type { RoomEvent } from "../ports/model.ts";
import type { Frame, Link } from "./contract.ts";

/** How a dialect shows an event; null when it hides it. */
export type EncodeEvent = (event: RoomEvent) => Frame | null;

/**
 * The connections of one dialect that see one room. It follows the room's feed while it has any, encodes each event once
 * and gives all of them the same frame.
 */
export class Audience {
  readonly #feed: RoomFeed;
  readonly #encode: EncodeEvent;
  readonly #links = new Set<Link>();
  #detach: (() => void) | null = null;

  constructor(feed: RoomFeed, encode: EncodeEvent) {
    this.#feed = feed;
    this.#encode = encode;
  }

  get size(): number {
    return this.#links.size;
  }

  /**
   * Shows the room to `link` from the next event on: join in the turn in which `feed.recent` was read, and nothing is missed or seen
   * twice. The answer ends it; after that the link gets nothing more from here.
   */
  join(link: Link): () => void {
    this.#links.add(link);
    this.#detach ??= this.#feed.attach((events) => this.#show(events));
    return () => this.#leave(link);
  }

  /** Gives `frames` to all, whatever they are about (signals, say). */
  broadcast(frames: readonly Frame[]): void {
    const [first] = frames;
    if (first === undefined) return;
    if (frames.length === 1) for (const link of this.#links) link.send(first);
    else for (const link of this.#links) link.sendAll(frames);
  }

  #show(events: readonly RoomEvent[]): void {
    const frames: Frame[] = [];
    for (const event of events) {
      const frame = this.#encode(event);
      if (frame !== null) frames.push(frame);
    }
    this.broadcast(frames);
  }

  #leave(link: Link): void {
    if (!this.#links.delete(link) || this.#links.size > 0) return;
    this.#detach?.();
    this.#detach = null;
  }
}
