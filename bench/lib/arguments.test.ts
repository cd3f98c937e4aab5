import assert from "node:assert/strict";
import { test } from "node:test";
import { readArguments, UsageError } from "./arguments.ts";

const choices = { scenarios: ["a", "b", "c"], contenders: ["parlance", "floor"], out: "results" };
const read = (...words: string[]) => readArguments(words, choices);

test("without words everything runs, five laps each", () => {
  const { largest, ...rest } = read();
  assert.deepEqual(rest, { scenarios: ["a", "b", "c"], contenders: ["parlance", "floor"], laps: 5, out: "results" });
  assert.equal(largest, 100_000);
});

test("scenarios and contenders are chosen by name and keep their order", () => {
  const { scenarios, contenders, laps, out } = read("c", "a", "--laps", "7", "--contenders=floor", "--out=elsewhere");
  assert.deepEqual(
    { scenarios, contenders, laps, out },
    { scenarios: ["a", "c"], contenders: ["floor"], laps: 7, out: "elsewhere" },
  );
});

test("a longer history is asked for by its messages", () => assert.equal(read("--largest=10000000").largest, 10_000_000));

for (const words of [
  ["d"],
  ["--contenders=nobody"],
  ["--laps=0"],
  ["--laps=many"],
  ["--laps=100"],
  ["--lap=3"],
  ["--largest=1"],
  ["--largest=all"],
]) {
  test(`${words.join(" ")} is refused`, () => assert.throws(() => read(...words), UsageError));
}
