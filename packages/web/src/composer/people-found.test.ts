import assert from "node:assert/strict";
import { test } from "node:test";
import { type Callable, peopleFound } from "./people-found.ts";

const people: readonly Callable[] = [
  { id: "1", name: "ann", shown: "Ann Marie" },
  { id: "2", name: "zoe", shown: "Zoë" },
  { id: "3", name: "annika.b", shown: "annika.b" },
  { id: "1", name: "ann", shown: "ann" },
];
const found = (query: string): string =>
  peopleFound(people, query, 5)
    .map(({ id }) => id)
    .join();

test("people are found by the beginning of a name or of a word in it, in any spelling, each once", () => {
  assert.equal(found("an"), "1,3");
  assert.equal(found("MAR"), "1");
  assert.equal(found("ann m"), "1");
  assert.equal(found("zoe"), "2");
  assert.equal(found("Zoë"), "2");
  assert.equal(found("b"), "3");
  assert.equal(found("nn"), "");
  assert.equal(found(""), "1,2,3");
  assert.equal(peopleFound(people, "", 2).length, 2);
});
