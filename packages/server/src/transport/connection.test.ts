import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Link, Reply } from "../dialects/contract.ts";
import { textFrame } from "./frames.ts";
import { Client, RawClient } from "./testing/clients.ts";
import { TestServer, until } from "./testing/serve.ts";

const echo = {
  receive(text: string, reply: Reply): undefined {
    reply(textFrame(text));
  },
};

test("a deadline closes with 4504 exactly when it is due, unless the connection is trusted by then", async () => {
  await using server = await TestServer.start({ opened: (link) => link.deadline(10_000) });
  const late = await Client.connect(server.url);
  const known = await Client.connect(server.url);
  server.links[1]?.trust();
  server.clock.advance(9_999);
  assert.equal(server.closedLinks.length, 0);
  server.clock.advance(1);
  assert.deepEqual(await late.closed(), { code: 4504, reason: "not authenticated in time" });
  assert.equal(known.close, null);
});

test("a throw or a rejection closes with 4004, is logged with a correlation id and counted, and tells the client nothing", async () => {
  const receive = (text: string): Promise<void> | undefined => {
    if (text === "throw") throw new Error("inner detail");
    return Promise.reject(new Error("inner detail"));
  };
  await using server = await TestServer.start({ receive });
  for (const text of ["throw", "reject"]) {
    const client = await Client.connect(server.url);
    client.send(text);
    assert.deepEqual(await client.closed(), { code: 4004, reason: "internal error, reconnect" });
  }
  assert.deepEqual(server.telemetry.errors, ["internal", "internal"]);
  const errors = server.log.lines.filter((line) => line.level === "error");
  assert.equal(errors.length, 2);
  for (const { fields } of errors) assert.match(JSON.stringify(fields), /"correlation":"[0-9a-f-]{36}"/);
});

test("a dialect that cannot open a conversation, or fails at its end, costs that connection only", async () => {
  const opened = (link: Link): void => {
    if (link === server.links[0]) throw new Error("no");
  };
  const closed = (): void => {
    throw new Error("no end");
  };
  await using server = await TestServer.start({ opened, closed, ...echo });
  const first = await Client.connect(server.url);
  assert.equal((await first.closed()).code, 4004);
  const second = await Client.connect(server.url);
  second.send("fine");
  await second.received(1);
  second.ws.close();
  await second.closed();
  await until(() => server.transport.connectionCount === 0);
  assert.deepEqual(server.telemetry.errors, ["internal", "internal"]);
});

test("a dialect may close while it opens", async () => {
  await using server = await TestServer.start({
    opened: (link) => {
      link.send(textFrame("sorry"));
      link.close("tokenRefused");
    },
  });
  const client = await Client.connect(server.url);
  assert.deepEqual(await client.closed(), { code: 4502, reason: "token refused" });
  assert.deepEqual(client.texts, ["sorry"]);
  await until(() => server.closedLinks.length === 1);
});

test("closed() is called exactly once, however the connection ends", async () => {
  const ends: ((client: Client, link: Link) => void)[] = [
    ({ ws }) => ws.close(1000),
    ({ ws }) => ws.close(4999, "as we like"),
    ({ ws }) => ws.terminate(),
    ({ ws }) => ws.send(Buffer.from("binary")),
    (_client, link) => link.close("sessionEnded"),
    ({ ws }, link) => {
      ws.close();
      link.close("stopping");
    },
  ];
  await using server = await TestServer.start();
  for (const [index, end] of ends.entries()) {
    const client = await Client.connect(server.url);
    const link = server.links[index];
    assert.ok(link !== undefined);
    end(client, link);
    await client.closed();
    await until(() => server.transport.connectionCount === 0);
    await nextTurn();
    assert.deepEqual(server.closedLinks, server.links);
  }
  assert.deepEqual(server.telemetry.closeCodes.slice(0, 5), [1000, 3000, 1006, 1003, 4501]);
});

test("commands accepted before a connection goes are finished; their replies go nowhere, quietly", async () => {
  const command = Promise.withResolvers<void>();
  let finished = false;
  await using server = await TestServer.start({
    receive: async (_text, reply) => {
      await command.promise;
      reply(textFrame("done"));
      finished = true;
    },
  });
  const client = await Client.connect(server.url);
  client.send("go");
  await until(() => server.log.lines.length > 0);
  client.ws.terminate();
  await until(() => server.transport.connectionCount === 0);
  command.resolve();
  await until(() => finished);
  assert.deepEqual(server.telemetry.errors, []);
});

test("frames that come after a close was asked for are ignored", async () => {
  const texts: string[] = [];
  await using server = await TestServer.start({
    receive: (text, _reply, link) => {
      texts.push(text);
      link.close("sessionEnded");
      return undefined;
    },
  });
  const client = await Client.connect(server.url);
  for (const text of ["1", "2", "3"]) client.send(text);
  assert.equal((await client.closed()).code, 4501);
  assert.deepEqual(texts, ["1"]);
});

test("a client that ends its half without reading the rest is cut, too", async () => {
  await using server = await TestServer.start();
  const raw = await RawClient.connect(server.port, { paused: true });
  for (let count = 0; count < 300; count++) server.links[0]?.send(textFrame("x".repeat(60_000)));
  await nextTurn();
  raw.socket.end();
  await until(() => server.sockets[0]?.readableEnded === true);
  server.clock.advance(30_000);
  assert.equal(server.closedLinks.length, 1);
  await until(() => server.transport.connectionCount === 0);
  assert.equal(server.telemetry.heldBytes, 0);
});

test("300 connections opened and ended in every way leave nothing behind", async () => {
  await using server = await TestServer.start({
    bounds: { connectionsPerAddress: 300 },
    opened: (link) => link.deadline(60_000),
  });
  const clients = await Promise.all(Array.from({ length: 300 }, () => Client.connect(server.url)));
  assert.equal(server.transport.connectionCount, 300);
  for (const [index, { ws }] of clients.entries()) {
    if (index % 3 === 0) ws.close();
    else if (index % 3 === 1) ws.terminate();
    else server.links[index]?.close("sessionEnded");
  }
  await until(() => server.transport.connectionCount === 0);
  await nextTurn();
  assert.equal(server.closedLinks.length, 300);
  assert.equal(server.telemetry.opened, 300);
  assert.equal(server.telemetry.closeCodes.length, 300);
  assert.equal(server.clock.pending, 1, "only the heartbeat's own timer");
  await Client.connect(server.url);
});
