import assert from "node:assert/strict";
import { test } from "node:test";
import { byRoom, emptyQuery, findInput, withRecent } from "./search-query.ts";

test("without a word nothing is asked", () => {
  for (const text of ["", "  ", '""', "?!", "🎉"]) assert.equal(findInput({ ...emptyQuery, text }, "r"), undefined);
});

test("the room is named unless all are meant, and where there is none", () => {
  const query = { ...emptyQuery, text: " tea " };
  assert.deepEqual(findInput(query, "r"), { text: "tea", roomId: "r" });
  assert.deepEqual(findInput({ ...query, isEverywhere: true }, "r"), { text: "tea" });
  assert.deepEqual(findInput(query, undefined), { text: "tea" });
});

test("the days that are given are within, by the clocks here", () => {
  const query = { ...emptyQuery, text: "tea", isEverywhere: true, since: "2026-01-31", until: "2026-01-31" };
  const from = new Date(2026, 0, 31).getTime();
  const until = new Date(2026, 1, 1).getTime();
  assert.deepEqual(findInput(query, undefined), { text: "tea", from, until });
});

test("results are grouped by rooms, each once", () => {
  const items = ["a", "b", "a"].map((roomId, id) => ({ message: { roomId, id } }));
  assert.deepEqual(
    byRoom(items).map(([roomId, group]) => [roomId, group.map(({ message }) => message.id)]),
    [
      ["a", [0, 2]],
      ["b", [1]],
    ],
  );
});

test("of the searches before, the last few are remembered, each once", () => {
  let recent: readonly string[] = [];
  for (const words of ["a", "b", " a ", "", "c", "d", "e", "f"]) recent = withRecent(recent, words);
  assert.deepEqual(recent, ["f", "e", "d", "c", "a"]);
});
