import { constants, inflateRaw, inflateRawSync } from "node:zlib";
import type { Spoken } from "../dialects/contract.ts";
import type { Bounds } from "../ports/bounds.ts";

/** The connection, as its inflater sees it. */
export interface InflaterOwner {
  /** `paused`: frames wait, `goOn` is called when that ends. `over`: none is handled any more, so none need be inflated. */
  readonly reading: "on" | "paused" | "over";
  /** It is known who is behind the connection. */
  readonly isTrusted: boolean;
  /** A frame is over `frameBytes`: true when it has a place among the large ones, else reading pauses until it has. */
  admitsLarge(): boolean;
  /** A frame is larger than allowed, or does not inflate. Nothing is inflated from then on. */
  refused(reason: "tooLarge" | "garbled"): void;
  /** Whatever had come was handed on up to a frame that is not whole. */
  caughtUp(): void;
}

export interface InflaterContext {
  readonly dialect: Pick<Spoken, "maxFrameBytes">;
  readonly bounds: Pick<Bounds, "frameBytes" | "untrustedBytes">;
}

/** As `ws` calls back (8.23, lib/receiver.js). */
type Inflated = (error: Error | null, data?: Buffer) => void;

/** What the sender left out of each message (RFC 7692, section 7.2.2). */
const tail = Buffer.from([0x00, 0x00, 0xff, 0xff]);
/** So much text of one connection in a turn of the event loop, as much as a read brings of plain text; then it is the others' turn. */
const bytesPerTurn = 64 * 1024;
const nothing = Buffer.alloc(0);
/** What most messages fit in; zlib's own piece is four times that, made and thrown away for each. */
const chunkSize = 4 * 1024;
const largeChunkSize = 64 * 1024;
const options = { finishFlush: constants.Z_SYNC_FLUSH, chunkSize };

/**
 * Inflates what one connection sends, in the place of the inflater of `ws` (which keeps 18 to 50 KiB for each connection for ever, knows
 * one bound for what arrives and what comes of it, and goes on while reading is paused).
 *
 * A message is inflated when it is whole, so nothing inflated ever waits for the rest. While one waits here `ws` parses no further, and
 * soon takes no more bytes from the socket. A text up to `frameBytes` is inflated at once (some 50 µs), a larger one on a thread, when it has
 * its place among the large frames.
 */
export class Inflater {
  readonly #owner: InflaterOwner;
  readonly #context: InflaterContext;
  /** Of the message that is arriving. */
  #parts: Buffer[] = [];
  /** Null while nothing waits. */
  #callback: Inflated | null = null;
  #isLast = false;
  #isBusy = false;
  #isOver = false;
  #leftInTurn = bytesPerTurn;
  /** What may still come of a stranger's bytes. */
  #leftUntrusted: number;

  constructor(owner: InflaterOwner, context: InflaterContext) {
    this.#owner = owner;
    this.#context = context;
    this.#leftUntrusted = context.bounds.untrustedBytes;
  }

  /** A fragment waits to be inflated: `ws` has more bytes than it has parsed. */
  get isHolding(): boolean {
    return this.#callback !== null;
  }

  /** Called by `ws` with each fragment of a compressed message; it MUST NOT be called back before this returns. */
  decompress(data: Buffer, isLast: boolean, callback: Inflated): void {
    this.#parts.push(data);
    this.#isLast = isLast;
    this.#callback = callback;
    queueMicrotask(() => this.goOn());
  }

  /** Called by `ws` at the end. */
  cleanup(): void {
    this.abandon();
  }

  /** The socket is gone: `ws` waits for its answer before it says so. */
  abandon(): void {
    const callback = this.#callback;
    this.#isOver = true;
    this.#callback = null;
    this.#parts = [];
    callback?.(new Error("the socket closed before the frame was inflated"));
  }

  /** Inflates what waits, unless it has to go on waiting. */
  goOn(): void {
    if (this.#callback === null || this.#isBusy || this.#isOver) return;
    const { reading } = this.#owner;
    if (reading === "paused") return;
    if (reading === "over") this.#parts = [];
    if (reading === "over" || !this.#isLast) this.#tell(nothing);
    else if (this.#leftInTurn > 0) this.#inflate(Buffer.concat([...this.#parts, tail]));
    else this.#endTurn();
  }

  #endTurn(): void {
    this.#isBusy = true;
    setImmediate(() => {
      this.#isBusy = false;
      this.#leftInTurn = bytesPerTurn;
      this.goOn();
    });
  }

  #inflate(deflated: Buffer): void {
    const { dialect, bounds } = this.#context;
    const { maxFrameBytes } = dialect;
    const limit = this.#owner.isTrusted ? maxFrameBytes : Math.min(maxFrameBytes, this.#leftUntrusted);
    const small = Math.min(limit, bounds.frameBytes);
    const text = inflated(deflated, small);
    if (typeof text !== "string") {
      this.#done(text);
    } else if (text === "garbled" || small === limit) {
      this.#refuse(text);
    } else {
      this.#isBusy = true;
      if (this.#owner.admitsLarge())
        inflateRaw(deflated, { ...options, chunkSize: largeChunkSize, maxOutputLength: limit }, this.#inflatedLarge);
      else this.#isBusy = false;
    }
  }

  readonly #inflatedLarge = (error: Error | null, text: Buffer): void => {
    this.#isBusy = false;
    if (this.#isOver) return;
    if (error === null) this.#done(text);
    else this.#refuse(isTooLarge(error) ? "tooLarge" : "garbled");
  };

  #done(text: Buffer): void {
    this.#parts = [];
    this.#leftInTurn -= text.length;
    this.#leftUntrusted -= text.length;
    this.#tell(text);
  }

  /** `ws` parses on before this returns, and may come back with the next fragment. */
  #tell(data: Buffer): void {
    const callback = this.#callback;
    this.#callback = null;
    callback?.(null, data);
    if (this.#callback === null) this.#owner.caughtUp();
  }

  #refuse(reason: "tooLarge" | "garbled"): void {
    this.#isOver = true;
    this.#parts = [];
    this.#owner.refused(reason);
  }
}

function inflated(deflated: Buffer, maxBytes: number): Buffer | "tooLarge" | "garbled" {
  try {
    // zlib takes no bound of nothing.
    const text = inflateRawSync(deflated, { ...options, maxOutputLength: Math.max(1, maxBytes) });
    return text.length > maxBytes ? "tooLarge" : text;
  } catch (error) {
    return isTooLarge(error) ? "tooLarge" : "garbled";
  }
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
