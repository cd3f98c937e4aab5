import { type CloseReason, closeReasons } from "../dialects/contract.ts";
import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import { closeCodeOf, reportedCode } from "./ws-errors.ts";

interface EndingContext {
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, "closeGraceMs">;
}

/**
 * `open`: all is well. `flushing`: a close was asked for, what is in the outbox goes out first. `closing`: a close frame went
 * out, or the other side began to leave, or broke the protocol. `closed`: the socket is gone.
 */
type Phase =
  | { readonly at: "open" }
  | { readonly at: "flushing"; readonly reason: CloseReason }
  | { readonly at: "closing" }
  | { readonly at: "closed" };

const [open, closing, closed] = [{ at: "open" }, { at: "closing" }, { at: "closed" }] as const;

/** How far a connection is on its way out, and the code it ends with. Whatever began it, the socket is cut after `closeGraceMs`. */
export class Ending {
  readonly #context: EndingContext;
  readonly #socket: { terminate(): void };
  #phase: Phase = open;
  /** As far as we know by now; null when the other side will say. */
  #code: number | null = null;
  #cancelCut: (() => void) | null = null;

  constructor(context: EndingContext, socket: { terminate(): void }) {
    this.#context = context;
    this.#socket = socket;
  }

  get isOpen(): boolean {
    return this.#phase.at === "open";
  }

  get isClosed(): boolean {
    return this.#phase.at === "closed";
  }

  /** We want to close. False: the end has begun already. */
  ask(reason: CloseReason): boolean {
    if (!this.isOpen) return false;
    this.#phase = { at: "flushing", reason };
    this.#code = closeReasons[reason].code;
    this.#startCut();
    return true;
  }

  /** All was written: with what to close now; null when nothing was asked for, or it is too late. */
  flushed(): (typeof closeReasons)[CloseReason] | null {
    if (this.#phase.at !== "flushing") return null;
    const { reason } = this.#phase;
    this.#phase = closing;
    return closeReasons[reason];
  }

  /** What the end will be put down to, unless that is known already. */
  blame(error: Error): void {
    this.#code ??= closeCodeOf(error);
  }

  /** The end did not begin with us: nothing more can be written. False: that was so already. */
  leave(): boolean {
    if (this.#phase.at !== "open" && this.#phase.at !== "flushing") return false;
    this.#phase = closing;
    this.#startCut();
    return true;
  }

  /** The socket is gone; the answer is the code to report. */
  over(code: number): number {
    this.#phase = closed;
    this.#cancelCut?.();
    this.#cancelCut = null;
    return this.#code ?? reportedCode(code);
  }

  #startCut(): void {
    const { clock, bounds } = this.#context;
    this.#cancelCut ??= clock.after(bounds.closeGraceMs, () => this.#socket.terminate());
  }
}
