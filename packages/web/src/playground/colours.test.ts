/** WCAG 2.2, 1.4.3: text in a protocol's hue, and JSON, on everything that is behind it, has a contrast of 4.5. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { protocolNames } from "./protocols/protocol.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const css = read("../design/tokens.css") + read("./playground.css");

function colour(name: string, scheme: 0 | 1): string {
  const pair = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css);
  return pair?.[scheme + 1] ?? assert.fail(`there is no --${name}`);
}

/** WCAG 2.2, "relative luminance". */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const softs = protocolNames.map((name) => `${name}-soft`);
const surfaces = ["surface", "surface-raised", "surface-sunken", "surface-back"];
const code = [
  "code-key",
  "code-string",
  "code-number",
  "code-word",
  "text-muted",
  "text",
  "danger-text",
  "success-text",
  "accent-text",
];
const pairs = [
  ...protocolNames.flatMap((name) => [...surfaces, `${name}-soft`].map((back) => [name, back] as const)),
  ...code.flatMap((front) => [...softs, "surface-raised", "surface-sunken"].map((back) => [front, back] as const)),
  // On a button in the protocol's hue.
  ...protocolNames.map((name) => ["surface-raised", name] as const),
];

for (const [scheme, name] of [
  [0, "light"],
  [1, "dark"],
] as const) {
  test(`in ${name} every text of the playground can be read`, () => {
    for (const [front, back] of pairs) {
      const [darker = 0, lighter = 0] = [luminance(colour(front, scheme)), luminance(colour(back, scheme))].sort((a, b) => a - b);
      const found = (lighter + 0.05) / (darker + 0.05);
      assert.ok(found >= 4.5, `${front} on ${back}: ${found.toFixed(2)}`);
    }
  });
}
