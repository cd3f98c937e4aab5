/**
 * Every black-box suite against three nodes over PostgreSQL and Redis, whose clients are spread over the nodes: what one test does by several
 * connections it nearly always does at several nodes. Some of them without Redis, too: those where the most has to get from node to node.
 */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { startNodes } from "../cluster/nodes.ts";
import { PostgresServer } from "../services/postgres.ts";
import { RedisServer } from "../services/redis.ts";
import { withoutServices } from "../services/services.ts";
import { protocolSuites } from "./all.ts";
import { loadSuite } from "./load.ts";
import { nativeSuite } from "./native.ts";
import { worldSuite } from "./world.ts";

const missing = withoutServices();

if (missing !== false) test("every black-box suite over three nodes", { skip: missing });
else {
  await using ends = new AsyncDisposableStack();
  const postgres = ends.use(await PostgresServer.start());
  const redis = ends.use(await RedisServer.start());
  const three = async (limits: "on" | "off", by: { readonly redis?: string }) =>
    ends.use(await startNodes({ count: 3, database: await postgres.newDatabase(), limits, ...by }));

  const [limited, unlimited] = [await three("on", { redis: redis.url }), await three("off", { redis: redis.url })];
  protocolSuites(limited.deployment);
  loadSuite(unlimited.deployment);
  const withoutRedis = await three("on", {});
  describe("without Redis", () => {
    worldSuite(withoutRedis.deployment);
    nativeSuite(withoutRedis.deployment);
  });
  test("all nodes had their share of the clients", () => {
    for (const given of [...limited.given, withoutRedis.given[0] ?? []])
      assert.ok(Math.min(...given) > 10 && given.length === 3, given.join(", "));
  });

  const ending = ends.move();
  after(() => ending.disposeAsync());
}
