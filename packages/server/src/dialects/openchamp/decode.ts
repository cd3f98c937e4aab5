import type { z } from "zod";
import { isObject, type JsonBounds, parseJson } from "../../core/json.ts";
import { type CommandType, isCommandType, payloads } from "./schema.ts";

/** A frame's envelope. `payload` is checked by whoever carries the command out, as each command refuses a bad one in its own way. */
export type Envelope =
  | { readonly kind: "command"; readonly type: CommandType; readonly payload: unknown }
  | { readonly kind: "unknown_type" }
  | { readonly kind: "malformed" };

export function envelopeOf(text: string, bounds: JsonBounds): Envelope {
  const json = parseJson(text, bounds);
  if (json.kind === "not_json" || !isObject(json.value)) return { kind: "malformed" };
  const { type, payload } = json.value;
  if (isCommandType(type)) return { kind: "command", type, payload };
  return { kind: typeof type === "string" ? "unknown_type" : "malformed" };
}

type Payloads = typeof payloads;

/** The payload of a command; null when it has not the shape it must have. */
export function payloadOf<Type extends keyof Payloads>(type: Type, payload: unknown): z.output<Payloads[Type]> | null {
  const parsed = payloads[type].safeParse(payload);
  return parsed.success ? (parsed.data as z.output<Payloads[Type]>) : null;
}
