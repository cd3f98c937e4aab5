/** One live client of one protocol: it connects, says who is there, comes back after a cut, and writes down every frame. */
import { renamed } from "../guests.ts";
import type { Marks } from "../marks.ts";
import type { Guest, Heard, Posted, Protocol } from "../protocols/protocol.ts";
import { numberIn, textIn } from "../protocols/read.ts";
import { Store } from "../store.ts";
import { ask } from "./asking.ts";
import { waitMs } from "./backoff.ts";
import { parsed } from "./entries.ts";
import { type About, Journal } from "./journal.ts";
import type { Socket, World } from "./world.ts";

export type State =
  /** Not there, and not about to be: somebody said so, or the server did. */
  | { readonly kind: "away" }
  | { readonly kind: "connecting" }
  | { readonly kind: "greeting" }
  | { readonly kind: "in" }
  | { readonly kind: "waiting"; readonly untilMs: number };

const open = 1;
const pingMs = 25_000;
/** How often a refused name or account is replaced in a row; more would be a loop. */
const mostRenewals = 3;

export class Column {
  readonly protocol: Protocol;
  readonly journal: Journal;
  readonly state = new Store<State>({ kind: "away" });
  readonly guest: Store<Guest>;
  readonly #world: World;
  readonly #marks: Marks;
  readonly #url: () => string;
  #socket: Socket | null = null;
  #cancel: () => void = () => undefined;
  #stopPinging: () => void = () => undefined;
  #failures = 0;
  #renewals = 0;
  #wasIn = false;
  #lastId: number | null = null;
  #callId = 1_000;
  readonly #calls = new Map<number, string>();

  /** `url`: of the mount, without query. */
  constructor(protocol: Protocol, world: World, more: { marks: Marks; url: () => string }) {
    this.protocol = protocol;
    this.#world = world;
    this.#marks = more.marks;
    this.#url = more.url;
    this.journal = new Journal(world);
    this.guest = new Store(world.keep.load(protocol.name));
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === open;
  }

  /** Where the socket goes, with what the protocol wants in the query. */
  get address(): string {
    const query = this.protocol.query?.(this.guest.get());
    return query === undefined ? this.#url() : `${this.#url()}?${new URLSearchParams(query).toString()}`;
  }

  connect(): void {
    this.#leave();
    this.state.set({ kind: "connecting" });
    void this.#arrive();
  }

  /** Closes, and stays away until `connect`. */
  hangUp(): void {
    const wasOpen = this.#socket !== null;
    this.#leave();
    if (wasOpen) this.journal.note({ what: "closed", code: 1000, reason: "", wasOpen: true, isOwn: true });
    this.state.set({ kind: "away" });
  }

