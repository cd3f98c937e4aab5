import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf } from "./lines.ts";

const drawn = (value: unknown): string =>
  linesOf(value)
    .map(({ indent, tokens }) => " ".repeat(indent) + tokens.map(({ text }) => text).join(""))
    .join("\n");

test("what is laid out is the same JSON", () => {
  for (const value of [{}, [], null, "a", 1.5, { type: "text", text: "x".repeat(60), list: [1, { a: null }, [true]], o: {} }]) {
    assert.deepEqual(JSON.parse(drawn(value)), value);
  }
});

test("what is short stays on one line", () => {
  assert.equal(drawn({ type: "text", text: "hi" }), '{"type": "text", "text": "hi"}');
  assert.equal(drawn({ type: "send_message", data: { text: "hello" } }).split("\n").length, 4);
});

test("names carry their path", () => {
  const paths = linesOf({ a: [{ b: "x".repeat(40) }] }).flatMap(({ tokens }) =>
    tokens.flatMap(({ path }) => (path ? [path] : [])),
  );
  assert.deepEqual(paths, [["a"], ["a", 0, "b"]]);
});

test("tokens and passwords are not drawn, and long texts are cut", () => {
  assert.equal(drawn({ auth_token: "s".repeat(43) }), '{\n "auth_token": "ssss…"\n}');
  assert.ok(drawn({ text: "y".repeat(70_000) }).length < 200);
});
