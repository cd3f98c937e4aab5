/**
 * One WebSocket as a test sees it: everything received is kept in order, checked against the protocol's document, and waited
 * for by predicate. A wait that fails shows what went over the wire instead.
 */
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import WebSocket from "ws";
import type { z } from "zod";

export interface Closing {
  readonly code: number;
  readonly reason: string;
}

export interface ConnectOptions {
  /** The local address to connect from; on a loopback deployment any of 127.0.0.0/8. */
  readonly address?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Shown in transcripts. */
  readonly name?: string;
}

export interface TranscriptLine {
  readonly atMs: number;
  readonly direction: "sent" | "received" | "note";
  readonly text: string;
}

/** The longest any wait takes unless it says otherwise. Generous: the machine may be busy, and only failures wait so long. */
export const waitMs = 10_000;
const transcriptLines = 40;
const transcriptColumns = 220;

interface Waiter {
  readonly look: () => boolean;
  readonly fail: (error: Error) => void;
}

export class Connection<F> implements AsyncDisposable {
  readonly name: string;
  /** Every frame received, as parsed and checked. */
  readonly frames: F[] = [];
  readonly opened: Promise<void>;
  readonly closed: Promise<Closing>;
  /** Called with each frame as it comes. */
  onFrame: ((frame: F) => void) | null = null;
  readonly socket: WebSocket;
  readonly #schema: z.ZodType<F>;
  readonly #lines: TranscriptLine[] = [];
  readonly #waiters = new Set<Waiter>();
  readonly #address: string | undefined;
  #cursor = 0;
  #closing: Closing | null = null;
  #fault: Error | null = null;

