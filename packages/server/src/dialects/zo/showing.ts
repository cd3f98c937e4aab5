import { loungeId, type RoomEvent, type User } from "../../ports/model.ts";
import { Audience } from "../audience.ts";
import type { DialectContext, Frame, Link } from "../contract.ts";
import { isForReader } from "../direct-message.ts";
import { rememberFrames } from "../event-frames.ts";
import { postedBy } from "../posts.ts";
import { eventText, loungeText, privateText } from "./encode.ts";

/** What the connections of one mount share: each event is encoded once for all who are shown it in the same way. */
export class Views {
  readonly #context: DialectContext;
  /** The lounge for who never asked for events, and for who did. */
  readonly loungeMessages: Audience;
  readonly loungeEvents: Audience;
  readonly privateFrame: (event: RoomEvent) => Frame | null;
  readonly #eventFrame: (event: RoomEvent) => Frame | null;
  /** Members of a room mostly hear the very same events: then they get the very same frames, put together once. */
  #latest: { readonly events: readonly RoomEvent[]; readonly frames: readonly Frame[] } | null = null;

  constructor(context: DialectContext) {
    this.#context = context;
    const { chat, frame } = context;
    const { feeds, files } = chat;
    this.#eventFrame = rememberFrames((event) => frame(eventText(event, files)));
    this.privateFrame = rememberFrames((event) => (event.type === "posted" ? frame(privateText(event, files)) : null));
    this.loungeMessages = new Audience(feeds.lounge, (event) => {
      const message = postedBy(event);
      return message && frame(loungeText(message, files));
    });
    this.loungeEvents = new Audience(feeds.lounge, this.#eventFrame);
  }

  get feeds() {
    return this.#context.chat.feeds;
  }

  /** The same array for the same events, as long as they are the latest. */
  eventFrames(events: readonly RoomEvent[]): readonly Frame[] {
    if (this.#latest?.events !== events) {
      this.#latest = { events, frames: events.flatMap((event) => this.#eventFrame(event) ?? []) };
    }
    return this.#latest.frames;
  }
}

/**
 * What one connection is shown: messages of the lounge and of direct rooms, as the document has them, or, once it asked for them, all events
 * of its user's rooms. A message comes in one of the two ways and never in both.
 */
export class Showing {
  readonly #views: Views;
  readonly #user: User;
  /** Null before the connection is open, and when it has gone. */
  #link: Link | null = null;
  #leaveLounge: () => void = () => undefined;
  #stopPrivate: () => void = () => undefined;
  #stopEvents: () => void = () => undefined;
  #shows: "messages" | "events" = "messages";
  /** The following of all rooms; null before the connection asks for it, and when it failed. */
  #hearing: Promise<void> | null = null;

  constructor(views: Views, user: User) {
    this.#views = views;
    this.#user = user;
  }

  /** Follows the user's direct rooms; nothing is shown before `begin`. */
  async prepare(): Promise<void> {
    const { id } = this.#user;
    this.#stopPrivate = await this.#views.feeds.followUser(id, (events) => this.#showPrivate(events));
  }

  begin(link: Link): void {
    this.#link = link;
    this.#leaveLounge = this.#views.loungeMessages.join(link);
  }

  end(): void {
    this.#link = null;
    this.#leaveLounge();
    this.#stopPrivate();
    this.#stopEvents();
  }

  /**
   * From this call on the connection is shown no messages, and all events: of the lounge at once, of the user's rooms when this resolves.
   * Errors as `feeds.followRooms`; then it may be called again.
   */
  async hearEvents(): Promise<void> {
    const link = this.#link;
    if (link === null) return;
    this.#hearing ??= this.#startEvents(link).catch((error: unknown) => {
      this.#hearing = null;
      throw error;
    });
    await this.#hearing;
  }

  async #startEvents(link: Link): Promise<void> {
    this.#shows = "events";
    this.#leaveLounge();
    this.#leaveLounge = this.#views.loungeEvents.join(link);
    const stop = await this.#views.feeds.followRooms(this.#user.id, (events) => this.#showEvents(events));
    // Only now: while somebody follows them, direct rooms need not be looked up again.
    this.#stopPrivate();
    if (this.#link === null) stop();
    else this.#stopEvents = stop;
  }

  #showPrivate(events: readonly RoomEvent[]): void {
    const link = this.#link;
    if (link === null || this.#shows === "events") return;
    for (const event of events) {
      const frame = isForReader(event, this.#user.id) ? this.#views.privateFrame(event) : null;
      if (frame !== null) link.send(frame);
    }
  }

  #showEvents(events: readonly RoomEvent[]): void {
    // The user's coming to and going from the lounge is among the lounge's own events.
    if (this.#link === null || events[0]?.room.id === loungeId) return;
    const frames = this.#views.eventFrames(events);
    const [first] = frames;
    if (frames.length > 1) this.#link.sendAll(frames);
    else if (first !== undefined) this.#link.send(first);
  }
}
