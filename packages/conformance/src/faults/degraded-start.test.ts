/** Starts of a node while PostgreSQL or Redis is away: what docs/OPERATIONS.md states ("When something is gone"). */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { connectReactions } from "../clients/reactions.ts";
import { mountsOf, uniqueText } from "../deployment.ts";
import { runServer, ServerProcess, temporaryFolder } from "../server-process.ts";
import { freePort } from "../services/free-port.ts";
import { PostgresServer } from "../services/postgres.ts";
import { withoutServices } from "../services/services.ts";

const missing = withoutServices();
const bounds = { databaseStartMs: 1_000, databaseConnectMs: 500 };
const boundFlags = Object.entries(bounds).flatMap(([name, value]) => ["--bound", `${name}=${value}`]);
const secret = "correct-horse";

if (missing !== false) test("starts without PostgreSQL or Redis", { skip: missing });
else {
  const postgres = await PostgresServer.start({ isDurable: true });
  const database = await postgres.newDatabase();
  after(() => postgres.stop());

  describe("a start of a node", () => {
    test("without PostgreSQL, or with one that says nothing, waits for databaseStartMs, then exits 1 with one sentence and no password", async () => {
      await using folder = await temporaryFolder("start");
      using paused = new DisposableStack();
      for (const port of [await freePort(), postgres.port]) {
        if (port === postgres.port) {
          postgres.pause();
          paused.defer(() => postgres.resume());
        }
        const startedMs = performance.now();
        const url = `postgres://parlance:${secret}@127.0.0.1:${port}/parlance`;
        const ended = runServer(["--port", "0", "--roster-port", "0", "--data", folder.path, "--database", url, ...boundFlags]);
        const tookMs = performance.now() - startedMs;
        assert.equal(ended.status, 1, ended.stderr);
        assert.equal(ended.stdout, "");
        assert.match(ended.stderr.trimEnd().split("\n").at(-1) ?? "", /^parlance: the database cannot be reached \(.*\)$/);
        assert.ok(!ended.stderr.includes(secret));
        assert.ok(tookMs >= bounds.databaseStartMs, `${tookMs.toFixed(0)} ms`);
      }
    });

    test("with a wrong password or database exits 1 at once, and says which", async () => {
      await using folder = await temporaryFolder("start");
      const url = `postgres://nobody:${secret}@127.0.0.1:${postgres.port}/nowhere`;
      const ended = runServer(["--port", "0", "--roster-port", "0", "--data", folder.path, "--database", url]);
      assert.equal(ended.status, 1, `${ended.stderr}\n${postgres.log}`);
      assert.match(
        ended.stderr.trimEnd().split("\n").at(-1) ?? "",
        /^parlance: .*(?:role "nobody"|database "nowhere") does not exist/,
      );
      assert.ok(!ended.stderr.includes(secret));
    });

    test("before PostgreSQL is there goes on as soon as it is; without Redis it starts, says so, and serves", async () => {
      await using folder = await temporaryFolder("start");
      await postgres.kill();
      const redis = `redis://:${secret}@127.0.0.1:${await freePort()}`;
      const starting = ServerProcess.start(folder.path, { database, redis, limits: "off" });
      await postgres.run();
      await using server = await starting;
      await using client = await connectReactions(mountsOf(server.deployment).reactions);
      const text = uniqueText("without Redis");
      client.say(text);
      await client.message(text);
      assert.match(server.log, /cannot reach Redis; trying again/);
      assert.ok(!server.log.includes(secret));
      const { code } = await server.stop();
      assert.equal(code, 0, server.log);
    });
  });
}
