/** The load generator against the floor, and against a `ws` server that does what the floor would not. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { type WebSocket, WebSocketServer } from "ws";
import { Child } from "./child.ts";
import { latenciesOf } from "./histogram.ts";
import { Load, stamp, stampShape } from "./load.ts";
import { compiled, compilerHelp, hasCompiler } from "./native.ts";
import { upgradeRequest } from "./upgrade-request.ts";

const options = { timeout: 60_000, skip: hasCompiler() ? false : compilerHelp };

async function startFloor(): Promise<{ floor: Child; port: number }> {
  const floor = Child.start({ side: "server", command: [compiled("floor")] });
  return { floor, port: await floor.line(Number) };
}

test("everybody in a room gets every message of it once, in order, and nobody else does", options, async () => {
  const { floor, port } = await startFloor();
  await using _floor = floor;
  await using load = Load.start();
  const request = Array.from({ length: 30 }, (_, n) => upgradeRequest(`/${Math.floor(n / 10)}`));
  await load.group({ name: "all", count: 30, port, request });
  assert.equal((await load.open("all")).done, 30);
  const [members, senders] = [[{ group: "all", from: 0, to: 30 }], [{ group: "all", from: 0, to: 20, step: 10 }]];
  await load.flow({ name: "two", members, senders, texts: [`0 ${stamp}`, `1 ${stamp}`], audience: { room: 10 } });
  await load.record("all", true);
  const result = await load.run("two", { window: 3, count: 40 });
  assert.equal(result.sent, 40);
  assert.equal(result.deliveries, 400);
  assert.equal(result.extra, 0);
  // Two bytes of header, a digit, a space, and the stamp.
  assert.equal(result.bytes, 400 * 36);
  assert.ok(latenciesOf(result.latency).maxMs > 0);
  const digests = await load.digests("all");
  assert.equal(new Set(digests.slice(0, 10).map(String)).size, 1);
  assert.equal(new Set(digests.slice(10, 20).map(String)).size, 1);
  assert.notDeepEqual(digests[0], digests[10]);
  assert.deepEqual(new Set(digests.slice(20).map(String)), new Set(["0,0000000000000000"]));
  const [transcript = []] = await load.transcripts("all", 15, 16);
  const numbers = transcript.map((payload) => {
    const { sender, number } = stampShape.exec(payload.toString())?.groups ?? {};
    assert.equal(Number.parseInt(sender ?? "", 16), 10);
    return Number.parseInt(number ?? "", 16);
  });
  assert.deepEqual(numbers, [...numbers.keys()]);
  assert.equal(numbers.length, digests[10]?.[0]);
});

test("without rooms messages find whom they are for, in a closed and in an open loop", options, async () => {
  const { floor, port } = await startFloor();
  await using _floor = floor;
  await using load = Load.start();
  await load.group({
    name: "all",
    count: 9,
    port,
    sources: 3,
    request: Array.from({ length: 9 }, (_, n) => upgradeRequest(`/${n}`)),
  });
  await load.open("all");
  const everyone = [{ group: "all", from: 0, to: 9 }];
  const texts = Array.from({ length: 18 }, (_, n) => `>${String((n * 5) % 9).padStart(8, "0")}${stamp}`);
  await load.flow({ name: "each", members: everyone, senders: everyone, texts, audience: { copies: 1 } });
  const closed = await load.run("each", { window: 4, count: 180 });
  assert.deepEqual([closed.sent, closed.deliveries, closed.extra], [180, 180, 0]);
  const { sent, deliveries } = await load.run("each", { rate: 1_000, ms: 200 });
  assert.deepEqual([sent, deliveries], [200, 200]);
});

/** A server whose every connection is handled by `talk`. */
async function startWs(talk: (socket: WebSocket) => void): Promise<Disposable & { port: number }> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", talk);
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    [Symbol.dispose]: () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

test("steps say and hear in their order, pings are answered, and what is no message is not counted", options, async () => {
  const heard: string[] = [];
  using server = await startWs((socket) => {
    socket.on("message", (data) => {
      heard.push(String(data));
      if (String(data) === "hello") socket.send(`welcome ${"x".repeat(100_000)} in`);
      if (String(data) === "ready") socket.send("go");
      if (String(data) === "pong") socket.send("alive");
      if (String(data).startsWith("m ")) for (const word of ["status", "ping", String(data)]) socket.send(word);
    });
  });
  await using load = Load.start();
  const ping = { hear: "ping", say: "pong", kind: "text" } as const;
  await load.group({ name: "one", count: 1, port: server.port, request: upgradeRequest("/"), ping, prefix: "m " });
  const steps = [{ say: "hello" }, { hear: " in" }, { say: "ready" }, { count: 2 }];
  assert.equal((await load.open("one", { steps })).done, 1);
  const one = [{ group: "one", from: 0, to: 1 }];
  await load.flow({ name: "echo", members: one, senders: one, texts: `m ${stamp}`, audience: { room: 1 } });
  const { sent, deliveries, extra } = await load.run("echo", { window: 1, count: 5 });
  assert.deepEqual([sent, deliveries, extra], [5, 5, 0]);
  await load.perform("one", { steps: [{ say: "hello" }, { hear: "welcome" }] });
  assert.deepEqual(heard.slice(0, 2), ["hello", "ready"]);
  assert.equal(heard.filter((text) => text === "pong").length, 5);
});

test("a message that comes twice is told, by the next run at the latest, and is in the transcript", options, async () => {
  using server = await startWs((socket) => {
    socket.on("message", (data) => {
      for (let times = 0; times < (String(data) === "sync" ? 1 : 2); times++) socket.send(String(data));
    });
  });
  await using load = Load.start();
  await load.group({ name: "one", count: 1, port: server.port, request: upgradeRequest("/"), prefix: "twice" });
  await load.open("one");
  const one = [{ group: "one", from: 0, to: 1 }];
  await load.flow({ name: "twice", members: one, senders: one, texts: `twice ${stamp}`, audience: { room: 1 } });
  await load.record("one", true);
  const { extra } = await load.run("twice", { window: 1, count: 1 });
  await load.perform("one", { steps: [{ say: "sync" }, { hear: "sync" }] });
  assert.deepEqual((await load.transcripts("one", 0, 1))[0]?.length, 2);
  assert.ok(extra + (await load.run("twice", { window: 1, count: 1 })).extra >= 1);
});

test("a run fails when a message does not arrive because a connection is lost", options, async () => {
  using server = await startWs((socket) => {
    socket.on("message", () => socket.close(4321));
  });
  await using load = Load.start();
  await load.group({ name: "one", count: 1, port: server.port, request: upgradeRequest("/") });
  await load.open("one");
  const one = [{ group: "one", from: 0, to: 1 }];
  await load.flow({ name: "bye", members: one, senders: one, texts: `bye ${stamp}`, audience: { room: 1 } });
  await assert.rejects(load.run("bye", { window: 2, ms: 5_000 }), /connection 0 of one: closed by the server \(4321\)/);
  await load.open("one");
  assert.equal((await load.totals("one")).lost, 1);
  await load.close("one");
  await assert.rejects(load.run("bye", { window: 1, count: 1 }), /a member is not connected/);
});
