import assert from "node:assert/strict";
import { test } from "node:test";
import { noPages, type Pages, withPage } from "./pages.ts";

const keyOf = (item: number): number => item;

test("pages follow each other, and nothing is in them twice", () => {
  let pages: Pages<number, number> = noPages();
  pages = withPage(pages, { items: [1, 2], next: 2 }, { isFirst: true, keyOf });
  pages = withPage(pages, { items: [2, 3], next: undefined }, { isFirst: false, keyOf });
  assert.deepEqual(pages, { items: [1, 2, 3], next: undefined, state: "here", isBegun: true });
});

test("a first page takes the place of what was there", () => {
  const before: Pages<number, number> = { items: [1, 2], next: 2, state: "loading", isBegun: true };
  assert.deepEqual(withPage(before, { items: [5], next: undefined }, { isFirst: true, keyOf }).items, [5]);
});
