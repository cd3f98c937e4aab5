/**
 * `value` with every lone surrogate in every string of it replaced by U+FFFD (port: Store), as UTF-8 storage would do.
 * Plain data only: strings, numbers, booleans, null, arrays and objects of these.
 */
export function wellFormed<T>(value: T): T {
  return replaced(value) as T;
}

function replaced(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(replaced);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner)]));
}

/** Orders texts by code point, as databases do; JavaScript's own order is by UTF-16 unit. */
export function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
