import { type AsyncApiDocument, type AsyncApiInfo, asyncapi } from "../asyncapi/asyncapi.ts";
import {
  type MessageBuilder,
  messageBuilder,
  type ProcedureBuilder,
  procedureBuilder,
  type SubscriptionBuilder,
  subscriptionBuilder,
} from "../contract/builders.ts";
import type { Handlers } from "../contract/handlers.ts";
import { type Lifecycle, makeRouter, type Router } from "../contract/router.ts";
import type { Routes } from "../contract/routes.ts";
import type { OutputOf, StandardSchema } from "../contract/schema.ts";
import { type AnyErrorCode, ZoError, type ZoErrorDetails } from "../wire/error.ts";

type Awaitable<T> = T | Promise<T>;

export interface CreateOptions<H extends StandardSchema, Context extends object> {
  /** What a connection brings: HTTP headers (lower-case names) and, over them, the query's parameters. */
  readonly headers?: H;
  /**
   * Who is it? What it gives is the context of every handler. A thrown `ZoError` refuses the upgrade with the code's status and its text, any
   * other error with its `status` where it has one, else with 500, and without its text.
   */
  readonly onConnect?: (headers: OutputOf<H>, clientId: string) => Awaitable<Context>;
  /** New headers on a live connection, for instance a new token: gives the new context. Without it refreshing is `unsupported`. */
  readonly onRefresh?: (
    headers: OutputOf<H>,
    current: { readonly context: NoInfer<Context>; readonly clientId: string },
  ) => Awaitable<NoInfer<Context>>;
  /** Called once for each connection whose onConnect succeeded. */
  readonly onDisconnect?: (context: NoInfer<Context>, clientId: string) => Awaitable<void>;
}

export interface Zo<Context extends object> {
  readonly message: MessageBuilder<Context, unknown>;
  readonly procedure: ProcedureBuilder<Context, unknown>;
  readonly subscription: SubscriptionBuilder<Context, unknown>;
  /** Joins routes and handlers. @throws {TypeError} for names that cannot be routes. */
  router<const R extends Routes>(routes: R, handlers: Handlers<R, Context>): Router<R>;
  /** Describes the contract as an AsyncAPI 3 document; schemas whose library offers Standard JSON Schema are written out. */
  asyncapi(contract: Routes | Router<Routes>, info: AsyncApiInfo): AsyncApiDocument;
  /** An error to throw in a handler that its client may see. */
  error<Data = unknown>(code: AnyErrorCode, message?: string, details?: ZoErrorDetails<Data>): ZoError<string, Data>;
}

export function create<H extends StandardSchema = StandardSchema, Context extends object = object>(
  options: CreateOptions<H, Context> = {},
): Zo<Context> {
  return {
    message: messageBuilder([]),
    procedure: procedureBuilder([]),
    subscription: subscriptionBuilder([]),
    router: (routes, handlers) => makeRouter(routes, handlers, lifecycleOf(options)),
    asyncapi: (contract, info) => asyncapi(contract, info, options.headers),
    error: (code, message, details) => new ZoError(code, message, details),
  };
}

/** The hooks with their types taken off: the headers passed the schema, and a context came from onConnect or onRefresh. */
function lifecycleOf<H extends StandardSchema, Context extends object>(options: CreateOptions<H, Context>): Lifecycle {
  const { onConnect, onRefresh, onDisconnect } = options;
  const hooks = {
    headers: options.headers,
    ...(onConnect && { onConnect: (headers: OutputOf<H>, clientId: string) => onConnect(headers, clientId) }),
    ...(onRefresh && {
      onRefresh: (headers: OutputOf<H>, current: { context: Context; clientId: string }) => onRefresh(headers, current),
    }),
    ...(onDisconnect && { onDisconnect: (context: Context, clientId: string) => onDisconnect(context, clientId) }),
  };
  return hooks as Lifecycle;
}
