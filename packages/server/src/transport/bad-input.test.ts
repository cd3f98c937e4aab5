import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Reply } from "../dialects/contract.ts";
import { textFrame } from "./frames.ts";
import { Client, clientFrame, RawClient } from "./testing/clients.ts";
import { TestServer, until } from "./testing/serve.ts";

const echo = {
  receive(text: string, reply: Reply): undefined {
    reply(textFrame(text));
  },
};

/** Every way in which a client can break the protocol, and the code it hears. */
const violations: [what: string, bytes: Buffer, code: number][] = [
  ["a binary frame", clientFrame("x", 0x82), 1003],
  ["a text frame that is not UTF-8", clientFrame(Buffer.from([0xff, 0xfe])), 1007],
  ["a text frame with half a surrogate pair", clientFrame(Buffer.from([0xed, 0xa0, 0x80])), 1007],
  ["an unmasked frame", Buffer.from([0x81, 0x01, 0x78]), 1002],
  ["a reserved bit", clientFrame("x", 0xc1), 1002],
  ["an unknown opcode", clientFrame("x", 0x83), 1002],
  ["a continuation of nothing", clientFrame("x", 0x80), 1002],
  ["a fragmented ping", clientFrame("x", 0x09), 1002],
  ["a ping that is too long", clientFrame("x".repeat(126), 0x89), 1002],
  ["a close frame with a forbidden code", clientFrame(Buffer.from([0x03, 0xed]), 0x88), 1002],
];

for (const [what, bytes, code] of violations) {
  test(`${what} is closed with ${code}; the conversation ends once, the log does not mind`, async () => {
    await using server = await TestServer.start(echo);
    const raw = await RawClient.connect(server.port);
    raw.socket.write(bytes);
    raw.socket.write(clientFrame("after"));
    assert.equal(await raw.ended(), code);
    raw.socket.end(clientFrame(Buffer.from([0x03, 0xe8]), 0x88));
    await until(() => server.transport.connectionCount === 0);
    await nextTurn();
    assert.equal(server.closedLinks.length, 1);
    assert.deepEqual(server.telemetry.closeCodes, [code]);
    assert.ok(server.log.lines.every((line) => line.level === "debug"));
    assert.ok(!raw.opcodes().includes(1), "frames after the violation are not answered");
  });
}

test("maxFrameBytes: a frame of that size is taken, in fragments too, one byte more closes with 1009", async () => {
  await using server = await TestServer.start({ ...echo, maxFrameBytes: 1_000 });
  const good = await Client.connect(server.url);
  good.send("x".repeat(1_000));
  good.ws.send("x".repeat(600), { fin: false });
  good.ws.send("x".repeat(400), { fin: true });
  assert.equal((await good.received(2)).at(-1)?.length, 1_000);
  good.send("x".repeat(1_001));
  assert.equal((await good.closed()).code, 1009);
  const bad = await Client.connect(server.url);
  bad.ws.send("x".repeat(600), { fin: false });
  bad.ws.send("x".repeat(401), { fin: true });
  assert.equal((await bad.closed()).code, 1009);
});

test("frameFragments: a message of that many fragments is taken, one more closes with 1008", async () => {
  await using server = await TestServer.start({ ...echo, bounds: { frameFragments: 10 } });
  const fragments = (count: number): Buffer =>
    Buffer.concat(
      Array.from({ length: count }, (_, index) => clientFrame("x", (index === 0 ? 1 : 0) | (index === count - 1 ? 0x80 : 0))),
    );
  const raw = await RawClient.connect(server.port);
  raw.socket.write(fragments(10));
  await until(() => raw.opcodes().length === 1);
  raw.socket.write(fragments(11));
  assert.equal(await raw.ended(), 1008);
});

test("10,000 tiny fragments, empty ones too, are closed with 1008 and nobody else notices", async () => {
  await using server = await TestServer.start(echo);
  const other = await Client.connect(server.url);
  for (const payload of ["x", ""]) {
    const raw = await RawClient.connect(server.port);
    raw.socket.write(clientFrame(payload, 0x01));
    for (let count = 0; count < 10_000; count++) raw.socket.write(clientFrame(payload, 0x00));
    assert.equal(await raw.ended(), 1008);
    other.send("still here");
  }
  assert.equal((await other.received(2)).length, 2);
});

test("a frame of maximum size that comes byte by byte is taken", async () => {
  await using server = await TestServer.start({ ...echo, maxFrameBytes: 500 });
  const raw = await RawClient.connect(server.port);
  raw.socket.setNoDelay(true);
  const [socket] = server.sockets;
  for (const byte of clientFrame("y".repeat(500))) {
    const read = socket?.bytesRead ?? 0;
    raw.socket.write(Buffer.from([byte]));
    await until(() => (socket?.bytesRead ?? 0) > read);
  }
  await until(() => raw.opcodes().length === 1);
});

test("untrustedBytes: a stranger may send that many bytes, one more closes with 1009", async () => {
  const bounds = { untrustedBytes: 2_000 };
  await using server = await TestServer.start({ ...echo, bounds });
  const frame = clientFrame("x".repeat(1_000 - 8));
  assert.equal(frame.length, 1_000);
  const raw = await RawClient.connect(server.port);
  raw.socket.write(frame);
  raw.socket.write(frame);
  await until(() => raw.opcodes().length === 2);
  raw.socket.write(Buffer.from([0x81]));
  assert.equal(await raw.ended(), 1009);
  await until(() => server.telemetry.closeCodes.length === 1);
  assert.deepEqual(server.telemetry.closeCodes, [1009]);
});

