/** WCAG 2.2, 1.4.3 and 1.4.11: text has a contrast of 4.5 to what is behind it, and what tells a control or a state from it one of 3. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
type Scheme = "light" | "dark";

function colour(name: string, scheme: Scheme): string {
  const value = new RegExp(`--${name}: ([^;]+);`).exec(css)?.[1];
  assert.ok(value, `there is no --${name}`);
  const pair = /^light-dark\((#\w+), (#\w+)\)$/.exec(value);
  return pair?.[scheme === "light" ? 1 : 2] ?? value;
}

/** WCAG 2.2, "relative luminance". */
function luminance(hex: string): number {
  assert.match(hex, /^#[\da-f]{6}$/);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const surfaces = ["surface-back", "surface", "surface-raised", "surface-sunken", "surface-selected"];
const pairs: readonly (readonly [string, string, number])[] = [
  ...surfaces.flatMap((surface) =>
    ["text", "text-muted", "accent-text", "danger-text"].map((name) => [name, surface, 4.5] as const),
  ),
  ...surfaces.flatMap((surface) =>
    ["line-strong", "focus", "presence-online", "presence-away", "presence-offline"].map((name) => [name, surface, 3] as const),
  ),
  ["line-strong", "surface", 3],
  ["line-strong", "surface-raised", 3],
  ["focus", "surface", 3],
  ["focus", "surface-raised", 3],
  ...["accent", "accent-hover", "danger", "danger-hover"].map((name) => ["text-on-accent", name, 4.5] as const),
  ...Array.from({ length: 8 }, (_, at) => ["text-on-accent", `person-${at}`, 4.5] as const),
  ["accent-text", "accent-soft", 4.5],
  ["danger-text", "danger-soft", 4.5],
  ["warning-text", "warning-soft", 4.5],
  ["success-text", "success-soft", 4.5],
  ["text", "mention-soft", 4.5],
  ["text-muted", "mention-soft", 4.5],
  ["accent-text", "mention-soft", 4.5],
  ["text-muted", "accent-soft", 4.5],
];

for (const scheme of ["light", "dark"] as const) {
  describe(`in ${scheme}`, () => {
    for (const [front, back, least] of pairs) {
      test(`${front} on ${back} has a contrast of ${least}`, () => {
        const found = contrast(colour(front, scheme), colour(back, scheme));
        assert.ok(found >= least, `${found.toFixed(2)}: ${colour(front, scheme)} on ${colour(back, scheme)}`);
      });
    }
  });
}
