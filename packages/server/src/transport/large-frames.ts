import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Places } from "./places.ts";

/** The connection, as the watch over its large frames sees it. */
export interface LargeFramesOwner {
  readonly id: string;
  readonly address: string;
  pauseReading(): void;
  resumeReading(): void;
  /** A large frame took longer than `largeFrameMs` to arrive. */
  overdue(): void;
}

export interface LargeFramesContext {
  readonly bounds: Bounds;
  readonly clock: Clock;
  readonly places: Places;
}

const nothing = (): void => undefined;
/** The header of a control frame from a client: two bytes and the mask (RFC 6455, sections 5.2 and 5.5). */
const controlHeaderBytes = 6;

/**
 * Lets one connection send frames over `frameBytes`: a frame is kept in memory until it is whole and handled, so what many
 * connections may have there together is bounded by places. Without one, reading pauses in the middle of the frame.
 */
export class LargeFrames {
  readonly #owner: LargeFramesOwner;
  readonly #context: LargeFramesContext;
  /** Read since the last whole frame; what came of the next one in the same read does not count. */
  #unfinishedBytes = 0;
  /** Of the frame that is arriving; null while it is small. */
  #leave: (() => void) | null = null;
  #isWaiting = false;
  #cancelTimer = nothing;

  constructor(owner: LargeFramesOwner, context: LargeFramesContext) {
    this.#owner = owner;
    this.#context = context;
  }

  /** Reading is paused: silence says nothing about the other side. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** So many bytes came; `ws` has not seen them yet. */
  read(bytes: number): void {
    this.#unfinishedBytes += bytes;
  }

  /** A control frame came, perhaps in the middle of a data frame: its bytes are no part of that. */
  control(payloadBytes: number): void {
    this.#unfinishedBytes = Math.max(0, this.#unfinishedBytes - payloadBytes - controlHeaderBytes);
  }

  /** `ws` has told of every frame that is whole: what is left over belongs to one that is not. */
  check(): void {
    if (this.#leave === null && this.#unfinishedBytes > this.#context.bounds.frameBytes) this.#ask();
  }

  /** The frame that is whole, but not told of yet, is a large one when inflated: true when it has a place, else it waits for one. */
  admits(): boolean {
    if (this.#leave === null) this.#ask();
    return !this.#isWaiting;
  }

  /** A frame is whole. The answer, for a large one, is to be called when it is handled. */
  whole(): (() => void) | null {
    const leave = this.#leave;
    this.#unfinishedBytes = 0;
    this.#leave = null;
    this.#cancelTimer();
    return leave;
  }

  /** No more frames come. */
  stop(): void {
    this.whole()?.();
    if (this.#isWaiting) this.#goOn();
  }

  #ask(): void {
    this.#isWaiting = true;
    this.#owner.pauseReading();
    this.#leave = this.#context.places.take(this.#owner, () => this.#enter());
  }

  #enter(): void {
    const { clock, bounds } = this.#context;
    this.#cancelTimer = clock.after(bounds.largeFrameMs, () => this.#owner.overdue());
    this.#goOn();
  }

  #goOn(): void {
    this.#isWaiting = false;
    this.#owner.resumeReading();
  }
}
