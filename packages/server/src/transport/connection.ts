import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import { type RawData, WebSocket } from "ws";
import {
  type CloseReason,
  type Conversation,
  closeReasons,
  type Frame,
  type Handling,
  type Link,
  type Reply,
  type Spoken,
} from "../dialects/contract.ts";
import type { Logger, Telemetry } from "../ports/telemetry.ts";
import { Pulse, type Visited } from "./heartbeat.ts";
import { Lane, type LaneContext, type LaneOwner } from "./lane.ts";
import { Outbox, type OutboxContext, type OutboxOwner } from "./outbox.ts";
import { closeCodeOf, errorName, reportedCode } from "./ws-errors.ts";

/** What the connections of one mount share. */
export interface ConnectionContext extends LaneContext, OutboxContext {
  readonly dialect: Spoken;
  readonly log: Logger;
  readonly telemetry: Telemetry;
  /** The socket is gone; called once. */
  readonly gone: (connection: Connection) => void;
}

/** A WebSocket that knows its connection, so that all of them can share their listeners. */
export class ChatSocket extends WebSocket {
  connection: Connection | null = null;
}

/**
 * `open`: all is well. `flushing`: a close was asked for, what is in the outbox goes out first. `closing`: a close frame went
 * out, or the other side began to leave, or broke the protocol. `closed`: the socket is gone.
 */
type Phase = "open" | "flushing" | "closing" | "closed";

/** Reasons that do not wait for what is unsent: nobody is there to read it. */
const hopeless: ReadonlySet<CloseReason> = new Set(["slow", "dead"]);

let connections = 0;

/** One socket: reads frames into its lane, writes its outbox, and sees it through to the end. */
export class Connection implements Link, LaneOwner, OutboxOwner, Visited {
  readonly id: string;
  readonly address: string;
  readonly #ws: ChatSocket;
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  readonly #outbox: Outbox;
  readonly #lane: Lane;
  readonly #pulse: Pulse;
  /** Null before `open` and after `closed()`. */
  #conversation: Conversation | null = null;
  #phase: Phase = "open";
  #reason: CloseReason | null = null;
  /** What the connection ends with as far as we know by now; null when the other side will say. */
  #closeCode: number | null = null;
  #isTrusted = false;
  #guard: ((chunk: Buffer) => void) | null = null;
  #cancelDeadline: (() => void) | null = null;
  #cancelCut: (() => void) | null = null;

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
    ws.connection = this;
    ws.on("message", onMessage);
    ws.on("ping", onControl);
    ws.on("pong", onControl);
    ws.on("error", onError);
    ws.on("close", onClose);
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
    if (!this.#isTrusted) this.#watchUntrusted();
  }

  // Link: what the dialect may do.

