import type { Socket } from "node:net";
import type { Frame } from "../dialects/contract.ts";
import type { Bounds } from "../ports/bounds.ts";
import { Backlog } from "./backlog.ts";
import type { Chain } from "./chain.ts";
import { type Segment, segmentBytes } from "./segment.ts";
import type { Flushable, Tally, Tree, Turn } from "./turn.ts";

/** The connection, as its outbox sees it. */
export interface OutboxOwner {
  /** More is unsent than the bounds allow. */
  overBound(): void;
  /** After `end`: everything was handed to the socket. */
  flushed(): void;
}

/** What the outboxes of one mount share, those of one tree. */
export interface OutboxContext {
  readonly turn: Turn;
  readonly tree: Tree;
  readonly tally: Tally;
  readonly bounds: Bounds;
}

/**
 * What one connection is still to get. Frames are collected during a turn and written at its end. The socket is handed
 * a window at a time; what it does not take waits here, bounded (invariant I4), and goes on with the socket's `drain`.
 *
 * Frames are written to the raw socket beside the WebSocket that owns it. That is safe as long as `ws` is never asked to send a
 * data frame, which it might compress: it writes each control frame whole and synchronously (8.23, lib/sender.js), so
 * frames of both meet only at frame boundaries, in the order of the calls.
 */
export class Outbox implements Flushable {
  readonly #owner: OutboxOwner;
  readonly #socket: Socket;
  readonly #context: OutboxContext;
  /** This turn's frames. */
  #pending: Chain | null = null;
  #isInTurn = false;
  /** False: the end has begun, and what is sent from now on is nobody's. */
  #isOpen = true;
  #isEnding = false;
  /** Null while the socket takes everything, which is nearly always. */
  #backlog: Backlog | null = null;
  #onDrain: (() => void) | null = null;
  /** What telemetry was told that we hold. */
  #reportedBytes = 0;
  /** Bytes handed to the socket so far, and how many of them came up to the end of the last replay. */
  #handedBytes = 0;
  #replayedToBytes = 0;
  /** For `stalledMs`: what the socket had taken when it was last seen to move, and when that was. */
  #takenBytes = 0;
  #movedAtMs: number | null = null;
  /** For `replayingMs`. */
  #replayingSinceMs: number | null = null;

  constructor(owner: OutboxOwner, socket: Socket, context: OutboxContext) {
    this.#owner = owner;
    this.#socket = socket;
    this.#context = context;
  }

