/** Looking into frames of which nothing is certain. */

export type Json = Readonly<Record<string, unknown>>;

export const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** The object in this member; an empty one when there is none. */
export function objectIn(value: unknown, key: string): Json {
  const inner = isJson(value) ? value[key] : undefined;
  return isJson(inner) ? inner : {};
}

export function textIn(value: unknown, key: string): string | undefined {
  const inner = isJson(value) ? value[key] : undefined;
  return typeof inner === "string" ? inner : undefined;
}

export function numberIn(value: unknown, key: string): number | undefined {
  const inner = isJson(value) ? value[key] : undefined;
  return typeof inner === "number" ? inner : undefined;
}
