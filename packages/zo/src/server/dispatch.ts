import type { Handler, TableEntry } from "../contract/router.ts";
import type { IncomingRoute, OutgoingRoute, ProcedureRoute, SubscriptionRoute } from "../contract/routes.ts";
import { check } from "../contract/schema.ts";
import { isTrackedEvent, maxTokenChars } from "../contract/tracked.ts";
import { ZoError } from "../wire/error.ts";
import { frameTypes, type WireFrame } from "../wire/frame.ts";
import { arrivedPayload } from "./arrived.ts";
import type { Connection } from "./connection.ts";
import { isCredit } from "./control.ts";
import { CallArgs } from "./handler-args.ts";
import type { OngoingCall, OngoingStream } from "./ongoing.ts";
import { encodeOutgoing } from "./outgoing.ts";
import { guard, type Soon, settle, then } from "./soon.ts";
import { runStream } from "./stream.ts";

/** A frame for a route. */
export interface Arrival {
  readonly entry: TableEntry;
  readonly frame: WireFrame;
  readonly id: number | undefined;
  readonly bytes: number;
}

type HandledRoute = Exclude<TableEntry["route"], OutgoingRoute>;

/** Puts the frame in its place: in line with the connection's others, or beside them. */
export function dispatch(connection: Connection, arrival: Arrival): void {
  const { entry, id } = arrival;
  const { route, name } = entry;
  if (route.kind === "outgoing") return;
  let job: () => Soon<void>;
  try {
    job = jobFor(connection, arrival, route);
  } catch (error) {
    connection.fail(error, { route: name, id });
    return;
  }
  const isTaken = route.concurrent ? connection.aside.run(job) : connection.lane.push(job, arrival.bytes);
  if (!isTaken) {
    connection.refuse(new ZoError("overloaded", "too much is waiting"), { route: name, id });
  }
}

/** @throws {ZoError} when the frame cannot start what it asks for. */
function jobFor(connection: Connection, arrival: Arrival, route: HandledRoute): () => Soon<void> {
  const { id, frame } = arrival;
  if (route.kind === "incoming") return () => receive(connection, arrival, route);
  if (id === undefined) throw new ZoError("bad_frame", "a call needs an id: a safe integer, not negative");
  if (route.kind === "procedure") {
    const call = connection.ongoing.startCall(id);
    return () => answer(connection, arrival, { id, route, call });
  }
  const { after, credit } = frame;
  const isToken = after === undefined || (typeof after === "string" && after.length <= maxTokenChars);
  if (!isToken || !isCredit(credit)) throw new ZoError("bad_frame", "a subscription needs credit, and a text for after");
  const stream = connection.ongoing.startStream(id);
  stream.addCredit(credit);
  return () => open(connection, { ...arrival, id, route, stream, after });
}

interface Prepared {
  readonly value: unknown;
  readonly ctx: object;
}

/** The payload put together and checked, the middlewares run. @throws {ZoError} and whatever middlewares throw. */
function prepare(connection: Connection, frame: WireFrame, route: HandledRoute): Soon<Prepared> {
  const payload = arrivedPayload(frame);
  const schema = route.kind === "incoming" ? route.payload : route.input;
  return then(check(schema, payload), (result): Soon<Prepared> => {
    if (result.issues !== undefined) throw new ZoError("invalid_payload", "the payload does not fit", { issues: result.issues });
    connection.accepted();
    const { value } = result;
    if (route.middlewares.length === 0) return { value, ctx: connection.contextWith() };
    return then(runMiddlewares(connection, route, value), (ctx) => ({ value, ctx }));
  });
}

/** One after the other, each with what those before it added. */
function runMiddlewares(connection: Connection, { middlewares }: HandledRoute, payload: unknown): Soon<object> {
  const step = (at: number, added: object): Soon<object> => {
    const ctx = connection.contextWith(added);
    const middleware = middlewares[at];
    if (middleware === undefined) return ctx;
    return then(settle(middleware.run({ ctx, payload })), (gift) =>
      step(at + 1, { ...added, ...(typeof gift === "object" ? gift : {}) }),
    );
  };
  return step(0, {});
}

function receive(connection: Connection, { entry, frame, id }: Arrival, route: IncomingRoute): Soon<void> {
  return guard(
    () =>
      then(prepare(connection, frame, route), ({ value, ctx }) => {
        if (!connection.isOpen) return;
        return then(settle(entry.handler?.({ payload: value, ctx })), () => undefined);
      }),
    (error) => connection.fail(error, { route: entry.name, id }),
  );
}

function handlerOf(entry: TableEntry): Handler {
  if (entry.handler === undefined) throw new ZoError("not_implemented", "this server has no handler for it");
  return entry.handler;
}

interface CallStart {
  readonly id: number;
  readonly route: ProcedureRoute;
  readonly call: OngoingCall;
}

function answer(connection: Connection, { entry, frame }: Arrival, { id, route, call }: CallStart): Soon<void> {
  if (call.abort.isAborted) return;
  const { name, errors } = entry;
  return guard(
    () =>
      then(prepare(connection, frame, route), ({ value, ctx }) => {
        // It was given up while a middleware ran.
        if (call.abort.isAborted) return;
        const args = new CallArgs(call.abort, { input: value, ctx, errors });
        return then(settle(handlerOf(entry)(args)), (output) => {
          const outgoing = { route: name, schema: route.output, value: output, type: frameTypes.result, extras: { id } };
          return then(encodeOutgoing(outgoing, connection.shared.outgoingCheck), (text) => {
            if (connection.ongoing.finish(id, call)) connection.sendText(text);
          });
        });
      }),
    (error) => {
      if (connection.ongoing.finish(id, call)) connection.fail(error, { route: name, id });
    },
  );
}

interface StreamArrival extends Arrival {
  readonly id: number;
  readonly route: SubscriptionRoute;
  readonly stream: OngoingStream;
  readonly after: string | undefined;
}

/** Starts the stream in line, and lets it run beside what follows. */
function open(connection: Connection, { entry, frame, id, route, stream, after }: StreamArrival): Soon<void> {
  if (stream.abort.isAborted) return;
  const { name, errors } = entry;
  const failed = (error: unknown): void => {
    if (connection.ongoing.finish(id, stream)) connection.fail(error, { route: name, id });
  };
  return guard(
    () =>
      then(prepare(connection, frame, route), ({ value, ctx }) => {
        if (stream.abort.isAborted) return;
        const { signal } = stream.abort;
        const events = handlerOf(entry)({ input: value, ctx, errors, signal, lastId: after });
        if (!isAsyncIterable(events)) throw new TypeError(`the handler of ${name} gives no async iterable`);
        const send = (event: unknown): Soon<void> => {
          const token = isTrackedEvent(event) ? event.id : undefined;
          const payload = isTrackedEvent(event) ? event.event : event;
          const outgoing = { route: name, schema: route.event, value: payload, type: frameTypes.event, extras: { id, token } };
          return then(encodeOutgoing(outgoing, connection.shared.outgoingCheck), (text) => {
            if (!stream.abort.isAborted) connection.sendText(text);
          });
        };
        void runStream({ events, stream, send, report: (error) => connection.reportQuietly(error, name) }).then((isFinished) => {
          if (isFinished && connection.ongoing.finish(id, stream)) connection.sendEnd(id);
        }, failed);
      }),
    failed,
  );
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
