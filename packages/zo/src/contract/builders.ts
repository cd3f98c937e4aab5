import type { Merge, MiddlewareContext } from "./handlers.ts";
import type {
  AnyMiddleware,
  DeclaredErrors,
  IncomingRoute,
  MiddlewareArgs,
  OutgoingRoute,
  ProcedureRoute,
  SubscriptionRoute,
} from "./routes.ts";
import type { StandardSchema } from "./schema.ts";

/** What a middleware may give: something to add, or nothing. */
// biome-ignore lint/suspicious/noConfusingVoidType: a middleware that only refuses returns nothing at all
export type Gifts = object | void;

/** Runs before a handler; what it gives is added to the handler's `ctx`, and a throw keeps the message from its handler. */
export type Middleware<Context, Added extends Gifts> = (
  args: MiddlewareArgs<Context & MiddlewareContext>,
) => Added | Promise<Added>;

/** What a middleware gave, as part of the context: nothing for void. */
type Gift<Added> = Added extends object ? Added : unknown;
type With<Sum, Added> = unknown extends Sum ? Gift<Added> : Merge<Sum, Gift<Added>>;

export interface MessageBuilder<Context, Sum> {
  /** A message from clients. With `concurrent` it is not kept in order with the connection's others. */
  incoming<S extends StandardSchema>(options: { readonly payload: S; readonly concurrent?: boolean }): IncomingRoute<S, Sum>;
  /** A message to clients. Its schema must be synchronous: it is checked where it is sent. */
  outgoing<S extends StandardSchema>(options: { readonly payload: S }): OutgoingRoute<S>;
  /** The same with one middleware more; this builder stays as it is. */
  use<Added extends Gifts>(middleware: Middleware<Context, Added>): MessageBuilder<Merge<Context, Gift<Added>>, With<Sum, Added>>;
}

export interface ProcedureBuilder<Context, Sum> {
  /** A request with an answer. Outside the order of messages with `concurrent`. */
  <I extends StandardSchema, O extends StandardSchema, E extends DeclaredErrors = Record<never, never>>(options: {
    readonly input: I;
    readonly output: O;
    readonly errors?: E;
    readonly concurrent?: boolean;
  }): ProcedureRoute<I, O, E, Sum>;
  use<Added extends Gifts>(
    middleware: Middleware<Context, Added>,
  ): ProcedureBuilder<Merge<Context, Gift<Added>>, With<Sum, Added>>;
}

export interface SubscriptionBuilder<Context, Sum> {
  /** A stream of events. It starts in the order of messages and then runs beside them. */
  <I extends StandardSchema, V extends StandardSchema, E extends DeclaredErrors = Record<never, never>>(options: {
    readonly input: I;
    readonly event: V;
    readonly errors?: E;
  }): SubscriptionRoute<I, V, E, Sum>;
  use<Added extends Gifts>(
    middleware: Middleware<Context, Added>,
  ): SubscriptionBuilder<Merge<Context, Gift<Added>>, With<Sum, Added>>;
}

/** A middleware as it is kept: its context was checked against the builder's when it was added. */
function kept<Context, Added extends Gifts>(middleware: Middleware<Context, Added>): AnyMiddleware {
  const stored: { run(args: MiddlewareArgs<Context & MiddlewareContext>): unknown } = { run: middleware };
  return stored as AnyMiddleware;
}

export function messageBuilder<Context, Sum>(middlewares: readonly AnyMiddleware[]): MessageBuilder<Context, Sum> {
  return {
    incoming: ({ payload, concurrent = false }) => ({ kind: "incoming", payload, concurrent, middlewares }),
    outgoing: ({ payload }) => ({ kind: "outgoing", payload }),
    use: (middleware) => messageBuilder([...middlewares, kept(middleware)]),
  };
}

export function procedureBuilder<Context, Sum>(middlewares: readonly AnyMiddleware[]): ProcedureBuilder<Context, Sum> {
  const define = <I extends StandardSchema, O extends StandardSchema, E extends DeclaredErrors = Record<never, never>>(options: {
    readonly input: I;
    readonly output: O;
    readonly errors?: E;
    readonly concurrent?: boolean;
  }): ProcedureRoute<I, O, E, Sum> => {
    const { input, output, concurrent = false } = options;
    // Without declared errors E is its default, the empty record.
    const errors = options.errors ?? ({} as E);
    return { kind: "procedure", input, output, errors, concurrent, middlewares };
  };
  return Object.assign(define, {
    use: <Added extends Gifts>(middleware: Middleware<Context, Added>) =>
      procedureBuilder<Merge<Context, Gift<Added>>, With<Sum, Added>>([...middlewares, kept(middleware)]),
  });
}

export function subscriptionBuilder<Context, Sum>(middlewares: readonly AnyMiddleware[]): SubscriptionBuilder<Context, Sum> {
  const define = <I extends StandardSchema, V extends StandardSchema, E extends DeclaredErrors = Record<never, never>>(options: {
    readonly input: I;
    readonly event: V;
    readonly errors?: E;
  }): SubscriptionRoute<I, V, E, Sum> => {
    const { input, event } = options;
    const errors = options.errors ?? ({} as E);
    return { kind: "subscription", input, event, errors, concurrent: false, middlewares };
  };
  return Object.assign(define, {
    use: <Added extends Gifts>(middleware: Middleware<Context, Added>) =>
      subscriptionBuilder<Merge<Context, Gift<Added>>, With<Sum, Added>>([...middlewares, kept(middleware)]),
  });
}
