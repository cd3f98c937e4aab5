import { WebSocket } from "ws";

/**
 * How a connection ends. `cut`: both sockets at once. `black_hole`: nothing passes any more, both sides think it lives. `deaf`: the client
 * hears nothing more, but what it says arrives. `mute`: the server hears nothing more, what it says arrives. `linger`: the client's side is
 * cut, and what was under way reaches the server late, when the client may be back already.
 */
export type End = "cut" | "black_hole" | "deaf" | "mute" | "linger";

/** What is passed on for a frame. */
export type Passer = (frame: string, from: "client" | "server") => readonly string[];

interface WireOptions {
  /** To the client, to the server. */
  readonly downstream: WebSocket;
  readonly upstream: WebSocket;
  readonly random: () => number;
  readonly delayMs: number;
  readonly pass: Passer;
}

/** What the client says in the first of these times reaches the server after the second one. */
const lingerCutMs = 50;
const lingerMs = 400;

/** One connection through the proxy: two lanes, and what becomes of it. */
export class Wire {
  readonly gone: Promise<void>;
  readonly #down: Lane;
  readonly #up: Lane;
  #isSilent = false;

  constructor({ downstream, upstream, random, delayMs, pass }: WireOptions) {
    this.#down = new Lane({
      from: upstream,
      to: downstream,
      delayMs: () => random() * delayMs,
      pass: (frame) => pass(frame, "server"),
    });
    this.#up = new Lane({
      from: downstream,
      to: upstream,
      delayMs: () => random() * delayMs,
      pass: (frame) => pass(frame, "client"),
    });
    this.gone = Promise.all([this.#down.gone, this.#up.gone]).then(() => undefined);
  }

  end(how: End): void {
    this.#isSilent = how !== "cut" && how !== "linger";
    if (how === "cut") this.#cut();
    if (how === "black_hole" || how === "deaf") this.#down.silence();
    if (how === "black_hole" || how === "mute") this.#up.silence();
    if (how !== "linger") return;
    this.#up.hold(lingerMs);
    setTimeout(() => this.#down.cut(), lingerCutMs);
  }

  /** What had gone silent is cut; what still works goes on. */
  clear(): void {
    if (this.#isSilent) this.#cut();
  }

  #cut(): void {
    this.#down.cut();
    this.#up.cut();
  }
}

interface LaneOptions {
  readonly from: WebSocket;
  readonly to: WebSocket;
  readonly delayMs: () => number;
  readonly pass: (frame: string) => readonly string[];
}

/** One direction: frames, pings, pongs and the close, in order, each somewhat later than it came. */
class Lane {
  readonly gone: Promise<void>;
  readonly #options: LaneOptions;
  #isSilent = false;
  #heldMs = 0;
  /** When the latest is due: nothing overtakes. */
  #dueMs = 0;
  readonly #waiting: { readonly dueMs: number; readonly act: () => void }[] = [];

  constructor(options: LaneOptions) {
    this.#options = options;
    const { from, to, pass } = options;
    from.on("error", () => undefined);
    from.on("message", (data, isBinary) => {
      const frames: readonly (string | Buffer)[] = isBinary ? [Buffer.from(data as Buffer)] : pass(String(data));
      this.#later(() => {
        for (const frame of frames) to.send(frame, { binary: isBinary });
      });
    });
    from.on("ping", (data) => this.#later(() => to.ping(data)));
    from.on("pong", (data) => this.#later(() => to.pong(data)));
    from.on("close", (code, reason) => this.#later(() => close(to, code, reason)));
    this.gone = new Promise((resolve) => to.once("close", () => resolve()));
  }

  /** Nothing more comes through, not even an end. */
  silence(): void {
    this.#isSilent = true;
  }

  /** What is under way, and the end of it, comes this much later. */
  hold(delayMs: number): void {
    this.#heldMs = delayMs;
  }

  cut(): void {
    this.#options.to.terminate();
  }

  #later(act: () => void): void {
    if (this.#isSilent) return;
    const now = performance.now();
    this.#dueMs = Math.max(this.#dueMs, now + this.#heldMs + this.#options.delayMs());
    this.#waiting.push({ dueMs: this.#dueMs, act });
    if (this.#waiting.length === 1) this.#pump();
  }

  #pump(): void {
    const { to } = this.#options;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const waitMs = next.dueMs - performance.now();
      if (waitMs > 0) {
        setTimeout(() => this.#pump(), Math.ceil(waitMs));
        return;
      }
      if (!this.#isSilent && to.readyState === WebSocket.OPEN) next.act();
      this.#waiting.shift();
    }
  }
}

/** As the other side closed: codes that stand for "no close frame" become a cut. */
function close(socket: WebSocket, code: number, reason: Buffer): void {
  if (code === 1005 || code === 1006) socket.terminate();
  else socket.close(code, reason.toString("utf8"));
}
