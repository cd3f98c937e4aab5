import type { Chat, Feeds, Rooms } from "../../core/api.ts";
import { loungeId, type Message, type RoomEvent, type Seq, type User } from "../../ports/model.ts";
import type { Audience, EncodeEvent } from "../audience.ts";
import type { Frame, Link } from "../contract.ts";
import { standing } from "../posts.ts";

/** What the connections of this dialect share: each event is encoded once for all of them. */
export interface Shared {
  readonly chat: Pick<Chat, "bounds"> & {
    readonly feeds: Pick<Feeds, "lounge" | "followRooms">;
    readonly rooms: Pick<Rooms, "isMember">;
  };
  readonly lounge: Audience;
  readonly frameOf: EncodeEvent;
  readonly messageFrame: (message: Message) => Frame;
}

/**
 * Everything one connection is shown: its user's direct rooms and groups, and the lounge while the user is a member of it. A message
 * comes by one of the two ways and never by both: the user's own feed carries no messages of the lounge.
 */
export class Following {
  readonly #shared: Shared;
  readonly #link: Link;
  readonly #user: User;
  #state: "preparing" | "showing" | "ended" = "preparing";
  /** Null until it is known. */
  #inLounge: boolean | null = null;
  #leaveLounge: (() => void) | null = null;
  #stopFeed: (() => void) | null = null;

  constructor(shared: Shared, link: Link, user: User) {
    this.#shared = shared;
    this.#link = link;
    this.#user = user;
  }

  /** Follows everything and shows nothing yet. */
  async prepare(): Promise<void> {
    const { feeds, rooms } = this.#shared.chat;
    const stop = await feeds.followRooms(this.#user.id, (events) => this.#onEvents(events));
    if (this.#state === "ended") return stop();
    this.#stopFeed = stop;
    // Asked after the feed is followed: what happens meanwhile is either in the answer or comes as an event, which is the later word.
    const isMember = await rooms.isMember(this.#user.id, loungeId);
    this.#inLounge ??= isMember;
  }

  /** Shows everything from this turn on. */
  show(): void {
    if (this.#state !== "preparing") return;
    this.#state = "showing";
    if (this.#inLounge === true) this.#leaveLounge = this.#shared.lounge.join(this.#link);
  }

  end(): void {
    this.#state = "ended";
    this.#stopFeed?.();
    this.#leaveLounge?.();
  }

  #onEvents(events: readonly RoomEvent[]): void {
    for (const event of events) {
      if (event.room.id !== loungeId) this.#showOwn(event);
      else if (event.type === "member_joined") this.#joinedLounge(event.seq);
      else if (event.type === "member_left") this.#leftLounge();
    }
  }

  #showOwn(event: RoomEvent): void {
    if (this.#state !== "showing") return;
    const frame = this.#shared.frameOf(event);
    if (frame !== null) this.#link.send(frame);
  }

  #leftLounge(): void {
    this.#inLounge = false;
    this.#leaveLounge?.();
    this.#leaveLounge = null;
  }

  #joinedLounge(seq: Seq): void {
    this.#inLounge = true;
    if (this.#state !== "showing" || this.#leaveLounge !== null) return;
    // The lounge's own feed may be ahead of this one: what it has shown since the joining is caught up with here.
    const { bounds, feeds } = this.#shared.chat;
    for (const message of standing(feeds.lounge.recent(bounds.feedWindow))) {
      if (message.seq > seq) this.#link.send(this.#shared.messageFrame(message));
    }
    this.#leaveLounge = this.#shared.lounge.join(this.#link);
  }
}