  /** Several are appended as one: who gives the same array to many outboxes spares them the single steps. */
  send(frames: Frame | readonly Frame[]): void {
    if (!this.#isOpen) return;
    if (!this.#isInTurn) this.#joinTurn();
    this.#pending = (this.#pending ?? this.#context.tree.root).append(frames);
  }

  replay(frames: readonly Frame[]): void {
    if (!this.#isOpen || frames.length === 0) return;
    this.#context.tally.frames += frames.length;
    this.#settlePending().pushReplay(this.#context.tree.replays.of(frames));
    if (!this.#isInTurn) this.#joinTurn();
  }

  /** Takes no more; tells the owner at the end of this turn, or later, when everything was handed to the socket. */
  end(): void {
    this.#isOpen = false;
    this.#isEnding = true;
    if (!this.#isInTurn) this.#joinTurn();
  }

  /** Forgets everything unsent and takes no more. To be called before a close frame is written: nothing may follow it. */
  discard(): void {
    this.#isOpen = false;
    this.#pending = null;
    this.#backlog = null;
    this.#settleListener();
    this.#report();
  }

  /** For how long the socket was seen to take nothing although there is something to take; null when there is nothing. */
  stalledMs(nowMs: number): number | null {
    if (this.#backlog === null && this.#socket.writableLength === 0) {
      this.#movedAtMs = null;
      return null;
    }
    const takenBytes = this.#handedBytes - this.#socket.writableLength;
    if (this.#movedAtMs === null || takenBytes > this.#takenBytes) {
      this.#takenBytes = takenBytes;
      this.#movedAtMs = nowMs;
    }
    return nowMs - this.#movedAtMs;
  }

  /** For how long a replay was seen to wait; null when none does. */
  replayingMs(nowMs: number): number | null {
    if (this.#backlog?.holdsReplay !== true) {
      this.#replayingSinceMs = null;
      return null;
    }
    this.#replayingSinceMs ??= nowMs;
    return nowMs - this.#replayingSinceMs;
  }

  flush(): void {
    this.#isInTurn = false;
    if (this.#socket.writable) {
      this.#flushPending();
      this.#pump();
      if (this.#isOpen && this.#isOverBound()) this.#owner.overBound();
    } else {
      this.discard();
    }
    if (this.#isEnding && this.#backlog === null) this.#owner.flushed();
  }

  #joinTurn(): void {
    this.#isInTurn = true;
    this.#context.turn.add(this);
  }

  #flushPending(): void {
    const pending = this.#pending;
    if (pending === null) return;
    this.#pending = null;
    this.#context.tally.frames += pending.count;
    for (const segment of pending.segments()) {
      if (this.#backlog === null && this.#hasWindow()) this.#write(segment);
      else this.#wait().push(segment);
    }
  }

  /** A replay comes after what was sent before it in the same turn, so that goes to the backlog first. */
  #settlePending(): Backlog {
    const backlog = this.#wait();
    const pending = this.#pending;
    if (pending !== null) {
      this.#pending = null;
      this.#context.tally.frames += pending.count;
      for (const segment of pending.segments()) backlog.push(segment);
    }
    return backlog;
  }

  #wait(): Backlog {
    this.#backlog ??= new Backlog();
    return this.#backlog;
  }

  #pump(): void {
    const backlog = this.#backlog;
    if (backlog === null) return;
    while (this.#hasWindow()) {
      const segment = backlog.shift();
      if (segment === undefined) break;
      this.#write(segment);
    }
    if (backlog.isEmpty) this.#backlog = null;
    this.#settleListener();
    this.#report();
  }

  /** At least the socket's own mark: only past it does the socket announce `drain`, and we wait for that. */
  #hasWindow(): boolean {
    return this.#socket.writableLength < Math.max(segmentBytes, this.#socket.writableHighWaterMark);
  }

  #write(segment: Segment): void {
    this.#socket.write(segment.bytes);
    this.#handedBytes += segment.bytes.length;
    if (!segment.live) this.#replayedToBytes = this.#handedBytes;
  }

  #isOverBound(): boolean {
    const { bounds } = this.#context;
    if (this.#backlog === null && this.#socket.writableLength <= bounds.outboxBytes) return false;
    const inSocketBytes = Math.min(this.#socket.writableLength, this.#handedBytes - this.#replayedToBytes);
    const { liveBytes, liveFrames } = this.#backlog ?? { liveBytes: 0, liveFrames: 0 };
    return inSocketBytes + liveBytes > bounds.outboxBytes || liveFrames > bounds.outboxFrames;
  }

  #settleListener(): void {
    if (this.#backlog !== null && this.#onDrain === null) {
      this.#onDrain = () => this.#drained();
      this.#socket.on("drain", this.#onDrain);
    } else if (this.#backlog === null && this.#onDrain !== null) {
      this.#socket.off("drain", this.#onDrain);
      this.#onDrain = null;
    }
  }

  #drained(): void {
    if (this.#socket.writable) this.#pump();
    else this.discard();
    // With frames of this turn still to come, `flush` says it.
    if (this.#isEnding && this.#backlog === null && !this.#isInTurn) this.#owner.flushed();
  }

  #report(): void {
    const heldBytes = this.#backlog?.bytes ?? 0;
    this.#context.turn.held(heldBytes - this.#reportedBytes);
    this.#reportedBytes = heldBytes;
  }
}
