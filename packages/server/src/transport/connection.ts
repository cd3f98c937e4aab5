import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import { type RawData, WebSocket } from "ws";
import type { CloseReason, Conversation, Frame, Handling, Link, Reply, Spoken } from "../dialects/contract.ts";
import type { Logger, Telemetry } from "../ports/telemetry.ts";
import type { ChatSocket, SocketEvents } from "./chat-socket.ts";
import { Ending } from "./ending.ts";
import { Pulse, type Visited } from "./heartbeat.ts";
import { Inflater, type InflaterOwner } from "./inflater.ts";
import { Lane, type LaneContext, type LaneOwner } from "./lane.ts";
import { LargeFrames, type LargeFramesContext, type LargeFramesOwner } from "./large-frames.ts";
import { Outbox, type OutboxContext, type OutboxOwner } from "./outbox.ts";
import { throwAway, watchUntrusted } from "./untrusted.ts";
import { errorName } from "./ws-errors.ts";

/** What the connections of one mount share: those that negotiated compression, or those that did not. */
export interface ConnectionContext extends LaneContext, OutboxContext, LargeFramesContext {
  readonly dialect: Spoken;
  readonly isCompressed: boolean;
  readonly log: Logger;
  readonly telemetry: Telemetry;
  /** The socket is gone; called once. */
  readonly gone: (connection: Connection) => void;
}

/** Reasons that do not wait for what is unsent: nobody is there to read it. */
const hopeless: ReadonlySet<CloseReason> = new Set(["slow", "dead"]);

/** An unmasked ping that says nothing (RFC 6455, section 5.5.2): the same bytes for all, where `ws` would make each its own and write it in two pieces. */
const pingFrame = Buffer.from([0x89, 0x00]);

let connections = 0;

/** One socket: reads frames into its lane, writes its outbox, and sees it through to the end. */
export class Connection implements Link, LaneOwner, OutboxOwner, LargeFramesOwner, InflaterOwner, Visited, SocketEvents {
  readonly id: string;
  readonly address: string;
  readonly #ws: ChatSocket;
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  readonly #outbox: Outbox;
  readonly #lane: Lane;
  readonly #pulse: Pulse;
  /** Null where no frame may be large. */
  readonly #largeFrames: LargeFrames | null;
  /** Null where compression was not negotiated. */
  readonly #inflater: Inflater | null;
  readonly #ending: Ending;
  /** How many want reading to be paused. */
  #pauses = 0;
  /** Null before `open` and after `closed()`. */
  #conversation: Conversation | null = null;
  #isTrusted = false;
  /** What comes is not seen any more. */
  #isDeaf = false;
  #endWatch: (() => void) | null = null;
  #cancelDeadline: (() => void) | null = null;

  constructor(ws: ChatSocket, peer: { socket: Socket; address: string }, context: ConnectionContext) {
    connections += 1;
    this.id = `c${connections.toString(36)}`;
    this.address = peer.address;
    this.#ws = ws;
    this.#socket = peer.socket;
    this.#context = context;
    this.#outbox = new Outbox(this, peer.socket, context);
    this.#lane = new Lane(this, context);
    this.#pulse = new Pulse(peer.socket.bytesRead, context.clock.monotonicMs());
    this.#ending = new Ending(context, ws);
    this.#inflater = context.isCompressed ? this.#inflate() : null;
    this.#largeFrames = this.#watchLargeFrames();
    ws.listen(this);
  }

