import { ZoError } from "../wire/error.ts";
import { frameTypes, plainFrame } from "../wire/frame.ts";
import { reconnectionDelay } from "./backoff.ts";
import { Listeners } from "./listeners.ts";
import type { ClientClock, ClientOptions, CloseInfo, ConnectionState, WebSocketClass, WebSocketLike } from "./options.ts";

/** What the link tells its owner. */
export interface LinkOwner {
  opened(): void;
  message(text: string): void;
  /** There is no connection, or no longer; `isFinal` when no other will follow. */
  lost(isFinal: boolean): void;
  failed(error: ZoError): void;
}

/** One WebSocket at a time, made anew when it goes. */
export class Link {
  readonly onOpen = new Listeners<void>();
  readonly onClose = new Listeners<CloseInfo>();
  readonly onState = new Listeners<ConnectionState>();
  readonly #url: string;
  readonly #options: ClientOptions;
  readonly #owner: LinkOwner;
  readonly #clock: ClientClock;
  #state: ConnectionState = "connecting";
  #socket: WebSocketLike | undefined;
  /** Told apart from every earlier try: what those still say is not heard. */
  #attempt = 0;
  #retries = 0;
  #openedAtMs = 0;
  #heardAtMs = 0;
  /** The server answered `zo.hello`: it answers `zo.ping`, too. */
  #canPing = false;
  #cancelTimer = (): void => undefined;
  headers: ClientOptions["headers"];

  constructor(url: string, options: ClientOptions & { readonly clock: ClientClock }, owner: LinkOwner) {
    this.#url = url;
    this.#options = options;
    this.#owner = owner;
    this.#clock = options.clock;
    this.headers = options.headers;
  }

  readonly #online = (): void => this.connect();

  get state(): ConnectionState {
    return this.#state;
  }

  get readyState(): number {
    return this.#socket?.readyState ?? (this.#state === "closed" ? 3 : 0);
  }

  get isOpen(): boolean {
    return this.#state === "open" && this.#socket?.readyState === 1;
  }

  send(text: string): void {
    this.#socket?.send(text);
  }

  /** The server speaks this protocol's second generation. */
  greeted(): void {
    this.#canPing = true;
  }

