/** Every nemesis once, briefly. `npm run chaos` is the long one. */
import { test } from "node:test";
import { withoutPostgres } from "../services/postgres.ts";
import { withoutRedis } from "../services/redis.ts";
import { everyday } from "./nemeses/all.ts";
import { killNode } from "./nemeses/processes.ts";
import { survives } from "./survives.ts";

const without = withoutPostgres() || withoutRedis();

test("one node: whatever dies, stops or is cut off, nothing is lost, doubled, reordered or leaked", async (t) => {
  await survives({ nodes: 1, redis: false, store: "sqlite" }, [killNode], (line) => t.diagnostic(line));
});

test("three nodes: whatever dies, stops or is cut off, nothing is lost, doubled, reordered or leaked", {
  skip: without,
}, async (t) => {
  await survives({ nodes: 3, redis: true }, everyday, (line) => t.diagnostic(line));
});