  /** Starts the conversation; called once, in the turn of the upgrade. */
  open(start: (link: Link) => Conversation): void {
    const { dialect, telemetry, log } = this.#context;
    telemetry.connectionOpened(dialect.name);
    log.debug({ connection: this.id, dialect: dialect.name }, "connection opened");
    try {
      this.#conversation = start(this);
    } catch (error) {
      this.failed(error);
    }
    if (this.#isTrusted) return;
    this.#endWatch = watchUntrusted(this.#socket, this.#context.bounds.untrustedBytes, () => this.#stopHearing("tooLarge"));
  }

  // Link: what the dialect may do.

  // The outbox knows itself when the end has begun: of each connection that is sent to, as little memory as possible is touched.

  send(frame: Frame): void {
    this.#outbox.send(frame);
  }

  sendAll(frames: readonly Frame[]): void {
    this.#outbox.send(frames);
  }

  replay(frames: readonly Frame[]): void {
    this.#outbox.replay(frames);
  }

  close(reason: CloseReason): void {
    if (!this.#ending.ask(reason)) return;
    if (hopeless.has(reason)) this.#outbox.discard();
    this.#outbox.end();
    this.#wind();
  }

  deadline(delayMs: number): void {
    if (!this.#ending.isOpen) return;
    this.#cancelDeadline?.();
    this.#cancelDeadline = this.#context.clock.after(delayMs, () => this.close("unauthenticated"));
  }

  trust(): void {
    this.#isTrusted = true;
    this.#cancelDeadline?.();
    this.#cancelDeadline = null;
    this.#endWatch?.();
    this.#endWatch = null;
  }

  // LaneOwner

  handle(text: string, reply: Reply): Handling {
    return this.#conversation?.receive(text, reply);
  }

  pauseReading(): void {
    this.#pauses += 1;
    if (this.#pauses === 1) this.#ws.pause();
  }

  resumeReading(): void {
    this.#pauses -= 1;
    if (this.#pauses > 0) return;
    this.#ws.resume();
    this.#inflater?.goOn();
  }

  failed(error: unknown): void {
    const correlation = randomUUID();
    const { log, telemetry, dialect } = this.#context;
    log.error({ connection: this.id, dialect: dialect.name, correlation, err: error }, "a conversation failed");
    telemetry.error("internal");
    this.close("internal");
  }

  // LargeFramesOwner

  overdue(): void {
    this.close("overdue");
  }

  // OutboxOwner

  overBound(): void {
    this.close("slow");
  }

  flushed(): void {
    const closing = this.#ending.flushed();
    if (closing === null) return;
    this.#ws.close(closing.code, closing.reason);
    // The other side's answer will not be recognised: with this end the other side ends, too.
    if (this.#isDeaf) this.#socket.end();
  }

  // InflaterOwner

  get reading(): "on" | "paused" | "over" {
    if (!this.#ending.isOpen) return "over";
    return this.#pauses > 0 ? "paused" : "on";
  }

  get isTrusted(): boolean {
    return this.#isTrusted;
  }

  admitsLarge(): boolean {
    return this.#largeFrames?.admits() ?? false;
  }

  refused(reason: "tooLarge" | "garbled"): void {
    this.#stopHearing(reason);
    throwAway(this.#socket);
  }

  caughtUp(): void {
    this.#largeFrames?.check();
  }

  // What transport does with it.

  /** Takes no more frames; when the commands under way are done and what they answered is written, closes as `stopping`. */
  finish(): void {
    if (this.#ending.isOpen) this.#lane.finish(() => this.close("stopping"));
  }

  visit(nowMs: number): void {
    if (!this.#ending.isOpen) return;
    if (this.#ws.readyState !== WebSocket.OPEN) {
      this.#leaving();
      return;
    }
    const { bounds } = this.#context;
    const stalledMs = this.#outbox.stalledMs(nowMs);
    const replayingMs = this.#outbox.replayingMs(nowMs);
    if ((stalledMs ?? 0) >= bounds.outboxStallMs || (replayingMs ?? 0) >= bounds.replayMs) {
      this.close("slow");
      return;
    }
    // A ping would queue behind what is unsent, and an answer is not read while reading is paused.
    if (stalledMs !== null || this.#lane.isPaused || this.#largeFrames?.isWaiting) {
      this.#pulse.excuse(nowMs);
      return;
    }
    const finding = this.#pulse.check(this.#socket.bytesRead, nowMs, bounds);
    // Here where nothing is unsent: between two frames, as the outbox writes.
    if (finding === "ping") this.#socket.write(pingFrame);
    else if (finding === "dead") this.close("dead");
  }

  message(data: RawData, isBinary: boolean): void {
    if (isBinary || !Buffer.isBuffer(data)) this.close("binary");
    else this.#lane.receive(data.toString(), data.length, this.#largeFrames?.whole() ?? null);
  }

  control(payloadBytes: number): void {
    this.#largeFrames?.control(payloadBytes);
    this.#lane.control();
  }

  closing(): void {
    this.#outbox.discard();
  }

  errored(error: Error): void {
    this.#context.log.debug({ connection: this.id, error: errorName(error) }, "connection error");
    this.#ending.blame(error);
    this.#leaving();
  }

  socketClosed(code: number): void {
    if (this.#ending.isClosed) return;
    const closeCode = this.#ending.over(code);
    this.#wind();
    this.#outbox.discard();
    const { dialect, telemetry, log, gone } = this.#context;
    telemetry.connectionClosed(dialect.name, closeCode);
    log.debug({ connection: this.id, dialect: dialect.name, closeCode }, "connection closed");
    gone(this);
  }

  /** The end did not begin with us: nothing more can be written. */
  #leaving(): void {
    if (!this.#ending.leave()) return;
    this.#outbox.discard();
    this.#wind();
  }

  /** What the end begins with, however it came about. Safe to call again. */
  #wind(): void {
    this.trust();
    this.#lane.stop();
    this.#largeFrames?.stop();
    // After the code that asked for it: a dialect may close in the middle of its own work, even in the middle of `open`.
    queueMicrotask(() => this.#leave());
  }

  #leave(): void {
    const conversation = this.#conversation;
    this.#conversation = null;
    try {
      conversation?.closed();
    } catch (error) {
      this.failed(error);
    }
  }

  /** What comes after is not seen, not even the answer to the close. */
  #stopHearing(reason: CloseReason): void {
    this.close(reason);
    this.#isDeaf = true;
  }

  #inflate(): Inflater {
    const inflater = new Inflater(this, this.#context);
    this.#ws.inflateWith(inflater);
    this.#socket.once("close", () => inflater.abandon());
    return inflater;
  }

  #watchLargeFrames(): LargeFrames | null {
    const { dialect, bounds } = this.#context;
    if (dialect.maxFrameBytes <= bounds.frameBytes) return null;
    const largeFrames = new LargeFrames(this, this.#context);
    // Before `ws`, which tells of frames only when they are whole, and after it: what came in one read may be many small ones.
    this.#socket.prependListener("data", (chunk: Buffer) => largeFrames.read(chunk.length));
    this.#socket.on("data", () => {
      // What `ws` has not parsed yet may be whole frames; `caughtUp` tells when it has.
      if (this.#inflater?.isHolding !== true) largeFrames.check();
    });
    return largeFrames;
  }
}
