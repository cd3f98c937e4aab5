import assert from "node:assert/strict";
import { test } from "node:test";
import { takeOldestPeers } from "../../../zo/src/testing/oldest-peers.ts";

takeOldestPeers();

test("what follows ran with React 18.0", async () => {
  assert.match((await import("react")).version, /^18\.0\./);
  assert.match((await import("react-dom")).version, /^18\.0\./);
});
for (const name of ["react", "unread", "server"]) await import(`./${name}.test.ts`);