  /** Cuts the connection as a bad network would, and comes back by itself. */
  cut(): void {
    if (this.#socket === null) return;
    this.#leave();
    this.journal.note({ what: "closed", code: 1006, reason: "", wasOpen: true, isOwn: true });
    this.#comeBack();
  }

  /** A line in the lounge. False: nobody is connected. */
  say(text: string): boolean {
    if (!this.isOpen) return false;
    return this.send(JSON.stringify(this.protocol.say(text, this.guest.get())));
  }

  /** Any text, whether or not it is a frame. A line for everybody is followed on its way. */
  send(text: string): boolean {
    const line = this.protocol.lineIn(parsed(text)) ?? "";
    if (!this.isOpen || line.trim() === "") return this.sendUnseen(text);
    return this.sendUnseen(text, { mark: this.#marks.sent(this.protocol.name, line), isSaid: true });
  }

  /** What will be refused is not waited for in other columns. */
  sendUnseen(text: string, about: About = {}): boolean {
    if (this.#socket?.readyState !== open) return false;
    this.#socket.send(text);
    const value = parsed(text);
    const type = textIn(value, "type");
    const id = numberIn(value, "id");
    if (type !== undefined && id !== undefined) this.#calls.set(id, type);
    this.journal.frame("sent", text, { isPing: this.#isPing(type), ...about });
    return true;
  }

  #post(posted: Posted): Promise<unknown> {
    return ask(posted, { world: this.#world, journal: this.journal, token: this.guest.get().token });
  }

  async #arrive(): Promise<void> {
    const { register, subprotocols } = this.protocol;
    let isWanted = true;
    this.#cancel = () => {
      isWanted = false;
    };
    if (register !== undefined && this.guest.get().token === undefined) {
      const answer = await this.#post(register.request(this.guest.get()));
      if (!isWanted) return;
      const guest = register.done(this.guest.get(), answer);
      // The name may have been taken; another one is as good.
      this.#become(guest ?? renamed(this.protocol.name));
      if (guest === null) return this.#comeBack();
    }
    const url = this.address;
    this.journal.note({ what: "connecting", url: this.#url() });
    this.#listen(this.#world.open(url, subprotocols));
  }

  #listen(socket: Socket): void {
    this.#socket = socket;
    let wasOpen = false;
    socket.onopen = () => {
      wasOpen = true;
      this.journal.note({ what: "opened" });
      this.state.set({ kind: "greeting" });
      this.#greet();
      if (this.protocol.isInAtOnce === true) this.#enter();
    };
    socket.onmessage = ({ data }) => this.#receive(typeof data === "string" ? data : "");
    socket.onclose = ({ code, reason }) => {
      this.#leave();
      this.journal.note({ what: "closed", code, reason, wasOpen, isOwn: false });
      // Refused before it was open: browsers do not tell why; a name that somebody has is the likeliest.
      const isStranger = !this.#wasIn && this.#failures > 0;
      if (!wasOpen && isStranger && this.protocol.query !== undefined) this.#become(renamed(this.protocol.name));
      // 4500-4999: do not come back. With another name or account it is another matter.
      const stays = code >= 4500 && code <= 4999 && this.#renewals === 0;
      if (!stays) return this.#comeBack();
      this.journal.note({ what: "stays" });
      this.state.set({ kind: "away" });
    };
  }

  #receive(text: string): void {
    const value = parsed(text);
    const heard = this.protocol.hear(value, this.guest.get());
    const mayBeOld = this.protocol.replays === true;
    let key = 0;
    const mark =
      heard.said === undefined
        ? undefined
        : this.#marks.seen(this.protocol.name, heard.said.text, { mayBeOld, join: (late) => this.journal.mark(key, late) });
    const call = numberIn(value, "id");
    const answers = call === undefined ? undefined : this.#calls.get(call);
    key = this.journal.frame("received", text, {
      isError: heard.isError === true,
      isAnswer: heard.isError === true || heard.isAnswer === true,
      isPing: this.#isPing(textIn(value, "type")),
      isSaid: heard.said !== undefined,
      ...(mark !== undefined && { mark }),
      ...(answers !== undefined && { answers }),
    });
    if (heard.said?.id !== undefined) this.#lastId = Math.max(this.#lastId ?? 0, heard.said.id);
    this.#follow(heard);
  }

  #follow({ guest, again, isIn }: Heard): void {
    if (again !== undefined) {
      this.#renewals += 1;
      if (guest === undefined || this.#renewals > mostRenewals) return;
      this.#become(guest);
      this.journal.note({ what: "renamed", name: guest.name });
      if (again === "greet") this.#greet();
      return;
    }
    if (guest !== undefined) this.#become(guest);
    if (isIn === true && this.state.get().kind === "greeting") this.#enter();
  }

  #greet(): void {
    for (const frame of this.protocol.greet(this.guest.get())) this.send(JSON.stringify(frame));
  }

  #enter(): void {
    this.#failures = 0;
    this.#renewals = 0;
    this.journal.note({ what: "in", name: this.guest.get().name });
    this.state.set({ kind: "in" });
    this.#world.keep.save(this.protocol.name, this.guest.get());
    this.#ping();
    if (this.#wasIn) this.#catchUp();
    this.#wasIn = true;
  }

  #catchUp(): void {
    const { catchUp } = this.protocol;
    if (catchUp === undefined) return;
    if ("frame" in catchUp) {
      this.journal.note({ what: "catchingUp" });
      this.send(JSON.stringify(catchUp.frame(this.#callId++)));
    } else if (this.#lastId !== null) {
      this.journal.note({ what: "catchingUp" });
      void this.#post(catchUp.request(this.#lastId));
    }
  }

  #ping(): void {
    const { ping } = this.protocol;
    if (ping === undefined) return;
    this.#stopPinging = this.#world.after(pingMs, () => {
      this.send(JSON.stringify(ping));
      this.#ping();
    });
  }

  #comeBack(): void {
    const ms = waitMs(this.#failures, this.#world.random());
    this.#failures += 1;
    this.journal.note({ what: "waiting", ms });
    this.state.set({ kind: "waiting", untilMs: this.#world.now() + ms });
    this.#cancel = this.#world.after(ms, () => this.connect());
  }

  /** Lets go of the socket without waiting for what becomes of it. */
  #leave(): void {
    this.#cancel();
    this.#stopPinging();
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #become(guest: Guest): void {
    this.guest.set(guest);
    this.#world.keep.save(this.protocol.name, guest);
  }

  #isPing(type: string | undefined): boolean {
    return type !== undefined && (this.protocol.pingTypes ?? []).includes(type);
  }
}
