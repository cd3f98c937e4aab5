import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import net from "node:net";
import { test } from "node:test";
import { ManualClock } from "../core/testing/manual-clock.ts";
import { listen } from "./listen.ts";
import { watchRequests } from "./requests.ts";

const graceMs = 5_000;

async function stoppingWithOneUnderWay() {
  const clock = new ManualClock();
  const server = createServer();
  const requests = watchRequests(server);
  const port = await listen(server, { host: "127.0.0.1", port: 0, setting: "port", missed: assert.ifError });
  const asked = once(server, "request");
  const client = net.connect(port, "127.0.0.1");
  const gone = once(client.resume(), "close");
  client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const [, response]: [unknown, ServerResponse] = (await asked) as [unknown, ServerResponse];
  const closed = new Promise((resolve) => server.close(resolve));
  requests.finish(clock, graceMs);
  return { clock, client, gone, response, closed };
}

test("at a stop a request under way has httpStopMs, not longer (bounds: httpStopMs)", async () => {
  const { clock, gone, response, closed } = await stoppingWithOneUnderWay();
  clock.advance(graceMs - 1);
  assert.equal(response.socket?.destroyed, false);
  clock.advance(1);
  assert.equal(response.destroyed || response.socket?.destroyed, true);
  await Promise.all([closed, gone]);
});

test("at a stop nothing is waited for once the last request is answered, keep-alive or not", async () => {
  const { client, gone, response, closed } = await stoppingWithOneUnderWay();
  const received: Buffer[] = [];
  client.on("data", (chunk: Buffer) => received.push(chunk));
  response.writeHead(200, { connection: "keep-alive" }).end("answered");
  await Promise.all([closed, gone]);
  assert.match(Buffer.concat(received).toString(), /^HTTP\/1\.1 200 OK\r\n.*answered/s);
});
