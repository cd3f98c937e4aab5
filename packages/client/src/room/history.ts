import type { RoomEvent } from "../contract.ts";
import type { EventLog } from "./event-log.ts";
import { applied, type Page, type Window, windowOf, withNewer, withOlder } from "./window.ts";

/** Which page: the newest, or before, after or around a message. */
export type Where = { readonly before?: number; readonly after?: number; readonly around?: number };

interface HistoryOptions {
  readonly log: EventLog;
  /** Messages of a window, at most. */
  readonly limit: number;
  readonly position: () => number;
  readonly page: (where: Where) => Promise<Page>;
  readonly changed: () => void;
}

/** What of a room's messages is here: the latest, which grow as the room does, and beside them, while somebody looks at it, an older part. */
export class History {
  readonly #options: HistoryOptions;
  readonly #loading = new Map<string, Promise<void>>();
  #last: Promise<unknown> = Promise.resolve();
  #latest: Window | undefined;
  #view: Window | undefined;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  get latest(): Window | undefined {
    return this.#latest;
  }

  get shown(): Window | undefined {
    return this.#view ?? this.#latest;
  }

  apply(event: RoomEvent): void {
    const { limit } = this.#options;
    const [latest, view] = [this.#latest, this.#view];
    this.#set(latest && applied(latest, event, limit), view && applied(view, event, limit));
  }

  /** Begins anew with these messages, or none. */
  restart(latest?: Window): void {
    this.#set(latest, undefined);
  }

  loadLatest(): Promise<void> {
    this.#set(this.#latest, undefined);
    return this.#latest === undefined ? this.#once("latest", () => this.#ensureLatest()) : Promise.resolve();
  }

  loadOlder(): Promise<void> {
    return this.#once("older", async () => {
      await this.#ensureLatest();
      const first = this.shown?.kept[0]?.message.id;
      if (first === undefined || !this.shown?.hasOlder) return;
      await this.#load({ before: first }, (page) => {
        const { shown } = this;
        // The window has moved on: the page would leave a gap.
        if (shown?.kept[0]?.message.id !== first) return;
        const older = withOlder(shown, page, this.#options.limit);
        if (shown === this.#latest && !older.hasNewer) this.#set(older, undefined);
        else this.#set(this.#latest, older);
      });
    });
  }

  loadNewer(): Promise<void> {
    return this.#once("newer", async () => {
      const last = this.#view?.kept.at(-1)?.message.id;
      if (last === undefined) return;
      await this.#load({ after: last }, (page) => {
        const view = this.#view;
        if (view?.kept.at(-1)?.message.id === last) this.#show(withNewer(view, page, this.#options.limit));
      });
    });
  }

  loadAround(messageId: number): Promise<void> {
    return this.#once(`around ${messageId}`, () => this.#load({ around: messageId }, (page) => this.#show(page)));
  }

  async #ensureLatest(): Promise<void> {
    if (this.#latest === undefined) await this.#load({}, (page) => this.#set(this.#latest ?? page, this.#view));
  }

  /** A window that has nothing newer is the latest. */
  #show(window: Window): void {
    if (window.hasNewer) this.#set(this.#latest, window);
    else this.#set(window, undefined);
  }

  #set(latest: Window | undefined, view: Window | undefined): void {
    if (latest === this.#latest && view === this.#view) return;
    this.#latest = latest;
    this.#view = view;
    this.#options.changed();
  }

  #load(where: Where, use: (page: Window) => void): Promise<void> {
    const { log, position, page, limit } = this.#options;
    const brought = (answer: Page, later: readonly RoomEvent[]): Window =>
      later.reduce((window, event) => applied(window, event, limit), windowOf(answer));
    return log.ask(
      position,
      () => page(where),
      (answer, later) => use(brought(answer, later)),
    );
  }

  /** One after the other; whoever asks for what is being loaded shares it. */
  #once(what: string, work: () => Promise<void>): Promise<void> {
    const going = this.#loading.get(what);
    if (going !== undefined) return going;
    const doing = this.#last.then(work, work).finally(() => this.#loading.delete(what));
    this.#last = doing.catch(() => undefined);
    this.#loading.set(what, doing);
    return doing;
  }
}
