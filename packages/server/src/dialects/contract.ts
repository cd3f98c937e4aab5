/** What a dialect is, and what transport and http give it. The only thing those floors know of dialects. */
import type { z } from "zod";
import type { Chat } from "../core/api.ts";
import type { Clock } from "../ports/clock.ts";
import type { RoomEventType } from "../ports/model.ts";
import type { Logger, Telemetry } from "../ports/telemetry.ts";

/** Encoded bytes ready to be written to a socket; opaque here. Shared by everyone who gets the same frame. */
export interface Frame {
  readonly bytes: Uint8Array;
}

/** Why the server closes a connection. 4000-4499: come back and resume. 4500-4999: do not. Others: RFC 6455. */
export const closeReasons = {
  stopping: { code: 4000, reason: "server stopping, reconnect" },
  slow: { code: 4001, reason: "reading too slowly, reconnect and resume" },
  unavailable: { code: 4002, reason: "temporarily unavailable, reconnect" },
  dead: { code: 4003, reason: "no answer to ping, reconnect" },
  internal: { code: 4004, reason: "internal error, reconnect" },
  overdue: { code: 4005, reason: "frame took too long to arrive, reconnect" },
  binary: { code: 1003, reason: "text frames only" },
  garbled: { code: 1007, reason: "frame does not inflate" },
  tooLarge: { code: 1009, reason: "frame too large" },
  sessionEnded: { code: 4501, reason: "session ended" },
  tokenRefused: { code: 4502, reason: "token refused" },
  unauthenticated: { code: 4504, reason: "not authenticated in time" },
} as const;
export type CloseReason = keyof typeof closeReasons;

/** One connection as its dialect sees it. All calls are allowed at any time; after the end they do nothing. */
export interface Link {
  /** Unique in this process, for logs. */
  readonly id: string;
  /** The client's IP address, the forwarded one behind a trusted proxy. */
  readonly address: string;
  /** Puts a frame into the outbox; it goes out at the end of this turn of the event loop. */
  send(frame: Frame): void;
  /** Like `send` for each; who gives the same array to many links has it put together once. It MUST NOT be changed afterwards. */
  sendAll(frames: readonly Frame[]): void;
  /**
   * Like `send` for each, but paced by the socket and outside the outbox bound. What is sent later comes after. Who gives the same
   * array to many links has it put together once. It MUST NOT be changed afterwards.
   */
  replay(frames: readonly Frame[]): void;
  /** Flushes what is in the outbox, then closes. */
  close(reason: CloseReason): void;
  /** Closes with `unauthenticated` unless `trust` is called within `delayMs`; whether or not it was called before. */
  deadline(delayMs: number): void;
  /** It is known who is behind the connection: lifts `untrustedBytes` and the deadline. */
  trust(): void;
}

/** What came with the upgrade request. */
export interface Upgrade {
  /** From `Authorization: Bearer`, else from `?token=`; null when neither came. */
  readonly token: string | null;
  /** Names in lower case. Never to be logged: tokens may be among them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** What follows the `?` of the request's target, or nothing. Never to be logged. */
  readonly query: string;
}

/**
 * What became of a frame. Nothing: it is done. `Promise`: it waits for the store; later frames are handled meanwhile,
 * but what they reply is held back until this one is settled. `Hold`: later frames wait.
 */
export type Handling = undefined | Promise<void> | Hold;
export class Hold {
  readonly settled: Promise<void>;
  constructor(settled: Promise<void>) {
    this.settled = settled;
  }
}

/** Answers the frame being handled. Replies go out in the order of the frames they answer. */
export type Reply = (frame: Frame) => void;

/** One connection's talk. Made by `Dialect.open` when the socket is open. */
export interface Conversation {
  /** A whole text frame, valid UTF-8, within the bounds. A rejection closes the connection as `internal`. */
  receive(text: string, reply: Reply): Handling;
  /** The socket is gone or going; called once. Frees everything. */
  closed(): void;
}

export interface DialectContext {
  readonly chat: Chat;
  /** For what is stamped without being kept, and for what is told many at a time. */
  readonly clock: Pick<Clock, "now" | "monotonicMs" | "after">;
  /** Builds the frame of a text; build once, send to many. */
  readonly frame: (text: string) => Frame;
  readonly log: Logger;
  readonly telemetry: Telemetry;
}

/** How a dialect shows an event type (invariant I7). */
export type Fidelity = Readonly<Record<RoomEventType, FidelityEntry>>;
export type FidelityEntry =
  | { readonly kind: "native"; readonly as: string }
  | { readonly kind: "fallback"; readonly as: string }
  | { readonly kind: "hidden"; readonly why: string };

/** One message of the wire contract; `schema` is the very schema that validates (from the client) or is held by tests (from the server). */
export interface WireMessage {
  /** The message's name in its document. */
  readonly name: string;
  readonly from: "client" | "server";
  readonly summary: string;
  readonly schema: z.ZodType;
  readonly examples: readonly unknown[];
}
export interface WireContract {
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly messages: readonly WireMessage[];
}

/** What is known of a dialect before anybody connects. */
export interface Spoken {
  readonly name: string;
  /** Largest text frame it takes. Closed with 1009 past it. */
  readonly maxFrameBytes: number;
  readonly contract: WireContract;
  readonly fidelity: Fidelity;
}

/** A dialect that opens every connection, and finds out on it who is there. */
export interface Dialect extends Spoken {
  open(link: Link, upgrade: Upgrade): Conversation;
}

/** A dialect that decides on the upgrade itself, before there is a connection. */
export interface GatedDialect extends Spoken {
  /**
   * MAY take `bounds.admissionMs`, then the upgrade is refused for it. A rejection is logged and answered 500. The connection counts
   * as one from here on, and nothing that the client sends meanwhile is read.
   */
  admit(upgrade: Upgrade): Promise<Admission>;
}
export type MountedDialect = Dialect | GatedDialect;

/** Let in: exactly one of `open` and `abandon` is called, once. Refused: `body` is answered as JSON. */
export type Admission =
  | {
      readonly isAdmitted: true;
      open(link: Link): Conversation;
      /** There will be no connection: it came too late, or the socket has gone. MUST NOT throw. */
      abandon(): void;
    }
  | { readonly isAdmitted: false; readonly status: number; readonly body: object };

/** An HTTP route of a dialect; `http` mounts it. */
export interface DialectRoute {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly summary: string;
  readonly body?: z.ZodType;
  /** Documented answers by status; null for no body. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
  /** True: needs `Authorization: Bearer`; the session is in the request. */
  readonly authenticated: boolean;
  /** The answer to a body that is not JSON or fails `body`; http's own when absent. */
  readonly badBody?: DialectAnswer;
  /** The answer to any other method on `path` than those that have a route; http's own when absent. */
  readonly badMethod?: DialectAnswer;
  handle(request: DialectRequest): Promise<DialectAnswer>;
}
export interface DialectRequest {
  readonly body: unknown;
  readonly session: import("../core/api.ts").Session | null;
  readonly address: string;
  /** The header of that name. */
  readonly userAgent?: string | undefined;
}
/** `body`: an object is sent as JSON, a string as plain text, an async iterable is streamed as JSON text, null as no body. */
export interface DialectAnswer {
  readonly status: number;
  readonly body: object | string | AsyncIterable<string> | null;
  readonly headers?: Readonly<Record<string, string>>;
}
