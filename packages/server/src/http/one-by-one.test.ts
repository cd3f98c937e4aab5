import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import type { DialectRoute } from "../dialects/contract.ts";
import { ask } from "./testing/ask.ts";
import { type Served, serve } from "./testing/serve.ts";

/** A route that answers when the test says so. */
function heldRoute() {
  const started: PromiseWithResolvers<void>[] = [];
  let arrived = Promise.withResolvers<void>();
  const route: DialectRoute = {
    method: "POST",
    path: "/held",
    summary: "",
    answers: { 200: null },
    authenticated: false,
    async handle() {
      const answer = Promise.withResolvers<void>();
      started.push(answer);
      arrived.resolve();
      arrived = Promise.withResolvers();
      await answer.promise;
      return { status: 200, body: `answer ${started.indexOf(answer)}` };
    },
  };
  return { route, started, arrived: () => arrived.promise };
}

const request = "POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";

async function connected(served: Served): Promise<{ socket: Socket; text: () => string }> {
  const socket = connect(Number(new URL(served.url).port), "127.0.0.1");
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return { socket, text: () => text };
}

test("requests sent at once on one connection are handled one after another, and all answered in order", async () => {
  const held = heldRoute();
  await using served = await serve({ dialectRoutes: [held.route] });
  const { socket, text } = await connected(served);
  const first = held.arrived();
  socket.write(request.repeat(3));
  await first;
  for (let n = 0; n < 3; n++) {
    assert.equal((await ask(served.url, "/health")).status, 200);
    assert.equal(held.started.length, n + 1);
    const next = n < 2 ? held.arrived() : once(socket, "data");
    held.started[n]?.resolve();
    await next;
  }
  while (!text().includes("answer 2")) await once(socket, "data");
  assert.match(text(), /answer 0.*answer 1.*answer 2/s);
});

test("I8: httpPipelined requests of one connection may wait; with one more it is cut, and none of those that waited is handled", async () => {
  const held = heldRoute();
  await using served = await serve({ dialectRoutes: [held.route], bounds: { httpPipelined: 4 } });
  const fine = await connected(served);
  const first = held.arrived();
  fine.socket.write(request.repeat(4));
  await first;
  const greedy = await connected(served);
  const second = held.arrived();
  const cut = once(greedy.socket, "close");
  greedy.socket.write(request.repeat(500));
  await Promise.race([second, cut]);
  await cut;
  assert.ok(held.started.length <= 2);
  held.started.at(-1)?.resolve();
  assert.equal((await ask(served.url, "/health")).status, 200);
  assert.ok(held.started.length <= 2);
  assert.equal(fine.socket.destroyed, false);
  fine.socket.destroy();
});