  constructor(url: string, schema: z.ZodType<F>, options: ConnectOptions = {}) {
    this.name = options.name ?? url;
    this.#schema = schema;
    this.#address = options.address;
    this.socket = new WebSocket(url, {
      // Asked for as browsers do, and agreed to where the deployment compresses.
      perMessageDeflate: { threshold: 0 },
      handshakeTimeout: waitMs,
      ...(options.address === undefined ? {} : { localAddress: options.address }),
      ...(options.headers === undefined ? {} : { headers: { ...options.headers } }),
    });
    this.opened = new Promise((resolve, reject) => {
      this.socket.once("open", () => resolve());
      this.socket.once("error", (error) => reject(new Error(`${this.name}: cannot connect to ${url}: ${error.message}`)));
    });
    this.closed = new Promise((resolve) => {
      this.socket.once("close", (code, reason) => resolve(this.#end({ code, reason: reason.toString("utf8") })));
    });
    this.socket.on("error", (error) => this.#note("note", `socket error: ${error.message}`));
    this.socket.on("message", (data: Buffer, isBinary) => this.#receive(data, isBinary));
    // A refused upgrade is told by whoever awaits `opened`.
    this.opened.catch(() => undefined);
  }

  /** Where the server sees us come from, if we chose. */
  get localAddress(): string | undefined {
    return this.#address;
  }

  get isOpen(): boolean {
    return this.#closing === null && this.socket.readyState === WebSocket.OPEN;
  }

  send(value: unknown): void {
    this.sendText(JSON.stringify(value));
  }

  sendText(text: string): void {
    this.#note("sent", text);
    this.socket.send(text);
  }

  /** Frames received since `mark` (a former `frames.length`). */
  since(mark: number): readonly F[] {
    return this.frames.slice(mark);
  }

  /**
   * The next frame, after those already taken, that `pick` accepts; frames before it are passed over.
   * Fails with the transcript when the time is up, the connection closes, or a frame was not as documented.
   */
  next<T extends F>(what: string, pick: (frame: F) => frame is T, timeoutMs?: number): Promise<T>;
  next(what: string, pick: (frame: F) => boolean, timeoutMs?: number): Promise<F>;
  next(what: string, pick: (frame: F) => boolean, timeoutMs = waitMs): Promise<F> {
    return this.#wait(what, timeoutMs, () => {
      while (this.#cursor < this.frames.length) {
        const frame = this.frames[this.#cursor++];
        if (frame !== undefined && pick(frame)) return { found: frame };
      }
      return null;
    });
  }

  /** Resolves when `isTrue` holds for what was received; does not take frames. */
  async until(what: string, isTrue: (frames: readonly F[]) => boolean, timeoutMs = waitMs): Promise<void> {
    await this.#wait(what, timeoutMs, () => (isTrue(this.frames) ? { found: true } : null));
  }

  /** How the server closed the connection; fails with the transcript if it does not. */
  async closing(timeoutMs = waitMs): Promise<Closing> {
    const closing = await Promise.race([this.closed, delay(timeoutMs, null, { ref: false })]);
    if (closing === null) throw this.#failure(`was not closed within ${timeoutMs} ms`);
    return closing;
  }

  async close(): Promise<void> {
    this.socket.close(1000);
    const done = await Promise.race([this.closed.then(() => true), delay(2_000, false, { ref: false })]);
    if (!done) this.socket.terminate();
    await this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing === null) await this.close();
    if (this.#fault !== null) throw this.#fault;
  }

  transcript(): string {
    const shown = this.#lines.slice(-transcriptLines);
    const left = this.#lines.length - shown.length;
    const marks = { sent: "→", received: "←", note: "·" };
    const rows = shown.map((line) => {
      const text =
        line.text.length > transcriptColumns ? `${line.text.slice(0, transcriptColumns)}… (${line.text.length})` : line.text;
      return `  ${line.atMs.toFixed(0).padStart(7)} ms ${marks[line.direction]} ${text}`;
    });
    return [`${this.name}:`, ...(left > 0 ? [`  … ${left} earlier lines`] : []), ...rows].join("\n");
  }

  #receive(data: Buffer, isBinary: boolean): void {
    const text = data.toString("utf8");
    this.#note("received", isBinary ? `(binary, ${data.length} bytes)` : text);
    try {
      if (isBinary) throw new Error("a binary frame; every protocol sends text");
      const frame = this.#schema.parse(JSON.parse(text));
      this.frames.push(frame);
      this.onFrame?.(frame);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#fault ??= this.#failure(`received a frame that is not as documented: ${why}\n  ${text.slice(0, 1_000)}`);
    }
    this.#wake();
  }

  #wake(): void {
    for (const waiter of [...this.#waiters]) {
      if (waiter.look()) continue;
      if (this.#fault !== null) waiter.fail(this.#fault);
      else if (this.#closing !== null) waiter.fail(this.#failure("was closed meanwhile"));
    }
  }

  #wait<T>(what: string, timeoutMs: number, look: () => { readonly found: T } | null): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        act();
      };
      const waiter: Waiter = {
        look: () => {
          const hit = this.#fault === null ? look() : null;
          if (hit !== null) settle(() => resolve(hit.found));
          return hit !== null;
        },
        fail: (error) => settle(() => reject(new Error(`waiting for ${what}: ${error.message}`, { cause: error }))),
      };
      const timer = setTimeout(() => waiter.fail(this.#failure(`nothing came within ${timeoutMs} ms`)), timeoutMs);
      this.#waiters.add(waiter);
      this.#wake();
    });
  }

  #end(closing: Closing): Closing {
    this.#closing = closing;
    this.#note("note", `closed ${closing.code} ${closing.reason}`);
    this.#wake();
    return closing;
  }

  #note(direction: TranscriptLine["direction"], text: string): void {
    this.#lines.push({ atMs: performance.now(), direction, text: text.length > 4_000 ? text.slice(0, 4_000) : text });
    if (this.#lines.length > 2_000) this.#lines.splice(0, 1_000);
  }

  #failure(what: string): Error {
    return new Error(`${what}\n${this.transcript()}`);
  }
}
