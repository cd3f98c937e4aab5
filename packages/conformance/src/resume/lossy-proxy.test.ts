import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { seededRandom } from "@parlance/server/core/testing/random.ts";
import { WebSocket, WebSocketServer } from "ws";
import { calm, LossyProxy, type Tamper, type Weather } from "./lossy-proxy.ts";
import type { End } from "./wire.ts";

interface Network extends AsyncDisposable {
  readonly proxy: LossyProxy;
  /** What the server heard, on any connection, in order. */
  readonly heard: string[];
  /** The server's connections, oldest first. */
  readonly sockets: WebSocket[];
  /** Resolves when the server heard this. */
  hears(text: string): Promise<void>;
}

/** An echoing server behind a proxy. */
async function openNetwork(weather: Partial<Weather> = {}, tamper?: Tamper): Promise<Network> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const heard: string[] = [];
  const sockets: WebSocket[] = [];
  const waiting = new Map<string, () => void>();
  server.on("connection", (socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.on("message", (data) => {
      heard.push(String(data));
      waiting.get(String(data))?.();
      socket.send(String(data));
    });
  });
  const target = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = { target, random: seededRandom(7), weather: { ...calm, ...weather } };
  const proxy = await LossyProxy.open(tamper === undefined ? options : { ...options, tamper });
  return {
    proxy,
    heard,
    sockets,
    hears: (text) => (heard.includes(text) ? Promise.resolve() : new Promise((resolve) => waiting.set(text, resolve))),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      for (const socket of sockets) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function client({ proxy }: Network): Promise<{ readonly socket: WebSocket; readonly got: string[] }> {
  const socket = new WebSocket(`${proxy.url}/x?y=1`);
  const got: string[] = [];
  socket.on("error", () => undefined);
  socket.on("message", (data) => got.push(String(data)));
  await once(socket, "open");
  return { socket, got };
}

const numbers = Array.from({ length: 50 }, (_, n) => String(n));

test("frames come through both ways, in order however late each is", async () => {
  await using network = await openNetwork({ delayMs: 5 });
  const { socket, got } = await client(network);
  for (const one of numbers) socket.send(one);
  while (got.length < numbers.length) await once(socket, "message");
  assert.deepEqual(network.heard, numbers);
  assert.deepEqual(got, numbers);
});

test("a refused connection does not reach the server", async () => {
  await using network = await openNetwork({ refusing: 1 });
  await assert.rejects(client(network));
  assert.deepEqual([network.sockets.length, network.proxy.counts.refused], [0, 1]);
});

test("pings are not answered by the network: who is silent can be found out", async () => {
  await using network = await openNetwork();
  const { socket } = await client(network);
  socket.ping();
  await once(socket, "pong");
  assert.equal(network.sockets.length, 1);
});

/** How long it is waited for what is to come, and for what is not to come. */
const [comesWithinMs, staysAwayMs] = [5_000, 60];

async function until(isSo: () => boolean, withinMs = comesWithinMs): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!isSo() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 2));
  return isSo();
}

const ending = (end: End): Partial<Weather> => ({ ending: 1, ends: [end] });

interface Passing {
  readonly toServer: boolean;
  readonly toClient: boolean;
  readonly isOpen: boolean;
}

/** Whether, after the connection came to its end, it looks open and what is said on either side passes as `expected`. */
async function afterEnd(end: End, expected: Passing): Promise<Passing> {
  await using network = await openNetwork(ending(end));
  const { socket, got } = await client(network);
  await until(() => network.proxy.counts[end] === 1 && (expected.isOpen || socket.readyState === WebSocket.CLOSED));
  const [there] = network.sockets;
  if (socket.readyState === WebSocket.OPEN) socket.send("to the server");
  if (there?.readyState === WebSocket.OPEN) there.send("to the client");
  const passed = (isExpected: boolean, by: readonly string[], text: string) =>
    until(() => by.includes(text), isExpected ? comesWithinMs : staysAwayMs);
  return {
    toServer: await passed(expected.toServer, network.heard, "to the server"),
    toClient: await passed(expected.toClient, got, "to the client"),
    isOpen: socket.readyState === WebSocket.OPEN,
  };
}

test("a connection that ends is gone for both, or looks alive and carries nothing, or carries one way only", async () => {
  const ends: readonly (readonly [End, Passing])[] = [
    ["cut", { toServer: false, toClient: false, isOpen: false }],
    ["black_hole", { toServer: false, toClient: false, isOpen: true }],
    ["deaf", { toServer: true, toClient: false, isOpen: true }],
    ["mute", { toServer: false, toClient: true, isOpen: true }],
  ];
  for (const [end, expected] of ends) assert.deepEqual(await afterEnd(end, expected), expected, end);
});

test("what an old connection still carries reaches the server after what its successor says", async () => {
  await using network = await openNetwork(ending("linger"));
  const first = await client(network);
  await until(() => network.proxy.counts.linger === 1);
  first.socket.send("old");
  await once(first.socket, "close");
  network.proxy.weather = calm;
  const second = await client(network);
  second.socket.send("new");
  await network.hears("old");
  assert.deepEqual(network.heard, ["new", "old"]);
});

test("clear ends what is silent and nothing else; cutAll ends everything", async () => {
  await using network = await openNetwork(ending("black_hole"));
  const silent = await client(network);
  await until(() => network.proxy.counts.black_hole === 1);
  network.proxy.weather = calm;
  const lively = await client(network);
  network.proxy.clear();
  await once(silent.socket, "close");
  lively.socket.send("still here");
  await once(lively.socket, "message");
  network.proxy.cutAll();
  await once(lively.socket, "close");
});

test("what passes by can be changed, doubled and swallowed", async () => {
  const tamper: Tamper = (frame, from) => {
    if (from === "server") return [frame];
    if (frame === "swallow") return [];
    return frame === "double" ? [frame, frame] : [`${frame}!`];
  };
  await using network = await openNetwork({}, tamper);
  const { socket } = await client(network);
  for (const one of ["swallow", "double", "change"]) socket.send(one);
  await network.hears("change!");
  assert.deepEqual(network.heard, ["double", "double", "change!"]);
});
