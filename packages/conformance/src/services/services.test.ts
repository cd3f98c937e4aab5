import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
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

test("what a test started ends with it when it is ended in the midst", { skip: withoutRedis() }, async () => {
  const script = `
    import { RedisServer } from ${JSON.stringify(new URL("./redis.ts", import.meta.url).href)};
    const server = await RedisServer.start();
    console.log(server.pid);
    setInterval(() => undefined, 1_000);`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const pid = Number(line.toString());
  process.kill(pid, 0);
  child.kill("SIGTERM");
  await once(child, "exit");
  // It was ended before the test was; the kernel may take a moment to forget it.
  const isThere = (): boolean =>
    existsSync(`/proc/${pid}/exe`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  for (let n = 0; n < 100 && isThere(); n += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(isThere(), false);
});
