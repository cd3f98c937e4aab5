import { check } from "../contract/schema.ts";
import { ZoError } from "../wire/error.ts";
import { encodeFrame, frameTypes, isFrameId, type WireFrame } from "../wire/frame.ts";
import { arrivedPayload } from "./arrived.ts";
import type { Connection } from "./connection.ts";
import { guard, type Soon, settle, then } from "./soon.ts";

/** Frames of the protocol itself. All but `zo.refresh` are handled at once: a stop must not wait behind what it stops. */
export function control(connection: Connection, frame: WireFrame, bytes: number): void {
  const id = isFrameId(frame.id) ? frame.id : undefined;
  switch (frame.type) {
    case frameTypes.hello:
      connection.answerHello();
      return;
    case frameTypes.ping:
      connection.sendText(encodeFrame(frameTypes.pong));
      return;
    case frameTypes.stop:
      if (id !== undefined) connection.ongoing.stop(id);
      return;
    case frameTypes.credit:
      addCredit(connection, frame, id);
      return;
    case frameTypes.refresh: {
      if (id === undefined) {
        connection.refuse(new ZoError("bad_frame", "zo.refresh needs an id"), {});
        return;
      }
      const isTaken = connection.lane.push(() => refresh(connection, frame, id), bytes);
      if (!isTaken) connection.refuse(new ZoError("overloaded", "too much is waiting"), { id });
      return;
    }
    default:
      connection.refuse(new ZoError("unknown_route", "the protocol has no such frame", { route: frame.type.slice(0, 200) }), {
        id,
      });
  }
}

/** Credit for a stream that has just ended is nobody's fault. */
function addCredit(connection: Connection, { credit }: WireFrame, id: number | undefined): void {
  if (!isCredit(credit) || id === undefined) {
    connection.refuse(new ZoError("bad_frame", "zo.credit needs an id and credit"), { id });
    return;
  }
  const stream = connection.ongoing.get(id);
  if (stream?.kind === "stream") stream.addCredit(credit);
}

export function isCredit(credit: unknown): credit is number {
  return Number.isSafeInteger(credit) && Number(credit) > 0;
}

/** New headers, the same connection: what onRefresh gives is the context from the next frame on; a throw leaves all as it was. */
function refresh(connection: Connection, frame: WireFrame, id: number): Soon<void> {
  const { lifecycle } = connection.shared;
  return guard(
    () => {
      if (lifecycle.onRefresh === undefined) throw new ZoError("unsupported", "headers cannot be refreshed here");
      const headers = lifecycle.headers;
      const payload = arrivedPayload(frame);
      const checked = headers === undefined ? { value: payload } : check(headers, payload);
      return then(checked, (result) => {
        if (result.issues !== undefined) throw new ZoError("invalid_payload", "invalid headers", { issues: result.issues });
        const current = { context: connection.context, clientId: connection.clientId };
        return then(settle(lifecycle.onRefresh?.(result.value, current)), (context) => {
          connection.changeContext(contextFrom(context));
          connection.sendText(encodeFrame(frameTypes.result, undefined, { id }));
        });
      });
    },
    (error) => connection.fail(error, { id }),
  );
}

/** What a hook gave, as a context. */
export function contextFrom(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
