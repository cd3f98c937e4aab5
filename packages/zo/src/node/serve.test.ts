import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { test } from "node:test";
import express from "express";
import fastify from "fastify";
import { z } from "zod";
import { create } from "../index.ts";
import { connected, served } from "../testing/nodes.ts";
import { RawClient, refusalOf } from "../testing/raw-client.ts";
import { serve } from "./serve.ts";

const zo = create();
const routes = {
  double: zo.procedure({ input: z.number(), output: z.number() }),
  onNews: zo.message.outgoing({ payload: z.string() }),
};
const app = zo.router(routes, { double: ({ input }) => input * 2 });

/** Listens on a free port, asks over HTTP and over zo, and closes. */
async function bothWork(server: ReturnType<typeof createServer>, close: () => Promise<void>): Promise<void> {
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  assert.equal(await (await fetch(`http://127.0.0.1:${port}/hello`)).text(), "hello");
  // An address of the page's own kind works, too.
  using client = connected<typeof app>(`http://127.0.0.1:${port}/zo`);
  assert.equal(await client.call.double(2), 4);
  await close();
}

test("a router is served beside bare http, Express and Fastify", async () => {
  const bare = serve(app, { path: "/zo" });
  const http = createServer((_request, response) => response.end("hello")).on("upgrade", bare.upgrade);
  await bothWork(http, async () => {
    await bare.close();
    http.close();
  });

  const besideExpress = serve(app, { path: "/zo" });
  const expressApp = express().get("/hello", (_request, response) => {
    response.send("hello");
  });
  const expressServer = createServer(expressApp).on("upgrade", besideExpress.upgrade);
  await bothWork(expressServer, async () => {
    await besideExpress.close();
    expressServer.close();
  });

  const besideFastify = serve(app, { path: "/zo" });
  const fastifyApp = fastify();
  fastifyApp.get("/hello", () => "hello");
  fastifyApp.server.on("upgrade", besideFastify.upgrade);
  await fastifyApp.listen({ host: "127.0.0.1", port: 0 });
  await bothWork(fastifyApp.server, async () => {
    await besideFastify.close();
    await fastifyApp.close();
  });
});

test("an upgrade for another path is answered 404, or left to others when told to", async () => {
  await using node = await served(app, { path: "/zo" });
  assert.deepEqual(await refusalOf(`${node.url}/other`), { status: 404, body: { error: "Not Found" } });
  await using left = await served(app, { path: "/zo", otherPaths: "leave" });
  const other = serve(app, { path: "/other" });
  left.http
    .removeAllListeners("upgrade")
    .on("upgrade", left.zo.upgrade)
    .on("upgrade", (request, socket, head) => {
      if (request.url === "/other") other.upgrade(request, socket, head);
    });
  await using client = await RawClient.connect(`${left.url}/other`);
  assert.deepEqual(await client.ask({ type: "double", id: 1, payload: 1 }), { type: "zo.result", id: 1, payload: 2 });
  await other.close();
});

test("two listeners that take the same upgrade: the first serves it, the second reports and lets go", async () => {
  await using node = await served(app);
  const reports: string[] = [];
  const gone = Promise.withResolvers<void>();
  const greedy = create({ onConnect: () => ({}), onDisconnect: () => gone.resolve() });
  const second = serve(greedy.router({}, {}), { onError: (error) => reports.push(String(error)) });
  node.http.on("upgrade", second.upgrade);
  await using client = await RawClient.connect(node.url);
  assert.deepEqual(await client.ask({ type: "double", id: 1, payload: 1 }), { type: "zo.result", id: 1, payload: 2 });
  await gone.promise;
  assert.match(reports.join(), /handleUpgrade\(\) was called more than once/);
  await second.close();
});

test("closeGraceMs: a client that does not answer the close of a frame over the bound is cut", async () => {
  const gone = Promise.withResolvers<void>();
  const watched = create({ onDisconnect: () => gone.resolve() });
  await using node = await served(watched.router({}, {}), { bounds: { frameBytes: 10, closeGraceMs: 1 } });
  const socket = connect({ port: Number(new URL(node.url).port), host: "127.0.0.1", allowHalfOpen: true });
  socket.write(
    "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
  );
  await once(socket, "data");
  // Masked with zeros, eleven bytes long.
  socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | 11, 0, 0, 0, 0]), Buffer.alloc(11, "x")]));
  await gone.promise;
  socket.destroy();
});

test("H1: an upgrade to something else than a WebSocket is answered 426", async () => {
  await using node = await served(app);
  const socket = connect(Number(new URL(node.url).port), "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
  const [answer] = await once(socket, "data");
  assert.match(String(answer), /^HTTP\/1\.1 426 [\s\S]*\r\nUpgrade: websocket\r\n/);
  socket.destroy();
});

test("a client that goes while onConnect runs is disconnected, once", async () => {
  const gone = Promise.withResolvers<string>();
  const entered = Promise.withResolvers<void>();
  const proceed = Promise.withResolvers<void>();
  const slow = create({
    onConnect: async () => {
      entered.resolve();
      await proceed.promise;
      return { name: "ann" };
    },
    onDisconnect: ({ name }) => gone.resolve(name),
  });
  await using node = await served(slow.router({}, {}));
  const socket = connect(Number(new URL(node.url).port), "127.0.0.1");
  socket.write(
    "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
  );
  await entered.promise;
  socket.resetAndDestroy();
  await once(socket, "close");
  proceed.resolve();
  assert.equal(await gone.promise, "ann");
  assert.equal(node.zo.hub.connectionCount, 0);
});

test("frames of every length are framed as RFC 6455 says", async () => {
  await using node = await served(app);
  await using client = await RawClient.connect(node.url);
  assert.equal(((await client.ask({ type: "double", id: 1, payload: 1 })) as { payload: number }).payload, 2);
  const around = (bytes: number) => [-40, -1, 0, 1].map((more) => bytes + more);
  for (const length of [0, ...around(126), ...around(65_536), 200_000]) {
    const text = "é".repeat(length);
    node.zo.send.onNews(text).broadcast();
    assert.deepEqual(await client.next(), { type: "onNews", payload: text });
  }
});

test("frameFragments: a message in as many fragments as allowed is taken, one in more closes with 1008", async () => {
  await using node = await served(app, { bounds: { frameFragments: 3 } });
  await using client = await RawClient.connect(node.url);
  const send = (parts: readonly string[]) => {
    for (const [at, part] of parts.entries()) client.ws.send(part, { fin: at === parts.length - 1 });
  };
  send(['{"type":', '"zo.', 'ping"}']);
  assert.deepEqual(await client.next(), { type: "zo.pong" });
  send(['{"type":', '"zo.', 'ping"', "}"]);
  assert.equal((await client.closed).code, 1008);
});

test("hub.disconnect sends away for good, and close waits until all have gone", async () => {
  await using node = await served(app);
  using client = connected<typeof app>(node.url);
  await client.call.double(1);
  const { clientId } = client;
  assert.ok(clientId !== undefined && node.zo.hub.has(clientId));
  const closed = new Promise((resolve) => client.onClose(resolve));
  node.zo.hub.disconnect([clientId], "enough");
  assert.deepEqual(await closed, { code: 4500, reason: "enough" });
  using second = connected<typeof app>(node.url, { minReconnectionDelay: 60_000 });
  await second.call.double(1);
  await node.zo.close();
  assert.equal(node.zo.hub.connectionCount, 0);
  assert.deepEqual(await refusalOf(node.url), { status: 503, body: { error: "Service Unavailable" } });
});
