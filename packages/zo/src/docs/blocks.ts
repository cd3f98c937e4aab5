import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** The files that a document's blocks of code are, by their names. */
export function blocksOf(path: string): Map<string, string> {
  const text = readFileSync(path, "utf8");
  const blocks = new Map(
    [...text.matchAll(/```tsx?\n\/\/ (\S+\.tsx?)\n([\s\S]*?)```/g)].map(([, name = "", code = ""]) => [name, code]),
  );
  assert.equal(blocks.size, text.match(/```ts/g)?.length ?? 0, `${path}: a block without a file name, or two with one name`);
  assert.ok(blocks.size > 0, path);
  return blocks;
}