  send(frame: Frame): void {
    if (this.#phase === "open") this.#outbox.send(frame);
  }

  replay(frames: readonly Frame[]): void {
    if (this.#phase === "open") this.#outbox.replay(frames);
  }

  close(reason: CloseReason): void {
    if (this.#phase !== "open") return;
    this.#phase = "flushing";
    this.#reason = reason;
    this.#closeCode = closeReasons[reason].code;
    this.#wind();
    if (hopeless.has(reason)) this.#outbox.discard();
    this.#outbox.end();
  }

  deadline(delayMs: number): void {
    if (this.#phase !== "open") return;
    this.#cancelDeadline?.();
    this.#cancelDeadline = this.#context.clock.after(delayMs, () => this.close("unauthenticated"));
  }

  trust(): void {
    this.#isTrusted = true;
    this.#cancelDeadline?.();
    this.#cancelDeadline = null;
    this.#unwatch();
  }

  // LaneOwner

  handle(text: string, reply: Reply): Handling {
    return this.#conversation?.receive(text, reply);
  }

  pauseReading(): void {
    this.#ws.pause();
  }

  resumeReading(): void {
    this.#ws.resume();
  }

  failed(error: unknown): void {
    const correlation = randomUUID();
    const { log, telemetry, dialect } = this.#context;
    log.error({ connection: this.id, dialect: dialect.name, correlation, err: error }, "a conversation failed");
    telemetry.error("internal");
    this.close("internal");
  }

  // OutboxOwner

  isWritable(): boolean {
    return this.#ws.readyState === WebSocket.OPEN && this.#socket.writable;
  }

  overBound(): void {
    this.close("slow");
  }

  flushed(): void {
    if (this.#phase !== "flushing" || this.#reason === null) return;
    this.#phase = "closing";
    const { code, reason } = closeReasons[this.#reason];
    this.#ws.close(code, reason);
  }

  // What transport does with it.

  /** Takes no more frames; when the commands under way are done and what they answered is written, closes as `stopping`. */
  finish(): void {
    if (this.#phase === "open") this.#lane.finish(() => this.close("stopping"));
  }

  visit(nowMs: number): void {
    if (this.#phase !== "open") return;
    if (this.#ws.readyState !== WebSocket.OPEN) {
      this.#leaving();
      return;
    }
    const { bounds } = this.#context;
    const stalledMs = this.#outbox.stalledMs(nowMs);
    if (stalledMs !== null && stalledMs >= bounds.outboxStallMs) {
      this.close("slow");
      return;
    }
    // A ping would queue behind what is unsent, and an answer is not read while reading is paused.
    if (stalledMs !== null || this.#lane.isPaused) {
      this.#pulse.excuse(nowMs);
      return;
    }
    const finding = this.#pulse.check(this.#socket.bytesRead, nowMs, bounds);
    if (finding === "ping") this.#ws.ping();
    else if (finding === "dead") this.close("dead");
  }

  message(data: RawData, isBinary: boolean): void {
    if (isBinary || !Buffer.isBuffer(data)) this.close("binary");
    else this.#lane.receive(data.toString(), data.length);
  }

  control(): void {
    this.#lane.control();
  }

  /** `ws` found the protocol broken and is closing, or the socket broke. */
  errored(error: Error): void {
    this.#context.log.debug({ connection: this.id, error: errorName(error) }, "connection error");
    this.#closeCode ??= closeCodeOf(error);
    this.#leaving();
  }

  socketClosed(code: number): void {
    if (this.#phase === "closed") return;
    const closeCode = this.#closeCode ?? reportedCode(code);
    this.#wind();
    this.#phase = "closed";
    this.#cancelCut?.();
    this.#cancelCut = null;
    this.#outbox.discard();
    const { dialect, telemetry, log, gone } = this.#context;
    telemetry.connectionClosed(dialect.name, closeCode);
    log.debug({ connection: this.id, dialect: dialect.name, closeCode }, "connection closed");
    gone(this);
  }

  /** The end did not begin with us: nothing more can be written. */
  #leaving(): void {
    if (this.#phase !== "open" && this.#phase !== "flushing") return;
    this.#phase = "closing";
    this.#outbox.discard();
    this.#wind();
  }

  /** What the end begins with, however it came about. Safe to call again. */
  #wind(): void {
    this.trust();
    this.#lane.stop();
    this.#cancelCut ??= this.#context.clock.after(this.#context.bounds.closeGraceMs, () => this.#ws.terminate());
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

  /** Counts what comes before it is known from whom, byte by byte as it arrives: a large frame is refused before it is read. */
  #watchUntrusted(): void {
    let left = this.#context.bounds.untrustedBytes;
    this.#guard = (chunk) => {
      left -= chunk.length;
      if (left >= 0) return;
      this.close("tooLarge");
      // Whatever else comes is thrown away unseen, the answer to the close too: `ws` would go on collecting the frame.
      this.#socket.removeAllListeners("data");
      this.#socket.resume();
    };
    this.#socket.prependListener("data", this.#guard);
  }

  #unwatch(): void {
    if (this.#guard === null) return;
    this.#socket.off("data", this.#guard);
    this.#guard = null;
  }
}

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  if (this instanceof ChatSocket) this.connection?.message(data, isBinary);
}

function onControl(this: WebSocket): void {
  if (this instanceof ChatSocket) this.connection?.control();
}

function onError(this: WebSocket, error: Error): void {
  if (this instanceof ChatSocket) this.connection?.errored(error);
}

function onClose(this: WebSocket, code: number): void {
  if (this instanceof ChatSocket) this.connection?.socketClosed(code);
}
