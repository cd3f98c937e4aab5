import type { Bounds } from "../ports/bounds.ts";

/** What the text of a frame turned out to be. */
export type Json = { readonly kind: "json"; readonly value: unknown } | { readonly kind: "not_json" };

export type JsonBounds = Pick<Bounds, "jsonDepth" | "jsonMarks">;

const notJson: Json = { kind: "not_json" };

/**
 * Parses the text of a frame. Text that nests deeper than `jsonDepth` or has more than `jsonMarks` counts as text that is not JSON, and
 * is found out before anything is built from it: a frame that may carry a file would have room for 14 million empty arrays, which hold
 * the event loop up for seconds. Keys such as `__proto__` become plain own properties, as JSON.parse makes them.
 */
export function parseJson(text: string, bounds: JsonBounds): Json {
  if (nestsDeeper(text, bounds.jsonDepth) || occurMoreThan(text, [",", "{", "["], bounds.jsonMarks)) return notJson;
  try {
    return { kind: "json", value: JSON.parse(text) };
  } catch {
    return notJson;
  }
}

/** An object, that is neither null nor an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Right for every valid JSON text; for others whatever it answers is right, as they are refused anyway. */
function nestsDeeper(text: string, maxDepth: number): boolean {
  // Few brackets cannot nest deep. indexOf scans many times faster than a loop: this settles ordinary frames, and huge ones that carry a file.
  return occurMoreThan(text, ["{", "["], maxDepth) && depthExceeds(text, maxDepth);
}

function occurMoreThan(text: string, marks: readonly string[], count: number): boolean {
  if (text.length <= count) return false;
  let found = 0;
  for (const mark of marks) {
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) {
      found += 1;
      if (found > count) return true;
    }
  }
  return false;
}

function depthExceeds(text: string, maxDepth: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        at = endOfString(text, at);
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth += 1;
        if (depth > maxDepth) return true;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1;
        break;
    }
  }
  return false;
}

/** The place of the quote that ends the string begun at `start`; the end of the text when there is none. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at;
    at += code === 0x5c ? 2 : 1; // a backslash takes the next character with it
  }
  return at;
}