  connect(): void {
    this.#drop();
    const attempt = this.#attempt;
    this.#timer(this.#options.connectTimeoutMs ?? 10_000, () => this.#lost({ code: 1006, reason: "timeout" }));
    this.#change("connecting");
    textsOf(this.headers).then(
      (headers) => {
        if (attempt === this.#attempt) this.#open(attempt, headers);
      },
      (error: unknown) => {
        if (attempt !== this.#attempt) return;
        this.#owner.failed(new ZoError("unauthorized", String(error)));
        this.#lost({ code: 1006, reason: "no headers" });
      },
    );
  }

  #open(attempt: number, headers: HeaderTexts): void {
    let socket: WebSocketLike;
    try {
      const Socket = this.#options.WebSocket ?? (globalThis as { WebSocket?: WebSocketClass }).WebSocket;
      if (Socket === undefined) throw new TypeError("no WebSocket here");
      socket = new Socket(withHeaders(this.#url, headers)) as WebSocketLike;
    } catch (error) {
      // An address that is none, or no WebSocket here: trying again would not help.
      this.#owner.failed(new ZoError("bad_request", String(error)));
      this.close(1006, "cannot connect");
      return;
    }
    this.#socket = socket;
    const isCurrent = (): boolean => attempt === this.#attempt;
    socket.onopen = () => isCurrent() && this.#opened();
    socket.onmessage = ({ data }) => {
      if (!isCurrent() || typeof data !== "string") return;
      this.#heardAtMs = this.#clock.nowMs();
      this.#owner.message(data);
    };
    socket.onclose = ({ code, reason }) => isCurrent() && this.#lost({ code, reason });
    socket.onerror = () => undefined;
  }

  #opened(): void {
    this.#heardAtMs = this.#openedAtMs = this.#clock.nowMs();
    this.#canPing = false;
    this.send(plainFrame(frameTypes.hello));
    this.#watch();
    this.#change("open");
    // Before what has waited: a listener that joins a room or says who is there makes the rest welcome.
    if (this.#state === "open") this.onOpen.tell();
    this.#owner.opened();
  }

  /** Finds a connection that is open but dead: the network went away without a word. */
  #watch(): void {
    const { pingIntervalMs = 25_000, pongTimeoutMs = 10_000 } = this.#options;
    const nowMs = this.#clock.nowMs();
    const leftMs = pingIntervalMs - (nowMs - this.#heardAtMs);
    if (leftMs > 0 || !this.#canPing) {
      this.#timer(leftMs > 0 ? leftMs : pingIntervalMs, () => this.#watch());
      return;
    }
    this.send(plainFrame(frameTypes.ping));
    this.#timer(pongTimeoutMs, () => {
      if (this.#heardAtMs >= nowMs) this.#watch();
      else this.#lost({ code: 1006, reason: "no answer to ping" });
    });
  }

  #lost(info: CloseInfo): void {
    const wasOpen = this.#state === "open";
    this.#drop();
    // A connection that lasted five seconds was a good one: the next tries start from the shortest wait.
    if (wasOpen && this.#clock.nowMs() - this.#openedAtMs >= 5_000) this.#retries = 0;
    const isFinal = (info.code >= 4_500 && info.code < 5_000) || this.#retries >= (this.#options.maxRetries ?? 1 / 0);
    const retryInMs = reconnectionDelay(this.#retries, this.#clock.random(), this.#options);
    if (!isFinal) this.#timer(retryInMs, () => this.connect());
    this.#retries += 1;
    this.#change(isFinal ? "closed" : "waiting");
    this.onClose.tell(isFinal ? info : { ...info, retryInMs });
  }

  /** At once, whatever the state; the waits start from the shortest. */
  reconnect(): void {
    this.#retries = 0;
    const wasOpen = this.#state === "open";
    this.connect();
    if (wasOpen) this.onClose.tell({ code: 1000, reason: "reconnect" });
  }

  close(code = 1_000, reason = ""): void {
    if (this.#state === "closed") return;
    this.#drop(code, reason);
    this.#change("closed");
    this.onClose.tell({ code, reason });
  }

  #drop(code = 1_000, reason = ""): void {
    this.#cancelTimer();
    this.#attempt += 1;
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    socket.onmessage = null;
    try {
      socket.close(code === 1_000 || code >= 3_000 ? code : 1_000, reason);
    } catch {
      // A code or a reason that cannot be sent.
      socket.close();
    }
  }

  #timer(ms: number, call: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(ms, call);
  }

  /** Whoever is told may close or connect anew at once: nothing that belongs to the change may come after. */
  #change(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    // While it waits, a browser that is online again need not.
    const { addEventListener, removeEventListener } = globalThis as OnlineEvents;
    (state === "waiting" ? addEventListener : removeEventListener)?.("online", this.#online);
    if (state !== "open") this.#owner.lost(state === "closed");
    if (state === this.#state) this.onState.tell(state);
  }
}

type HeaderTexts = readonly (readonly [name: string, value: string])[];

/** Browsers have these; elsewhere nobody says that the network is back. */
interface OnlineEvents {
  addEventListener?(type: "online", listener: () => void): void;
  removeEventListener?(type: "online", listener: () => void): void;
}

/** The address with headers as its query; an address of the page's own server may be relative or `http`. */
function withHeaders(address: string, headers: HeaderTexts): string {
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  const url = new URL(address, location?.href);
  url.protocol = url.protocol.replace("http", "ws");
  for (const [name, value] of headers) url.searchParams.set(name, value);
  return url.href;
}

/** Headers are texts; those that are undefined are left out. */
export async function textsOf(headers: ClientOptions["headers"] = {}): Promise<HeaderTexts> {
  const asked = typeof headers === "function" ? await headers() : headers;
  return Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
}
