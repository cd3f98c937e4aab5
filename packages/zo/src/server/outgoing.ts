import type { StandardSchema } from "../contract/schema.ts";
import { type Checked, check } from "../contract/schema.ts";
import { ZoError } from "../wire/error.ts";
import { encodeFrame, type FrameExtras } from "../wire/frame.ts";
import { type Soon, then } from "./soon.ts";

/** How payloads leave the server. */
export interface OutgoingCheck {
  /** Every payload passes its schema. Otherwise it goes as the handler gave it: faster, and for schemas that change nothing. */
  readonly isChecked: boolean;
  /** In development a schema that changes its payload is refused where production would skip it. */
  readonly mustBeSame: boolean;
}

/**
 * In development everything is checked. In production, too, unless `validateOutgoing: false`; that is for schemas that only check, so in
 * development one that changes a payload (a default, a transform) is then an error: the types promise clients the changed one.
 */
export function outgoingCheck(validateOutgoing: boolean, isProduction: boolean): OutgoingCheck {
  return { isChecked: validateOutgoing || !isProduction, mustBeSame: !validateOutgoing && !isProduction };
}

export interface Outgoing {
  /** The route. */
  readonly route: string;
  readonly schema: StandardSchema;
  readonly value: unknown;
  /** The frame's type and what stands beside the payload. */
  readonly type: string;
  readonly extras?: FrameExtras;
}

/** @throws {ZoError} `invalid_outgoing`, at the sender's own line where the schema is synchronous. */
export function encodeOutgoing(outgoing: Outgoing, mode: OutgoingCheck): Soon<string> {
  if (!mode.isChecked) return encodeFrame(outgoing.type, outgoing.value, outgoing.extras);
  return then(check(outgoing.schema, outgoing.value), (result) => encodeChecked(outgoing, result, mode));
}

function encodeChecked(outgoing: Outgoing, result: Checked<unknown>, mode: OutgoingCheck): string {
  const { route, type, value, extras } = outgoing;
  if (result.issues !== undefined) {
    const [issue] = result.issues;
    const where = issue?.path.length ? ` at ${issue.path.join(".")}` : "";
    throw new ZoError("invalid_outgoing", `what ${route} sends fails its schema${where}: ${issue?.message}`, {
      route,
      issues: result.issues,
    });
  }
  const frame = encodeFrame(type, result.value, extras);
  if (mode.mustBeSame && frame !== encodeFrame(type, value, extras)) {
    throw new ZoError("invalid_outgoing", `the schema of ${route} changes its payload: it needs validateOutgoing`, { route });
  }
  return frame;
}

/** For `ctx.send`, which answers at once. @throws {TypeError} for an asynchronous schema. */
export function encodeMessage(outgoing: Outgoing, mode: OutgoingCheck): string {
  const frame = encodeOutgoing(outgoing, mode);
  if (typeof frame === "string") return frame;
  frame.catch(() => undefined);
  throw new TypeError(`the schema of ${outgoing.route} is asynchronous: outgoing messages are checked where they are sent`);
}
