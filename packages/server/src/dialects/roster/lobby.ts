import { setImmediate as endOfTurn } from "node:timers/promises";
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
 * frame is encoded once for all who get it. In a join storm each newcomer changes the list of users that the next one is sent:
 * newcomers are therefore greeted together, once per turn of the event loop, and share one `userData`.
 */
export class Lobby {
  readonly #context: DialectContext;
  readonly #audience: Audience;
  #newcomers: Newcomer[] = [];
  #greeting: Promise<void> | null = null;
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
    chat.feeds.lounge.attach(() => {
      this.#history = null;
    });
    chat.presence.listen(({ user, online }) => {
      if (this.#audience.size > 0) this.#audience.broadcast(frame(userStatusJson(user, online)));
    });
  }

  /**
   * The user is present from now on; the connection is sent its `userStatus`, `userData` and `history` at the end of this turn of the
   * event loop, and after them everything that happens, none of it missed or sent twice.
   */
  enter(link: Link, user: User): Stay {
    const { chat, frame } = this.#context;
    const leavePresence = chat.presence.enter(user);
    const status = frame(userStatusJson({ id: user.id, kind: user.kind, name: chat.shownName(user) }, true));
    const newcomer: Newcomer = { link, status, place: { kind: "waiting" } };
    this.#newcomers.push(newcomer);
    this.#greeting ??= endOfTurn().then(() => this.#greet());
    return {
      greeted: this.#greeting,
      leave: () => {
        if (newcomer.place.kind === "in") newcomer.place.leave();
        newcomer.place = { kind: "gone" };
        leavePresence();
      },
    };
  }

  #greet(): void {
    this.#greeting = null;
    const newcomers = this.#newcomers.splice(0).filter(({ place }) => place.kind !== "gone");
    const [userData, history] = [this.#userDataFrame(), this.#historyFrame()];
    for (const newcomer of newcomers) {
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
