/** What all of the client weighs: every file that a browser could ever ask for, once, as gzip sends it. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { clientIsBuilt } from "../journeys/testing/built.ts";

const maxBytes = 250_000;
const folder = join(import.meta.dirname, "../dist");

test(`all of the client together has less than ${maxBytes.toLocaleString("en")} bytes, compressed`, async (t) => {
  await clientIsBuilt();
  const sizes = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^\.|\.(?:br|gz)$/.test(entry.name))
    .map(({ parentPath, name }) => ({ name, bytes: gzipSync(readFileSync(join(parentPath, name)), { level: 9 }).length }))
    .sort((one, other) => other.bytes - one.bytes);
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { name, bytes } of [...sizes, { name: "all", bytes: total }])
    t.diagnostic(`${bytes.toLocaleString("en").padStart(8)}  ${name}`);
  assert.ok(sizes.length > 4, "there is something to weigh");
  assert.ok(total < maxBytes, `${total} bytes`);
});
