import type { ZoError } from "../wire/error.ts";
import type { Delivery, OutgoingPath, PayloadAt, ServerSend } from "./infer.ts";
import type { AddedOf, DeclaredErrors } from "./routes.ts";
import type { InputOf, OutputOf, StandardSchema } from "./schema.ts";

/** The rooms of the connection that a handler or middleware works for. Rooms are names: they come with the first to join. */
export interface RoomMembership {
  /** @throws {ZoError} `too_many_rooms` past the bound. */
  join(room: string): void;
  leave(room: string): void;
  has(room: string): boolean;
  readonly current: ReadonlySet<string>;
}

export interface Rooms<in out R> extends RoomMembership {
  /** `ctx.send` by the route's name, to one room. */
  broadcast<Path extends OutgoingPath<R>>(room: string, route: Path, payload: PayloadAt<R, Path>): void;
}

export interface ConnectionContext {
  readonly clientId: string;
  /** Aborted when the connection is gone. */
  readonly signal: AbortSignal;
  /** Sends this connection away for good: its client does not reconnect. */
  disconnect(reason?: string): void;
}

export interface MiddlewareContext extends ConnectionContext {
  readonly rooms: RoomMembership;
}

export interface RouteContext<in out R> extends ConnectionContext {
  readonly send: ServerSend<R>;
  readonly rooms: Rooms<R>;
}

/** `Added` over `Context`. */
export type Merge<Context, Added> = keyof Added & keyof Context extends never
  ? Context & Added
  : Omit<Context, keyof Added> & Added;

/** Makes the errors that a route declares: `throw errors.full({ limit: 3 })`. */
export type ErrorMakers<E extends DeclaredErrors> = {
  readonly [Code in keyof E]: (data: InputOf<E[Code]>, message?: string) => ZoError<Code & string, InputOf<E[Code]>>;
};

type Awaitable<T> = T | Promise<T>;

interface MessageArgs<Payload, Context> {
  readonly payload: Payload;
  readonly ctx: Context;
}

interface CallArgs<Input, Context, E extends DeclaredErrors> {
  readonly input: Input;
  readonly ctx: Context;
  readonly errors: ErrorMakers<E>;
  /** Aborted when the caller gave up or the connection is gone. */
  readonly signal: AbortSignal;
}

interface StreamArgs<Input, Context, E extends DeclaredErrors> extends CallArgs<Input, Context, E> {
  /** The id of the last tracked event that the client read; undefined in a first run. Yield what comes after it. */
  readonly lastId: string | undefined;
}

declare const isTracked: unique symbol;

/** An event with an id from which a stream goes on after a reconnect. */
export interface Tracked<Event> {
  readonly [isTracked]?: true;
  readonly id: string;
  readonly event: Event;
}

/** Handlers mirror the routes; each may be left out. */
export type Handlers<R, Context, Root = R> = {
  readonly [Name in keyof R]?: R[Name] extends { readonly kind: infer Kind }
    ? HandlerOf<R[Name], Kind, Merge<Context, AddedOf<R[Name]>> & RouteContext<Root>>
    : Handlers<R[Name], Context, Root>;
};

type HandlerOf<Route, Kind, Context> = Kind extends "incoming"
  ? Route extends { readonly payload: infer S extends StandardSchema }
    ? (args: MessageArgs<OutputOf<S>, Context>) => Awaitable<void>
    : never
  : Kind extends "procedure"
    ? ProcedureHandler<Route, Context>
    : Kind extends "subscription"
      ? SubscriptionHandler<Route, Context>
      : "an outgoing message has no handler: the server sends it with ctx.send, clients receive it";

type ProcedureHandler<Route, Context> = Route extends {
  readonly input: infer I extends StandardSchema;
  readonly output: infer O extends StandardSchema;
  readonly errors: infer E extends DeclaredErrors;
}
  ? (args: CallArgs<OutputOf<I>, Context, E>) => Awaitable<InputOf<O>>
  : never;

type SubscriptionHandler<Route, Context> = Route extends {
  readonly input: infer I extends StandardSchema;
  readonly event: infer V extends StandardSchema;
  readonly errors: infer E extends DeclaredErrors;
}
  ? (args: StreamArgs<OutputOf<I>, Context, E>) => AsyncIterable<InputOf<V> | Tracked<InputOf<V>>>
  : never;

export type { Delivery };