test("a stranger refused for size who answers the close is gone at once; one who sends on is cut after closeGraceMs", async () => {
  await using server = await TestServer.start({ maxFrameBytes: 28 * 1024 * 1024 });
  // As RFC 6455 (7.1.1) has it: answers the close and leaves it to the server to end the connection.
  const polite = await RawClient.connect(server.port);
  polite.socket.write(clientFrame("x".repeat(64 * 1024 + 1)));
  assert.equal(await polite.ended(), 1009);
  polite.socket.write(clientFrame(Buffer.from([0x03, 0xf1]), 0x88));
  // Before the real time in which ws itself would cut it.
  await until(() => server.transport.connectionCount === 0, 3_000);
  const rude = await RawClient.connect(server.port, { allowHalfOpen: true });
  rude.socket.write(clientFrame("x".repeat(64 * 1024 + 1)));
  assert.equal(await rude.ended(), 1009);
  server.clock.advance(1_999);
  for (let turn = 0; turn < 10; turn++) await nextTurn();
  assert.equal(server.transport.connectionCount, 1);
  server.clock.advance(1);
  await until(() => server.transport.connectionCount === 0);
});

test("a 28 MiB frame from a stranger is refused before it was read; from someone who is known it is taken", async () => {
  const size = 28 * 1024 * 1024;
  const lengths: number[] = [];
  await using server = await TestServer.start({
    maxFrameBytes: size,
    receive: (text, _reply, link) => {
      lengths.push(text.length);
      link.trust();
      return undefined;
    },
  });
  const stranger = await RawClient.connect(server.port);
  const huge = clientFrame("x".repeat(size));
  stranger.socket.write(huge.subarray(0, 1_000_000));
  assert.equal(await stranger.ended(), 1009);
  const known = await Client.connect(server.url);
  known.send("hello");
  known.send("x".repeat(size));
  await until(() => lengths.length === 2);
  assert.deepEqual(lengths, [5, size]);
});

/** Bytes of all buffers that are still in use. */
function bufferBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().arrayBuffers;
}

test("a stranger refused for size cannot make the server collect what comes after", async () => {
  await using server = await TestServer.start({ maxFrameBytes: 28 * 1024 * 1024 });
  const strangers = await Promise.all(Array.from({ length: 8 }, () => RawClient.connect(server.port, { allowHalfOpen: true })));
  const chunk = Buffer.alloc(1024 * 1024);
  const beginning = Buffer.from(clientFrame("x".repeat(20 * 1024 * 1024)).subarray(0, 100_000));
  for (const { socket } of strangers) socket.write(beginning);
  for (const stranger of strangers) assert.equal(await stranger.ended(), 1009);
  const before = bufferBytes();
  for (let round = 0; round < 8; round++) {
    for (const { socket } of strangers) await new Promise((resolve) => socket.write(chunk, resolve));
  }
  await until(() => server.sockets.every((socket) => socket.bytesRead > 7_000_000));
  // V8 frees buffers a little after it found that nobody uses them.
  await until(() => bufferBytes() - before < 4 * 1024 * 1024);
});

test("a flood is paused, not dropped: everything is handled in order, at the allowed rate, and others notice nothing", async () => {
  await using server = await TestServer.start({ ...echo, bounds: { framesPerMinute: 100 } });
  const flooder = await Client.connect(server.url);
  const other = await Client.connect(server.url);
  const texts = Array.from({ length: 400 }, (_, index) => `${index}`);
  for (const text of texts) flooder.send(text);
  await flooder.received(100);
  other.send("hello");
  await other.received(1);
  assert.equal(flooder.texts.length, 100);
  assert.ok(server.sockets[0]?.isPaused());
  for (let second = 0; second < 190; second++) {
    server.clock.advance(1_000);
    await nextTurn();
  }
  assert.deepEqual(await flooder.received(400), texts);
  assert.ok(!server.sockets[0]?.isPaused());
});

test("who pings faster than the answers can leave is cut", async () => {
  await using server = await TestServer.start({ limitsOn: false });
  const raw = await RawClient.connect(server.port, { paused: true });
  const pings = Buffer.concat(Array(2_000).fill(clientFrame("x".repeat(125), 0x89)));
  const write = (error?: Error | null): void => {
    if (!error) raw.socket.write(pings, write);
  };
  write();
  await until(() => server.transport.connectionCount === 0);
});

test("random bytes after the upgrade harm nobody", async () => {
  const seed = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  await using server = await TestServer.start(echo);
  const other = await Client.connect(server.url);
  for (let round = 0; round < 60; round++) {
    const raw = await RawClient.connect(server.port);
    const bytes = Buffer.from(Array.from({ length: 1 + random(400) }, () => random(256)));
    // Half of them begin like a real frame, so that they get further.
    if (random(2) === 0) bytes[0] = [0x81, 0x01, 0x89, 0x88][random(4)] ?? 0;
    if (random(2) === 0) bytes[1] = 0x80 | random(128);
    raw.socket.write(bytes);
    if (random(2) === 0) raw.socket.resetAndDestroy();
    else raw.socket.end();
  }
  await until(() => server.transport.connectionCount === 1);
  other.send("fine");
  assert.deepEqual(await other.received(1), ["fine"], `seed ${seed}`);
  assert.deepEqual(server.telemetry.errors, [], `FUZZ_SEED=${seed}`);
  assert.equal(server.closedLinks.length, 60);
});
