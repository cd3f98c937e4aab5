import { type Frame, type Handling, Hold, type Reply } from "../dialects/contract.ts";
import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import { Fifo } from "./fifo.ts";
import { FrameRate } from "./frame-rate.ts";

/** The connection, as its lane sees it. */
export interface LaneOwner {
  /** Hands a frame to the conversation. */
  handle(text: string, reply: Reply): Handling;
  send(frame: Frame): void;
  pauseReading(): void;
  resumeReading(): void;
  /** Handling a frame threw or rejected. */
  failed(error: unknown): void;
}

/** What the lanes of a transport share. */
export interface LaneContext {
  readonly bounds: Bounds;
  readonly clock: Clock;
  /** False: `framesPerMinute` does not apply. */
  readonly limitsOn: boolean;
}

interface Waiting {
  readonly text: string;
  readonly bytes: number;
  /** Called when the frame is handled, or will never be; null when nobody waits for that. */
  readonly done: (() => void) | null;
}

/** The place of one frame's replies among those of other frames. */
interface Slot {
  readonly bytes: number;
  readonly done: (() => void) | null;
  isSettled: boolean;
  /** Nothing that must go out earlier is missing: replies need not wait. */
  isOpen: boolean;
  held: Frame[] | null;
}

/**
 * The frames of one connection in order: each is handed on as it comes, replies leave in the order of the frames they answer.
 *
 * Reading pauses while too much is under way. What one read had already brought by then still arrives; it waits here, at most
 * one read (64 KiB) beyond the bound.
 */
export class Lane {
  readonly #owner: LaneOwner;
  readonly #context: LaneContext;
  readonly #rate: FrameRate | null;
  /** Frames under way or whose replies wait for an earlier one. */
  readonly #slots = new Fifo<Slot>();
  /** Frames not handed on yet. */
  readonly #waiting = new Fifo<Waiting>();
  #handledBytes = 0;
  #waitingBytes = 0;
  #isHeld = false;
  /** As much in flight as allowed; stays true until half of it is done. */
  #isFull = false;
  #cancelRateTimer: (() => void) | null = null;
  #isPaused = false;
  #isStopped = false;
  #onIdle: (() => void) | null = null;

  constructor(owner: LaneOwner, context: LaneContext) {
    this.#owner = owner;
    this.#context = context;
    this.#rate = context.limitsOn ? new FrameRate(context.bounds.framesPerMinute) : null;
  }

  /** Reading is paused: silence says nothing about the other side. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** A text frame of that many bytes came. `done` is called when it is handled, or will never be. */
  receive(text: string, bytes: number, done: (() => void) | null = null): void {
    if (this.#isStopped) {
      done?.();
      return;
    }
    if (this.#waiting.length === 0 && this.#mayHandle()) {
      this.#handle(text, bytes, done);
    } else {
      this.#waiting.push({ text, bytes, done });
      this.#waitingBytes += bytes;
    }
    this.#settleReading();
  }

  /** A control frame came, already answered: it counts for the rate. */
  control(): void {
    if (this.#isStopped || this.#cancelRateTimer !== null) return;
    this.#takeRate();
    this.#settleReading();
  }

  /** Handles no more frames, not those that wait either. Commands under way go on. */
  stop(): void {
    this.#isStopped = true;
    for (let one = this.#waiting.shift(); one !== undefined; one = this.#waiting.shift()) one.done?.();
    this.#waitingBytes = 0;
    this.#cancelRateTimer?.();
    this.#cancelRateTimer = null;
    this.#settleReading();
  }

  /** Stops, and calls `idle` when no command is under way any more. */
  finish(idle: () => void): void {
    this.stop();
    if (this.#slots.length === 0) idle();
    else this.#onIdle = idle;
  }

  #mayHandle(): boolean {
    if (this.#isHeld || this.#isFull || this.#cancelRateTimer !== null) return false;
    return this.#takeRate();
  }

  #takeRate(): boolean {
    if (this.#rate === null) return true;
    const waitMs = this.#rate.take(this.#context.clock.monotonicMs());
    if (waitMs === 0) return true;
    this.#cancelRateTimer = this.#context.clock.after(waitMs, () => {
      this.#cancelRateTimer = null;
      this.#goOn();
    });
    return false;
  }

  #handle(text: string, bytes: number, done: (() => void) | null): void {
    const slot: Slot = { bytes, done, isSettled: false, isOpen: this.#slots.length === 0, held: null };
    this.#slots.push(slot);
    this.#handledBytes += bytes;
    const reply: Reply = (frame) => this.#reply(slot, frame);
    try {
      const handling = this.#owner.handle(text, reply);
      if (handling === undefined) this.#settle(slot);
      else this.#follow(slot, handling);
    } catch (error) {
      this.#owner.failed(error);
      this.#settle(slot);
    }
    const { commandsInFlight, bytesInFlight } = this.#context.bounds;
    if (this.#slots.length >= commandsInFlight || this.#handledBytes >= bytesInFlight) this.#isFull = true;
  }

  #reply(slot: Slot, frame: Frame): void {
    if (slot.isOpen) this.#owner.send(frame);
    else if (slot.held === null) slot.held = [frame];
    else slot.held.push(frame);
  }

  #follow(slot: Slot, handling: Promise<void> | Hold): void {
    const isHold = handling instanceof Hold;
    if (isHold) this.#isHeld = true;
    const settled = (): void => {
      if (isHold) this.#isHeld = false;
      this.#settle(slot);
      this.#goOn();
    };
    const rejected = (error: unknown): void => {
      this.#owner.failed(error);
      settled();
    };
    (isHold ? handling.settled : handling).then(settled, rejected);
  }

  #settle(slot: Slot): void {
    slot.isSettled = true;
    slot.done?.();
    for (let first = this.#slots.peek(); first !== undefined; first = this.#slots.peek()) {
      this.#open(first);
      if (!first.isSettled) break;
      this.#slots.shift();
      this.#handledBytes -= first.bytes;
    }
    const { commandsInFlight, bytesInFlight } = this.#context.bounds;
    if (this.#slots.length <= commandsInFlight / 2 && this.#handledBytes <= bytesInFlight / 2) this.#isFull = false;
    if (this.#slots.length === 0 && this.#onIdle !== null) {
      const idle = this.#onIdle;
      this.#onIdle = null;
      idle();
    }
  }

  #open(slot: Slot): void {
    if (slot.isOpen) return;
    slot.isOpen = true;
    if (slot.held === null) return;
    for (const frame of slot.held) this.#owner.send(frame);
    slot.held = null;
  }

  /** Something that frames waited for is over. */
  #goOn(): void {
    while (this.#waiting.length > 0 && this.#mayHandle()) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#waitingBytes -= next.bytes;
      this.#handle(next.text, next.bytes, next.done);
    }
    this.#settleReading();
  }

  #settleReading(): void {
    const { framesWaiting, bytesInFlight } = this.#context.bounds;
    const isCrowded = this.#waiting.length >= framesWaiting || this.#handledBytes + this.#waitingBytes >= bytesInFlight;
    const pause = (this.#isFull || this.#cancelRateTimer !== null || isCrowded) && !this.#isStopped;
    if (pause === this.#isPaused) return;
    this.#isPaused = pause;
    if (pause) this.#owner.pauseReading();
    else this.#owner.resumeReading();
  }
}
