import type { Message, Person, RoomEvent, Standing } from "../contract.ts";
import { Sequencer } from "../sync/sequencer.ts";
import type { About } from "./about.ts";
import { type Counts, counted, isOlder, noCounts, unsettles } from "./counts.ts";
import { EventLog } from "./event-log.ts";
import { History } from "./history.ts";
import type { RoomOwner } from "./room-owner.ts";
import { Shown } from "./shown.ts";
import { type Page, type Window, windowOf } from "./window.ts";

/** A room as far as this client knows it: where it is in the order of its events, what is shown of it, what is unread. */
export class LiveRoom {
  readonly id: string;
  readonly log = new EventLog();
  readonly history: History;
  readonly shown = new Shown();
  /** Messages of one's own that are kept and whose events have not come yet. */
  readonly answered = new Map<number, Message>();
  readonly #owner: RoomOwner;
  /** Another after each `forget`: answers to earlier questions are told apart by it. */
  sequencer: Sequencer;
  about: About | undefined;
  counts: Counts = noCounts;

  constructor(id: string, owner: RoomOwner) {
    this.id = id;
    this.#owner = owner;
    this.sequencer = new Sequencer(owner.bounds.eventsHeld);
    this.history = new History({
      log: this.log,
      limit: owner.bounds.messagesKept,
      position: () => this.sequencer.position,
      page: (where) => owner.page({ roomId: id, ...where }),
      changed: () => owner.roomChanged(this),
    });
  }

  /** One of the user's rooms, with all its events from here on. */
  get isLive(): boolean {
    return this.sequencer.isStarted;
  }

  get position(): number {
    return this.sequencer.position;
  }

  /** Lives on after the event `seq`. */
  start(about: About, seq: number): void {
    this.about = about;
    // What was looked at from outside lacks what came between.
    const { latest } = this.history;
    if (latest !== undefined && latest.seq < seq) this.history.restart();
    this.log.restart();
    this.sequencer.startAt(seq);
    this.#drain();
    this.#owner.roomChanged(this);
  }

  take(event: RoomEvent): void {
    this.sequencer.take(event);
    this.#drain();
  }

  stands({ seq, ...about }: About & Pick<Standing, "seq">): void {
    this.about = { ...about, latestAt: Math.max(about.latestAt ?? 0, this.about?.latestAt ?? 0) || undefined };
    this.sequencer.reaches(seq);
    this.#owner.roomChanged(this);
  }

  /** What the server counted, as of its seq; where that is before the position it is asked again. */
  count({ readTo, unread, mentions, seq }: Counts): void {
    const counts = { readTo, unread, mentions, seq };
    if (isOlder(this.counts, counts)) return;
    if (seq < this.position) this.#owner.recount(this);
    else this.counts = counts;
    this.#owner.roomChanged(this);
  }

  /** The answer to `recount`, and what came after it. */
  recount(counts: Counts, later: readonly RoomEvent[]): void {
    this.count({ ...later.reduce((sum, event) => this.#counted(sum, event), counts), seq: Math.max(counts.seq, this.position) });
    // One that was counted before a mark which was told meanwhile says nothing of what else has changed.
    if (counts.readTo < this.counts.readTo || later.some((event) => unsettles(counts, event))) this.#owner.recount(this);
  }

  mute(mutedUntil: About["mutedUntil"]): void {
    this.about &&= { ...this.about, mutedUntil };
    this.#owner.roomChanged(this);
  }

  /** Who is no member, and never marked anything, has nothing unread. */
  #counted(counts: Counts, event: RoomEvent): Counts {
    const isReader = this.about?.role !== undefined || counts.readTo > 0;
    return isReader ? counted(counts, event, this.#owner.reader) : counts;
  }

  /** Too far behind: goes on after this page. */
  restart(page: Page): void {
    this.log.restart();
    this.answered.clear();
    this.history.restart(windowOf(page));
    this.sequencer.startAt(page.seq);
    this.#owner.reset(this, page.seq);
    if (this.counts.seq < page.seq) this.#owner.recount(this);
    this.#drain();
    this.#owner.roomChanged(this);
  }

  /** Takes up what an earlier life kept. */
  restore(window: Window): void {
    this.history.restart(window);
  }

  /** Not (any more) the user's: nothing of it stays. */
  forget(): void {
    this.sequencer = new Sequencer(this.#owner.bounds.eventsHeld);
    this.log.restart();
    this.about = undefined;
    this.counts = noCounts;
    this.answered.clear();
    this.history.restart();
    this.#owner.roomChanged(this);
  }

  /** The server keeps a message of one's own. */
  answer(message: Message): void {
    if (this.isLive && message.seq > this.position) this.answered.set(message.id, message);
  }

  #drain(): void {
    const { sequencer } = this;
    for (let event = sequencer.next(); event !== undefined; event = sequencer.next()) {
      this.#apply(event);
      if (this.sequencer !== sequencer) return;
    }
  }

  #apply(event: RoomEvent): void {
    const { reader } = this.#owner;
    this.log.push(event);
    if (event.type === "posted") this.#posted(event.message);
    this.history.apply(event);
    if (unsettles(this.counts, event) && event.seq > this.counts.seq) this.#owner.recount(this);
    this.counts = this.#counted(this.counts, event);
    this.about = this.about && told(this.about, event, reader.id());
    this.#owner.roomChanged(this);
    this.#owner.tell(event);
    if (event.type === "member_left" && event.user.id === reader.id()) this.#owner.left(this);
  }

  #posted(message: Message): void {
    if (this.answered.delete(message.id) || message.author.id !== this.#owner.reader.id()) return;
    const key = this.#owner.recognise(message);
    if (key !== undefined) this.shown.isSentAs(message.id, key);
  }
}

/** What the event makes of the room itself. */
function told(about: About, event: RoomEvent, me: Person["id"] | undefined): About {
  switch (event.type) {
    case "posted":
      return { ...about, latestAt: Math.max(event.message.at, about.latestAt ?? 0) };
    case "room_changed":
      return { ...about, room: event.room };
    case "member_joined":
      return event.user.id === me ? { ...about, room: event.room, role: event.role } : about;
    case "role_changed":
      return event.user.id === me ? { ...about, role: event.role } : about;
    default:
      return about;
  }
}
