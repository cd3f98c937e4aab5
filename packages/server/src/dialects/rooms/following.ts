import type { OrderedFeeds, Rooms } from "../../core/api.ts";
import { loungeId, type RoomEvent, type User } from "../../ports/model.ts";
import type { EncodeEvent } from "../audience.ts";
import type { Link } from "../contract.ts";

/** What the connections of this dialect share: each event is encoded once for all of them. */
export interface Shared {
  readonly chat: {
    readonly feeds: { readonly ordered: OrderedFeeds };
    readonly rooms: Pick<Rooms, "isMember">;
  };
  readonly frameOf: EncodeEvent;
}

/**
 * Everything one connection is shown: its user's direct rooms and groups, and the lounge while the user is a member of it. All of it comes one
 * way, in the order of message ids, as that is what its client goes on from.
 */
export class Following {
  readonly #shared: Shared;
  readonly #link: Link;
  readonly #user: User;
  #state: "preparing" | "showing" | "ended" = "preparing";
  /** Null until it is known. */
  #inLounge: boolean | null = null;
  #stop: (() => void) | null = null;

  constructor(shared: Shared, link: Link, user: User) {
    this.#shared = shared;
    this.#link = link;
    this.#user = user;
  }

  /** Follows everything and shows nothing yet. `overflowed` is called when what was to be shown is lost: the connection must begin anew. */
  async prepare(overflowed: () => void): Promise<void> {
    const { feeds, rooms } = this.#shared.chat;
    const show = (events: readonly RoomEvent[]): void => this.#show(events);
    const stop = await feeds.ordered.follow(this.#user.id, { show, overflowed });
    if (this.#state === "ended") return stop();
    this.#stop = stop;
    // Asked after the lounge is followed: what happens meanwhile is either in the answer or comes as an event, which is the later word.
    const isMember = await rooms.isMember(this.#user.id, loungeId);
    this.#inLounge ??= isMember;
  }

  /** Shows everything from this turn on. */
  show(): void {
    if (this.#state === "preparing") this.#state = "showing";
  }

  end(): void {
    this.#state = "ended";
    this.#stop?.();
  }

  #show(events: readonly RoomEvent[]): void {
    for (const event of events) {
      if (event.room.id === loungeId && !this.#isSeenOfLounge(event)) continue;
      const frame = this.#state === "showing" ? this.#shared.frameOf(event) : null;
      if (frame !== null) this.#link.send(frame);
    }
  }

  /** The user's own coming and going are looked for in the lounge's own order: they cut where they were committed. */
  #isSeenOfLounge(event: RoomEvent): boolean {
    if ((event.type === "member_joined" || event.type === "member_left") && event.user.id === this.#user.id)
      this.#inLounge = event.type === "member_joined";
    return this.#inLounge === true;
  }
}
