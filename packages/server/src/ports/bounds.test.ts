import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { boundNames } from "./bounds.ts";

const packages = fileURLToPath(new URL("../../../", import.meta.url));
const read = (pattern: string): { readonly file: string; readonly text: string }[] =>
  globSync(pattern, { cwd: packages }).map((file) => ({ file, text: readFileSync(`${packages}/${file}`, "utf8") }));

const isTest = (file: string): boolean => file.endsWith(".test.ts") || file.includes("/testing/");
const server = read("server/src/**/*.ts").filter(({ file }) => !/\/bounds(?:\.test)?\.ts$/.test(file));
const sources = server.filter(({ file }) => !isTest(file)).map(({ text }) => text.replace(/\/\*\*?[\s\S]*?\*\/|\/\/.*$/gm, ""));
const tests = [...server.filter(({ file }) => isTest(file)), ...read("conformance/src/**/*.ts")].map(({ text }) => text);

/** `bounds.name`, `{ name } = … bounds`, `{ name }: … Bounds`, or the name of a rate handed to whoever counts it. */
function uses(name: string): RegExp {
  const taken = `\\{[^{}]*\\b${name}\\b[^{}]*\\}`;
  return new RegExp(`bounds\\.${name}\\b|${taken} = [^;]*bounds\\b|${taken}: \\w*Bounds\\b|[tT]ake\\w*\\([^;]*"${name}"`);
}

for (const name of boundNames) {
  test(`I8: ${name} is enforced somewhere, and some test knows it by its name`, () => {
    assert.ok(
      sources.some((text) => uses(name).test(text)),
      `${name} bounds nothing`,
    );
    assert.ok(
      tests.some((text) => new RegExp(`\\b${name}\\b`).test(text)),
      `no test names ${name}: hold it at n and n + 1`,
    );
  });
}
