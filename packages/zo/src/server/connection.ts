import { closeCodes } from "../wire/codes.ts";
import { ZoError } from "../wire/error.ts";
import { encodeFrame, frameTypes, isFrameId, readFrame, type WireFrame } from "../wire/frame.ts";
import { LazyAbort } from "./abort.ts";
import { Aside } from "./aside.ts";
import { ConnectionRooms } from "./connection-rooms.ts";
import { control } from "./control.ts";
import { nestingOf } from "./depth.ts";
import { dispatch } from "./dispatch.ts";
import { errorFrame, isForClient, newIncident } from "./failure.ts";
import { HandlerContext } from "./handler-args.ts";
import { Lane } from "./lane.ts";
import { Ongoing } from "./ongoing.ts";
import { OutFrame, type Peer, type PeerSocket } from "./port.ts";
import { Rate } from "./rate.ts";
import type { Shared } from "./shared.ts";

/** What a failure belongs to. */
export interface FailureOf {
  readonly route?: string | undefined;
  readonly id?: number | undefined;
}

/** One connection: reads frames, keeps their order and the bounds, answers what is wrong. */
export class Connection implements Peer {
  readonly clientId: string;
  readonly shared: Shared;
  readonly rooms: ReadonlySet<string>;
  readonly ongoing: Ongoing;
  readonly lane: Lane;
  readonly aside: Aside;
  readonly #socket: PeerSocket;
  readonly #roomAccess: ConnectionRooms;
  readonly #rate: Rate;
  readonly #abort = new LazyAbort();
  #state: "open" | "closing" | "closed" = "open";
  #context: object;
  /** What every `ctx` has, whatever onConnect and middlewares gave. */
  readonly #contextMembers: object;
  #handlerContext: object | undefined;
  #heardAtMs: number;
  #isPinged = false;
  #refusals = 0;
  #cancelGrace: (() => void) | undefined;

  constructor(shared: Shared, who: { readonly clientId: string; readonly context: object }, socket: PeerSocket) {
    this.shared = shared;
    this.clientId = who.clientId;
    this.#context = who.context;
    this.#socket = socket;
    this.#heardAtMs = shared.clock.nowMs();
    this.#rate = new Rate(shared.bounds.framesPerSecond, this.#heardAtMs);
    this.#roomAccess = new ConnectionRooms(this);
    this.rooms = this.#roomAccess.current;
    this.#contextMembers = {
      clientId: who.clientId,
      send: shared.send,
      rooms: this.#roomAccess,
      disconnect: (reason?: string) => this.close(closeCodes.disconnected, reason),
    };
    this.ongoing = new Ongoing(shared.bounds);
    this.aside = new Aside(shared.bounds);
    this.lane = new Lane(
      {
        pauseReading: () => this.#socket.pause?.(),
        resumeReading: () => this.#socket.resume?.(),
      },
      shared.bounds,
    );
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** What onConnect or onRefresh gave. */
  get context(): object {
    return this.#context;
  }

  /** For the frames that are handled from now on. */
  changeContext(context: object): void {
    this.#context = context;
    this.#handlerContext = undefined;
  }

  /** The `ctx` of a handler; one object for all handlers behind no middleware. */
  contextWith(added?: object): object {
    if (added !== undefined) return new HandlerContext(this.#abort, this.#context, added, this.#contextMembers);
    this.#handlerContext ??= new HandlerContext(this.#abort, this.#context, this.#contextMembers);
    return this.#handlerContext;
  }

  message(text: string): void {
    if (this.#state !== "open") return;
    const nowMs = this.shared.clock.nowMs();
    this.#heard(nowMs);
    // Before anything else: frames that are none are no way around the rate.
    const isInRate = this.#rate.take(nowMs);
    const frame = nestingOf(text, this.shared.bounds.jsonDepth) <= this.shared.bounds.jsonDepth ? readFrame(text) : undefined;
    if (frame === undefined) {
      this.refuse(new ZoError("bad_frame", "not a frame: a JSON object with a string type"), {});
      return;
    }
    const id = isFrameId(frame.id) ? frame.id : undefined;
    if (!isInRate) {
      this.refuse(new ZoError("rate_limited", "too many frames, slow down"), { id });
      return;
    }
    if (frame.type.startsWith("zo.")) control(this, frame, text.length);
    else this.#route(frame, id, text.length);
  }

  #route(frame: WireFrame, id: number | undefined, bytes: number): void {
    const entry = this.shared.table.get(frame.type);
    if (entry === undefined || entry.route.kind === "outgoing") {
      const route = frame.type.slice(0, 200);
      this.refuse(new ZoError("unknown_route", "nothing here has this name", { route }), { id });
      return;
    }
    dispatch(this, { entry, frame, id, bytes });
  }

  /** Through the hub, so that nothing after it is handled and the other side has no longer than for any other close. */
  binary(): void {
    this.close(closeCodes.unsupportedData, "text frames only");
  }

  alive(): void {
    this.#heard(this.shared.clock.nowMs());
  }

  #heard(nowMs: number): void {
    this.#heardAtMs = nowMs;
    this.#isPinged = false;
  }

