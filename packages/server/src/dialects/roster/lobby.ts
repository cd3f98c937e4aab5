import type { PresenceEntry } from "../../core/api.ts";
import type { User } from "../../ports/model.ts";
import { Audience } from "../audience.ts";
import type { DialectContext, Frame, Link } from "../contract.ts";
import { postedBy, standing } from "../posts.ts";
import { historyJson, messageJson, userDataJson, userJson, userStatusJson } from "./encode.ts";

/** One connection in the lobby. */
export interface Stay {
  /** Settles when the connection was sent its greeting, or has left. */
  readonly greeted: Promise<void>;
  leave(): void;
}

interface Newcomer {
  readonly link: Link;
  readonly status: Frame;
  place: { readonly kind: "waiting" } | { readonly kind: "in"; readonly leave: () => void } | { readonly kind: "gone" };
}

/**
 * What all initialised connections are shown together: messages, who comes and who goes, and the greeting of newcomers. Every
 * frame is encoded once for all who get it. In a join storm each newcomer changes the list of users that the next one is sent, and
 * everybody is told of each: both are therefore done in rounds, at most one per turn of the event loop, and where
 * thousands have to be written to, at most one in `rosterStatusGapMs` for each thousand. Newcomers of a round share one `userData`.
 */
export class Lobby {
  readonly #context: DialectContext;
  readonly #audience: Audience;
  #newcomers: Newcomer[] = [];
  /** Not told yet. */
  #statuses: Frame[] = [];
  #round: Promise<void> | null = null;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #history: Frame | null = null;
  #userData: { readonly list: readonly PresenceEntry[]; readonly frame: Frame } | null = null;
  readonly #users = new WeakMap<PresenceEntry, string>();

  constructor(context: DialectContext) {
    const { chat, frame } = context;
    this.#context = context;
    this.#audience = new Audience(chat.feeds.lounge, (event) => {
      const message = postedBy(event);
      return message && frame(messageJson(message, chat.files));
    });
    // Attached before the audience is, so told before it: who speaks is seen to have come first.
    chat.feeds.lounge.attach(() => {
      this.#history = null;
      this.#tellStatuses();
    });
    chat.presence.listen(({ user, online }) => {
      if (this.#audience.size === 0) return;
      this.#statuses.push(frame(userStatusJson(user, online)));
      if (this.#waitMs() > 0) this.#round ??= this.#nextRound();
      else this.#tellStatuses();
    });
  }

  /**
   * The user is present from now on; the connection is sent its `userStatus`, `userData` and `history` in the next
   * round, and after them everything that happens, none of it missed or sent twice.
   */
  enter(link: Link, user: User): Stay {
    const { chat, frame } = this.#context;
    const leavePresence = chat.presence.enter(user);
    const status = frame(userStatusJson({ id: user.id, kind: user.kind, name: chat.shownName(user) }, true));
    const newcomer: Newcomer = { link, status, place: { kind: "waiting" } };
    this.#newcomers.push(newcomer);
    this.#round ??= this.#nextRound();
    return {
      greeted: this.#round,
      leave: () => {
        if (newcomer.place.kind === "in") newcomer.place.leave();
        newcomer.place = { kind: "gone" };
        leavePresence();
      },
    };
  }

  /** How long everybody is to be left alone after they were last told who comes and goes. */
  #waitMs(): number {
    const { chat, clock } = this.#context;
    const gapMs = Math.floor((chat.bounds.rosterStatusGapMs * this.#audience.size) / 1_000);
    return this.#toldAtMs + gapMs - clock.monotonicMs();
  }

  /** At the end of this turn, or when everybody has been left alone for long enough. */
  async #nextRound(): Promise<void> {
    const waitMs = this.#waitMs();
    await new Promise<void>((resolve) => {
      if (waitMs > 0) this.#context.clock.after(waitMs, resolve);
      else setImmediate(resolve);
    });
    this.#round = null;
    const newcomers = this.#newcomers.splice(0);
    // Who comes while this waits may know of later messages, and is of the next round.
    const catchingUp = this.#context.chat.feeds.lounge.caughtUp();
    if (catchingUp !== undefined) await catchingUp;
    this.#tellStatuses();
    this.#greet(newcomers);
  }

  #tellStatuses(): void {
    if (this.#statuses.length === 0) return;
    this.#toldAtMs = this.#context.clock.monotonicMs();
    this.#audience.broadcast(this.#statuses.splice(0));
  }

  #greet(newcomers: readonly Newcomer[]): void {
    const [userData, history] = [this.#userDataFrame(), this.#historyFrame()];
    for (const newcomer of newcomers) {
      if (newcomer.place.kind === "gone") continue;
      newcomer.link.replay([newcomer.status, userData, history]);
      newcomer.place = { kind: "in", leave: this.#audience.join(newcomer.link) };
    }
  }

  #userDataFrame(): Frame {
    const { chat, frame } = this.#context;
    const list = chat.presence.list(chat.bounds.rosterOfflineUsers);
    if (this.#userData?.list !== list) {
      this.#userData = { list, frame: frame(userDataJson(list.map((entry) => this.#userJson(entry)))) };
    }
    return this.#userData.frame;
  }

  #userJson(entry: PresenceEntry): string {
    const known = this.#users.get(entry);
    if (known !== undefined) return known;
    const json = userJson(entry);
    this.#users.set(entry, json);
    return json;
  }

  #historyFrame(): Frame {
    const { chat, frame } = this.#context;
    const recent = (): string[] =>
      standing(chat.feeds.lounge.recent(chat.bounds.rosterHistory)).map((message) => messageJson(message, chat.files));
    this.#history ??= frame(historyJson(recent()));
    return this.#history;
  }
}
