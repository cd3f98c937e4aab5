import { errorMakers } from "./error-makers.ts";
import { type AnyRoute, isRoute, type Routes } from "./routes.ts";
import type { StandardSchema } from "./schema.ts";

/** What happens around the messages: who may come, what is known of them, what is done when they go. */
export interface Lifecycle {
  readonly headers: StandardSchema | undefined;
  onConnect?(headers: unknown, clientId: string): unknown;
  onRefresh?(headers: unknown, current: { readonly context: object; readonly clientId: string }): unknown;
  onDisconnect?(context: object, clientId: string): unknown;
}

/** A route under its full name, with its handler where there is one. */
export interface TableEntry {
  readonly name: string;
  readonly route: AnyRoute;
  readonly handler: Handler | undefined;
  /** Makers of the errors that the route declares. */
  readonly errors: object;
}

/** Any handler: `router` checked it against its route. */
export type Handler = (args: object) => unknown;

/** A contract with its handlers, ready to be served. */
export interface Router<R> {
  readonly routes: R;
  readonly table: ReadonlyMap<string, TableEntry>;
  readonly lifecycle: Lifecycle;
}

/** Names every route by its path. @throws {TypeError} for names that cannot be told apart on the wire. */
export function routeTable(routes: Routes, handlers: unknown): Map<string, TableEntry> {
  const table = new Map<string, TableEntry>();
  collect(routes, handlers, []);
  return table;

  function collect(branch: Routes, branchHandlers: unknown, path: readonly string[]): void {
    for (const [key, node] of Object.entries(branch)) {
      const name = [...path, key].join(".");
      // An object with a member `then` is a promise to `await`.
      if (key === "" || key.includes(".") || key === "__proto__" || key === "then")
        throw new TypeError(`"${name}" cannot name a route`);
      if (path.length === 0 && key === "zo") throw new TypeError('"zo" is kept for the protocol; call the route something else');
      const below = memberOf(branchHandlers, key);
      if (!isRoute(node)) collect(node, below, [...path, key]);
      else table.set(name, { name, route: node, handler: handlerOf(node, below, name), errors: errorMakers(node, name) });
    }
  }
}

function memberOf(handlers: unknown, key: string): unknown {
  return isRecord(handlers) && Object.hasOwn(handlers, key) ? handlers[key] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function handlerOf(route: AnyRoute, handler: unknown, name: string): Handler | undefined {
  if (handler === undefined) return undefined;
  if (route.kind === "outgoing") throw new TypeError(`"${name}" is an outgoing message: it has no handler`);
  if (!isHandler(handler)) throw new TypeError(`the handler of "${name}" is not a function`);
  return handler;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === "function";
}

/** `handlers` were checked against `routes` where they were written: `zo.router`. */
export function makeRouter<R extends Routes>(routes: R, handlers: unknown, lifecycle: Lifecycle): Router<R> {
  return { routes, table: routeTable(routes, handlers), lifecycle };
}