  /** Pings when it was silent for long, gives it up when that does not help. */
  checkHeartbeat(nowMs: number): void {
    if (this.#state !== "open") return;
    const silentMs = nowMs - this.#heardAtMs;
    const { pingIntervalMs, pongTimeoutMs } = this.shared.bounds;
    if (this.#isPinged && silentMs >= pingIntervalMs + pongTimeoutMs) {
      // Nobody is there to answer a close frame; it is for a peer that only reads.
      this.close(closeCodes.dead, "no answer to ping");
      this.#socket.terminate();
    } else if (!this.#isPinged && silentMs >= pingIntervalMs) {
      this.#isPinged = true;
      this.#socket.ping();
    }
  }

  send(frame: OutFrame): void {
    if (this.#state !== "open") return;
    this.#socket.send(frame);
    if (this.#socket.unsentBytes > this.shared.bounds.outboxBytes)
      this.close(closeCodes.slowReader, "reads too slowly: reconnect");
  }

  sendText(text: string): void {
    this.send(new OutFrame(text));
  }

  /** A frame was handled well. */
  accepted(): void {
    this.#refusals = 0;
  }

  /** Answers what the client did wrong, ends what has the same id, and closes on a client that does not stop. @throws {RichError} when the error's data cannot cross. */
  refuse(error: ZoError, of: FailureOf): void {
    this.sendText(errorFrame({ error, ...of }));
    // To the client the error is its end (PROTOCOL.md, E1), whatever frame was refused.
    if (of.id !== undefined) this.ongoing.stop(of.id);
    this.shared.refused(error, { clientId: this.clientId, route: of.route });
    this.#refusals += 1;
    if (this.#refusals > this.shared.bounds.refusalsInARow) this.close(closeCodes.flooding, "refused again and again");
  }

  /** Answers what a handler threw: a ZoError as it is, anything else as `internal`, told in full to the server's log only. */
  fail(error: unknown, of: FailureOf): void {
    let cause = error;
    if (isForClient(error)) {
      try {
        this.refuse(error, of);
        return;
      } catch (unsendable) {
        cause = unsendable;
      }
    }
    const incident = newIncident();
    this.shared.report(cause, { clientId: this.clientId, route: of.route, incident });
    this.sendText(errorFrame({ error: new ZoError("internal", "the server failed", { incident }), ...of }));
  }

  /** A failure that no client is waiting to hear of. An abort that we caused ourselves is none. */
  reportQuietly(error: unknown, route: string): void {
    if (error instanceof Error && error.name === "AbortError") return;
    this.shared.report(error, { clientId: this.clientId, route, incident: newIncident() });
  }

  sendEnd(id: number): void {
    this.sendText(encodeFrame(frameTypes.end, undefined, { id }));
  }

  answerHello(): void {
    this.sendText(encodeFrame(frameTypes.hello, { version: 1, clientId: this.clientId }));
  }

  close(code: number, reason = ""): void {
    if (this.#state !== "open") return;
    this.#state = "closing";
    this.#stop();
    this.#socket.close(code, reason);
    this.#cancelGrace = this.shared.clock.after(this.shared.bounds.closeGraceMs, () => this.#socket.terminate());
  }

  closed(): void {
    if (this.#state === "closed") return;
    if (this.#state === "open") this.#stop();
    this.#state = "closed";
    this.#cancelGrace?.();
    this.shared.audience.remove(this);
    this.#roomAccess.clear();
    this.shared.connectionClosed(this);
  }

  #stop(): void {
    this.lane.close();
    this.ongoing.stopAll();
    this.#abort.abort();
  }
}
