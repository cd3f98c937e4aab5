import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Redis } from "ioredis";
import { PostgresServer, withoutPostgres } from "./postgres.ts";
import { RedisServer, withoutRedis } from "./redis.ts";

describe("services for tests", () => {
  test("a killed PostgreSQL has what was committed when it runs again", { skip: withoutPostgres() }, async () => {
    await using server = await PostgresServer.start({ isDurable: true });
    const url = await server.newDatabase();
    const name = new URL(url).pathname.slice(1);
    await server.query("CREATE TABLE kept AS SELECT 7 AS n", name);
    await server.kill();
    await server.run();
    assert.deepEqual(await server.query("SELECT n FROM kept", name), [{ n: 7 }]);
  });

  test("a paused PostgreSQL answers nobody until it goes on", { skip: withoutPostgres() }, async () => {
    await using server = await PostgresServer.start();
    server.pause();
    let isAnswered = false;
    const answer = server.query("SELECT 1").then(() => {
      isAnswered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(isAnswered, false);
    server.resume();
    await answer;
  });

  test("a replica that is promoted has everything that was committed when its source died", {
    skip: withoutPostgres(),
  }, async () => {
    await using source = await PostgresServer.start({ isDurable: true });
    const name = new URL(await source.newDatabase()).pathname.slice(1);
    await using replica = await source.startReplica();
    await source.query("CREATE TABLE kept AS SELECT 7 AS n", name);
    await source.kill();
    await assert.rejects(replica.query("INSERT INTO kept VALUES (8)", name), /read-only/);
    await replica.promote();
    await replica.query("INSERT INTO kept VALUES (8)", name);
    assert.deepEqual(await replica.query("SELECT n FROM kept ORDER BY n", name), [{ n: 7 }, { n: 8 }]);
  });

  test("a killed Redis runs again on its port, empty", { skip: withoutRedis() }, async () => {
    await using server = await RedisServer.start();
    const client = new Redis(server.url, { lazyConnect: true });
    client.on("error", () => undefined);
    await client.connect();
    await client.set("k", "v");
    await server.kill();
    await server.run();
    assert.equal(await client.get("k"), null);
    client.disconnect();
  });
});
