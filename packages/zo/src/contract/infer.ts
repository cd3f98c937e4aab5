/**
 * What a contract's routes say to each side. Every mapped type here runs over keys of the routes themselves (`K extends keyof R`, no
 * `as` clause): that is what lets an editor go from `client.send.chat.private` to the line that defines it.
 */

import type { ZoError } from "../wire/error.ts";
import type { Router } from "./router.ts";
import type { DeclaredErrors, RouteKind } from "./routes.ts";
import type { InputOf, OutputOf, StandardSchema } from "./schema.ts";

/** The routes of `typeof routes` or of `typeof appRouter`. */
export type RoutesOf<T> = T extends Router<infer R> ? R : T;

/** `true` for a route of this kind and for a branch with one below it; `never` for others. Goes over the members of a union one by one. */
type Holds<Node, Kind extends RouteKind> = Node extends { readonly kind: infer Own }
  ? Own extends Kind
    ? true
    : never
  : Holds<Node[keyof Node], Kind>;

export type KeysHolding<R, Kind extends RouteKind> = {
  [Name in keyof R]: true extends Holds<R[Name], Kind> ? Name : never;
}[keyof R];

type InputArgs<S extends StandardSchema, Rest extends readonly unknown[]> =
  undefined extends InputOf<S> ? [input?: InputOf<S>, ...Rest] : [input: InputOf<S>, ...Rest];

/** `send.a.b(payload)` on the client. */
export type ClientSend<in out R, in out K extends keyof R = KeysHolding<R, "incoming">> = {
  readonly [Name in K]: R[Name] extends { readonly kind: "incoming"; readonly payload: infer S extends StandardSchema }
    ? (...args: InputArgs<S, []>) => void
    : ClientSend<R[Name]>;
};

/** `on.a.b(listener)` on the client; gives what unsubscribes. */
export type ClientOn<in out R, in out K extends keyof R = KeysHolding<R, "outgoing">> = {
  readonly [Name in K]: R[Name] extends { readonly kind: "outgoing"; readonly payload: infer S extends StandardSchema }
    ? (listener: (payload: OutputOf<S>) => void) => () => void
    : ClientOn<R[Name]>;
};

export interface CallOptions {
  /** Ends the call early; the server's handler sees it, too. */
  readonly signal?: AbortSignal;
  /** Milliseconds until the call fails with `timeout`; the client's `callTimeoutMs` unless told. */
  readonly timeoutMs?: number;
}

/** Never there at run time: holds the errors a call declares, for `attempt`. */
declare const failures: unique symbol;

/** A call under way. */
export interface Call<Output, Failure> extends Promise<Output> {
  readonly [failures]?: Failure;
}

/** `call.a.b(input)` on the client. */
export type ClientCall<in out R, in out K extends keyof R = KeysHolding<R, "procedure">> = {
  readonly [Name in K]: R[Name] extends {
    readonly kind: "procedure";
    readonly input: infer I extends StandardSchema;
    readonly output: infer O extends StandardSchema;
    readonly errors: infer E extends DeclaredErrors;
  }
    ? (...args: InputArgs<I, [options?: CallOptions]>) => Call<OutputOf<O>, FailureOf<E>>
    : ClientCall<R[Name]>;
};

export interface StreamOptions {
  /** Ends the stream: the iteration finishes. */
  readonly signal?: AbortSignal;
  /** Events that may be under way before they are read; the server waits beyond them. 32 unless told, at most the server's bound. */
  readonly credit?: number;
  /** Goes on after this id of a tracked event, kept from an earlier run. */
  readonly after?: string;
}

/** A stream of events. Made to be read once, by one reader. */
export interface Stream<Event> extends AsyncIterable<Event> {
  /** The id of the last tracked event that was read. */
  readonly lastId: string | undefined;
}

/** `subscribe.a.b(input)` on the client. */
export type ClientSubscribe<in out R, in out K extends keyof R = KeysHolding<R, "subscription">> = {
  readonly [Name in K]: R[Name] extends {
    readonly kind: "subscription";
    readonly input: infer I extends StandardSchema;
    readonly event: infer V extends StandardSchema;
  }
    ? (...args: InputArgs<I, [options?: StreamOptions]>) => Stream<OutputOf<V>>
    : ClientSubscribe<R[Name]>;
};

/** Errors by their code, each with its data, as a union that `code` tells apart. */
export type FailureOf<E extends DeclaredErrors> = { [Code in keyof E & string]: ZoError<Code, OutputOf<E[Code]>> }[keyof E &
  string];

/** `send.a.b(payload)` on the server. */
export type ServerSend<in out R, in out K extends keyof R = KeysHolding<R, "outgoing">> = {
  readonly [Name in K]: R[Name] extends { readonly kind: "outgoing"; readonly payload: infer S extends StandardSchema }
    ? (...args: InputArgs<S, []>) => Delivery
    : ServerSend<R[Name]>;
};

/**
 * A payload, checked, on its way. However many targets a connection matches, it gets the message once. Delivery is at most
 * once: a connection that is gone, or on a node that the bus does not reach, gets nothing and nobody is told.
 */
export interface Delivery {
  to(clientIds: readonly string[]): void;
  toRoom(rooms: readonly string[]): void;
  broadcast(): void;
  /** The same delivery, passing these clients over. */
  except(clientIds: readonly string[]): Delivery;
}

/** The names of outgoing messages, `chat.onPrivate`. */
export type OutgoingPath<R, K extends keyof R & string = KeysHolding<R, "outgoing"> & string> = {
  [Name in K]: R[Name] extends { readonly kind: "outgoing" } ? Name : `${Name}.${OutgoingPath<R[Name]>}`;
}[K];

export type PayloadAt<R, Path extends string> = Path extends `${infer Head}.${infer Tail}`
  ? Head extends keyof R
    ? PayloadAt<R[Head], Tail>
    : never
  : Path extends keyof R
    ? R[Path] extends { readonly payload: infer S extends StandardSchema }
      ? InputOf<S>
      : never
    : never;
