import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { takeOldestPeers } from "../testing/oldest-peers.ts";

takeOldestPeers();

test("what follows ran with ioredis 5.3", () => {
  const manifest = new URL("../package.json", import.meta.resolve("ioredis"));
  assert.match(JSON.parse(readFileSync(manifest, "utf8")).version, /^5\.3\./);
});
await import("./redis.test.ts");
