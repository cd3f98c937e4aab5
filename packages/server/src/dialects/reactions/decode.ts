import { isObject, type JsonBounds, parseJson } from "../../core/json.ts";

export type CommandType = "send_message" | "add_reaction";

/** What a frame claims to be. Its shape is checked later, because its rate is checked before. */
export type Claim = { readonly type: CommandType; readonly value: unknown } | { readonly type: "unknown" };

export function claimOf(text: string, bounds: JsonBounds): Claim {
  const json = parseJson(text, bounds);
  if (json.kind === "not_json" || !isObject(json.value)) return { type: "unknown" };
  const { type } = json.value;
  return isCommandType(type) ? { type, value: json.value } : { type: "unknown" };
}

export function isCommandType(type: unknown): type is CommandType {
  return type === "send_message" || type === "add_reaction";
}
