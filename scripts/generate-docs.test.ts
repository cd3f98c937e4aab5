import assert from "node:assert/strict";
import { test } from "node:test";
import { stalePages, withTables } from "./generate-docs.ts";

test("the tables of docs/ say what the code says (I7, I8)", () => {
  assert.deepEqual(stalePages(), [], "run npm run docs");
});

test("a table is made between its markers and nothing else is touched", () => {
  const made = withTables("before\n<!-- generated: closes -->\nold\n<!-- end -->\nafter\n");
  assert.match(made, /^before\n<!-- generated: closes -->\n\| code \|/);
  assert.match(made, /\| 4000 \| yes \|/);
  assert.match(made, /\| 4501 \| no \|/);
  assert.doesNotMatch(made, /old/);
  assert.match(made, /<!-- end -->\nafter\n$/);
  assert.throws(() => withTables("<!-- generated: nothing -->\n<!-- end -->"), /no generated table/);
});
