import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Link } from "../dialects/contract.ts";
import { Client, clientFrame, RawClient } from "./testing/clients.ts";
import { type ServeOptions, TestServer, until } from "./testing/serve.ts";

const frameBytes = 1_000;
const large = clientFrame("x".repeat(100_000));
const half = large.subarray(0, 50_000);
const otherHalf = large.subarray(50_000);

/** Two places, and clients that are known; `lengths` of what was handled. */
async function serve(options: ServeOptions = {}) {
  const lengths: number[] = [];
  const server = await TestServer.start({
    maxFrameBytes: 100_000,
    limitsOn: false,
    opened: (link: Link) => link.trust(),
    receive: (text) => {
      lengths.push(text.length);
      return undefined;
    },
    ...options,
    bounds: { frameBytes, largeFramesAtOnce: 2, ...options.bounds },
  });
  return Object.assign(server, { lengths });
}

async function begins(server: TestServer): Promise<RawClient> {
  const raw = await RawClient.connect(server.port);
  raw.socket.write(half);
  const socket = server.sockets.at(-1);
  await until(() => (socket?.bytesRead ?? 0) > frameBytes + 1_000);
  return raw;
}

const paused = (server: TestServer) => server.sockets.map((socket) => socket.isPaused());

test("largeFramesAtOnce: that many large frames arrive at once, one more waits in the middle of it until one is whole", async () => {
  await using server = await serve();
  const [first, second, third] = [await begins(server), await begins(server), await begins(server)];
  assert.deepEqual(paused(server), [false, false, true]);
  third.socket.write(otherHalf);
  second.socket.write(otherHalf);
  await until(() => server.lengths.length === 2);
  assert.deepEqual(server.lengths, [100_000, 100_000], "the second's, and then the third's");
  first.socket.write(otherHalf);
  await until(() => server.lengths.length === 3);
});

test("up to frameBytes of a frame need no place, one byte more does; nor does a frame that is whole at once", async () => {
  await using server = await serve();
  await begins(server);
  await begins(server);
  const client = await Client.connect(server.url);
  client.send("x".repeat(2 * frameBytes));
  await until(() => server.lengths.length === 1);
  const begun = await RawClient.connect(server.port);
  const before = server.sockets[3]?.bytesRead ?? 0;
  begun.socket.write(half.subarray(0, frameBytes));
  await until(() => (server.sockets[3]?.bytesRead ?? 0) === before + frameBytes);
  await nextTurn();
  assert.equal(server.sockets[3]?.isPaused(), false);
  begun.socket.write(half.subarray(frameBytes, frameBytes + 1));
  await until(() => server.sockets[3]?.isPaused() === true);
});

test("a large frame keeps its place until it is handled", async () => {
  const handled: (() => void)[] = [];
  await using server = await serve({ receive: () => new Promise<void>((resolve) => handled.push(resolve)) });
  for (const raw of [await begins(server), await begins(server)]) raw.socket.write(otherHalf);
  await until(() => handled.length === 2);
  const third = await begins(server);
  assert.ok(server.sockets[2]?.isPaused());
  handled[0]?.();
  third.socket.write(otherHalf);
  await until(() => handled.length === 3);
});

test("largeFrameMs: a frame that takes longer is closed with 4005, and its place is the next one's", async () => {
  await using server = await serve({ bounds: { largeFrameMs: 120_000, pingIntervalMs: 1_000_000 } });
  const [slow] = [await begins(server), await begins(server)];
  const third = await begins(server);
  server.clock.advance(119_999);
  await nextTurn();
  assert.equal(slow.closeCode(), null);
  server.clock.advance(1);
  assert.equal(await slow.ended(), 4005);
  third.socket.write(otherHalf);
  await until(() => server.lengths.length === 1);
});

test("the time of a frame that waits for a place has not begun, and its silence is not held against it", async () => {
  await using server = await serve({
    bounds: { largeFramesAtOnce: 1, largeFrameMs: 1_000, pingIntervalMs: 10, pongTimeoutMs: 10 },
  });
  const first = await begins(server);
  const waiting = await begins(server);
  assert.deepEqual(paused(server), [false, true]);
  // The first one's frame goes on, a byte at a time.
  for (let n = 0; n < 50; n++) {
    const read = server.sockets[0]?.bytesRead ?? 0;
    first.socket.write("x");
    await until(() => (server.sockets[0]?.bytesRead ?? 0) > read);
    server.clock.advance(10);
  }
  assert.equal(waiting.closeCode(), null);
  first.socket.resetAndDestroy();
  await until(() => server.sockets[1]?.isPaused() === false);
});

test("who goes while waiting, or in the middle of a frame, leaves no place taken", async () => {
  await using server = await serve();
  const [first, second, third] = [await begins(server), await begins(server), await begins(server)];
  third.socket.resetAndDestroy();
  first.socket.resetAndDestroy();
  second.socket.resetAndDestroy();
  await until(() => server.transport.connectionCount === 0);
  const next = [await begins(server), await begins(server)];
  assert.deepEqual(paused(server).slice(3), [false, false]);
  for (const raw of next) raw.socket.write(otherHalf);
  await until(() => server.lengths.length === 2);
});

test("a large frame that comes while the connection is being closed takes a place too, and gives it back", async () => {
  await using server = await serve({ bounds: { largeFramesAtOnce: 1 } });
  const raw = await RawClient.connect(server.port);
  server.links[0]?.close("internal");
  assert.equal(await raw.ended(), 4004);
  raw.socket.write(half);
  await until(() => (server.sockets[0]?.bytesRead ?? 0) > 40_000);
  await begins(server);
  assert.ok(server.sockets[1]?.isPaused());
  server.clock.advance(2_000);
  await until(() => server.sockets[1]?.isPaused() === false);
});

test("pings and pongs are no part of a frame: who only answers pings, for days, needs no place", async () => {
  await using server = await serve();
  for (let place = 0; place < 2; place++) await begins(server);
  const listener = await RawClient.connect(server.port);
  const [pong, ping] = [clientFrame("", 0x8a), clientFrame("x".repeat(125), 0x89)];
  for (let round = 0; round < 100; round++) {
    listener.socket.write(Buffer.concat([pong, ping]));
    await until(() => listener.opcodes().length === round + 1);
  }
  listener.socket.write(clientFrame("small"));
  await until(() => server.lengths.length === 1);
  assert.deepEqual(paused(server), [false, false, false]);
});

test("small frames, however many come in one read and wherever it ends, need no place and wait for none", async () => {
  await using server = await serve();
  for (let place = 0; place < 2; place++) await begins(server);
  const busy = await RawClient.connect(server.port);
  const small = clientFrame("x".repeat(900));
  const many = Buffer.concat(Array(40).fill(small));
  for (let round = 0; round < 5; round++) {
    busy.socket.write(many.subarray(0, many.length - 300));
    await until(() => server.lengths.length === 40 * round + 39);
    busy.socket.write(many.subarray(many.length - 300));
    await until(() => server.lengths.length === 40 * (round + 1));
  }
  assert.deepEqual(paused(server), [false, false, false]);
});
