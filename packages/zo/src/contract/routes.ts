import type { StandardSchema } from "./schema.ts";

/** What a middleware gets, whatever route it stands before. */
export interface MiddlewareArgs<Context> {
  readonly ctx: Context;
  /** The payload or input after its schema; which one is not known here. */
  readonly payload: unknown;
}

/** Any middleware. A method, because middlewares of different contexts stand in one list; the builder checked each when it was added. */
export interface AnyMiddleware {
  run(args: MiddlewareArgs<object>): unknown;
}

/** Never there at run time: holds what the middlewares add to the context, for the types of the handlers. */
declare const added: unique symbol;

interface Handled<Added> {
  readonly middlewares: readonly AnyMiddleware[];
  /** Not in order with the connection's other messages: it may start before earlier ones have finished. */
  readonly concurrent: boolean;
  readonly [added]?: Added;
}

export interface IncomingRoute<S extends StandardSchema = StandardSchema, Added = unknown> extends Handled<Added> {
  readonly kind: "incoming";
  readonly payload: S;
}

export interface OutgoingRoute<S extends StandardSchema = StandardSchema> {
  readonly kind: "outgoing";
  readonly payload: S;
}

/** Errors that a procedure or subscription declares: their codes and what they carry. */
export type DeclaredErrors = Readonly<Record<string, StandardSchema>>;

export interface ProcedureRoute<
  I extends StandardSchema = StandardSchema,
  O extends StandardSchema = StandardSchema,
  E extends DeclaredErrors = DeclaredErrors,
  Added = unknown,
> extends Handled<Added> {
  readonly kind: "procedure";
  readonly input: I;
  readonly output: O;
  readonly errors: E;
}

export interface SubscriptionRoute<
  I extends StandardSchema = StandardSchema,
  V extends StandardSchema = StandardSchema,
  E extends DeclaredErrors = DeclaredErrors,
  Added = unknown,
> extends Handled<Added> {
  readonly kind: "subscription";
  readonly input: I;
  readonly event: V;
  readonly errors: E;
}

export type AnyRoute = IncomingRoute | OutgoingRoute | ProcedureRoute | SubscriptionRoute;
export type RouteKind = AnyRoute["kind"];

/** Routes, nested to any depth. */
export interface Routes {
  readonly [name: string]: AnyRoute | Routes;
}

export type AddedOf<R> = R extends { readonly [added]?: infer A } ? A : unknown;

export function isRoute(value: unknown): value is AnyRoute {
  return typeof value === "object" && value !== null && "kind" in value && typeof value.kind === "string";
}
