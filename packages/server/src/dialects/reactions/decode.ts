import { isObject, parseJson } from "../json.ts";

/** What a frame claims to be. Its shape is checked later, because its rate is checked before. */
export type Claim = { readonly type: "send_message" | "add_reaction"; readonly value: unknown } | { readonly type: "unknown" };

export function claimOf(text: string, maxDepth: number): Claim {
  const json = parseJson(text, maxDepth);
  if (json.kind === "not_json" || !isObject(json.value)) return { type: "unknown" };
  const { value } = json;
  const type = value["type"];
  return type === "send_message" || type === "add_reaction" ? { type, value } : { type: "unknown" };
}
