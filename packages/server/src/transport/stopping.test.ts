import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { textFrame } from "./frames.ts";
import { Client, RawClient, refusal } from "./testing/clients.ts";
import { TestServer, until } from "./testing/serve.ts";

test("after stopAccepting upgrades are answered 503, and who is in stays", async () => {
  await using server = await TestServer.start();
  const client = await Client.connect(server.url);
  server.transport.stopAccepting();
  const answer = await refusal(server.url);
  assert.equal(answer.status, 503);
  assert.deepEqual(answer.body, { error: "Service Unavailable", error_code: "STOPPING" });
  assert.equal(client.close, null);
});

test("draining lets accepted commands finish and their replies arrive, takes no new frames, then closes with 4000", async () => {
  const commands = new Map<string, PromiseWithResolvers<void>>();
  await using server = await TestServer.start({
    receive: async (text, reply) => {
      const command = Promise.withResolvers<void>();
      commands.set(text, command);
      await command.promise;
      reply(textFrame(`${text} done`));
    },
  });
  const busy = await Client.connect(server.url);
  const idle = await Client.connect(server.url);
  busy.send("1");
  busy.send("2");
  await until(() => commands.size === 2);
  const drained = server.transport.drain();
  assert.deepEqual(await idle.closed(), { code: 4000, reason: "server stopping, reconnect" });
  busy.send("3");
  await until(() => (server.sockets[0]?.bytesRead ?? 0) > 0);
  commands.get("2")?.resolve();
  await nextTurn();
  assert.equal(busy.close, null);
  commands.get("1")?.resolve();
  assert.equal((await busy.closed()).code, 4000);
  assert.deepEqual(busy.texts, ["1 done", "2 done"]);
  await drained;
  assert.equal(commands.size, 2);
  assert.equal(server.transport.connectionCount, 0);
  assert.equal(server.clock.pending, 0);
});

test("closeGraceMs: who does not answer the close is cut after that time, not before", async () => {
  await using server = await TestServer.start();
  const raw = await RawClient.connect(server.port);
  const drained = server.transport.drain();
  assert.equal(await raw.ended(), 4000);
  server.clock.advance(1_999);
  assert.equal(server.transport.connectionCount, 1);
  assert.equal(server.sockets[0]?.destroyed, false);
  server.clock.advance(1);
  await drained;
  assert.equal(server.transport.connectionCount, 0);
});

test("draining an empty transport is done at once, and twice is harmless", async () => {
  await using empty = await TestServer.start();
  await empty.transport.drain();
  await empty.transport.drain();
  await using server = await TestServer.start();
  await Client.connect(server.url);
  await Promise.all([server.transport.drain(), server.transport.drain()]);
});

test("closeAll closes without waiting for commands", async () => {
  await using server = await TestServer.start({ receive: () => new Promise(() => undefined) });
  const clients = [await Client.connect(server.url), await Client.connect(server.url)];
  clients[0]?.send("never done");
  await until(() => server.log.lines.length > 1);
  server.transport.closeAll("unavailable");
  for (const client of clients) assert.equal((await client.closed()).code, 4002);
});
