import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { constants, deflateRawSync } from "node:zlib";
import type { Link, Reply } from "../dialects/contract.ts";
import { textFrame } from "./frames.ts";
import { clientFrame, compressedFrame, deflatedAlone, deflateOffer, RawClient } from "./testing/clients.ts";
import { type ServeOptions, TestServer, until } from "./testing/serve.ts";

const headers = deflateOffer;

interface Serving extends ServeOptions {
  readonly isStranger?: boolean;
}

/** Knows whoever connects, unless they are strangers; notes what is received. */
async function serve(options: Serving = {}) {
  const texts: string[] = [];
  const server = await TestServer.start({
    compression: true,
    opened: (link: Link) => (options.isStranger === true ? undefined : link.trust()),
    receive: (text) => void texts.push(text),
    ...options,
  });
  return Object.assign(server, { texts });
}

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await nextTurn();
};

test("maxFrameBytes bounds what comes of a frame, not what arrives: that many are taken, one more closes with 1009", async () => {
  await using server = await serve({ maxFrameBytes: 50_000 });
  const raw = await RawClient.connect(server.port, { headers });
  raw.socket.write(compressedFrame("x".repeat(50_000)));
  await until(() => server.texts.length === 1);
  assert.equal(server.texts[0]?.length, 50_000);
  raw.socket.write(compressedFrame("x".repeat(50_001)));
  raw.socket.write(compressedFrame("after"));
  assert.equal(await raw.ended(), 1009);
  await until(() => server.transport.connectionCount === 0);
  assert.deepEqual(server.telemetry.closeCodes, [1009]);
  assert.equal(server.texts.length, 1);
});

test("a bomb in fragments is no more than their sum, inflated when the last has come", async () => {
  await using server = await serve({ maxFrameBytes: 50_000 });
  const raw = await RawClient.connect(server.port, { headers });
  const bomb = deflatedAlone(Buffer.alloc(10_000_000));
  raw.socket.write(clientFrame(bomb.subarray(0, 5_000), 0x41));
  raw.socket.write(clientFrame("", 0x89));
  await until(() => raw.opcodes().includes(10));
  assert.equal(server.closedLinks.length, 0);
  raw.socket.write(clientFrame(bomb.subarray(5_000), 0x80));
  assert.equal(await raw.ended(), 1009);
});

const broken: [what: string, bytes: Buffer, code: number][] = [
  ["bytes that do not inflate", clientFrame(Buffer.from([0xff, 0xff, 0xff, 0xff]), 0xc1), 1007],
  ["a text that is not UTF-8 when inflated", compressedFrame(Buffer.from([0xff, 0xfe])), 1007],
  ["a compressed binary frame", clientFrame(deflatedAlone("x"), 0xc2), 1003],
  ["a compressed ping", clientFrame("x", 0xc9), 1002],
  ["a continuation with RSV1", Buffer.concat([clientFrame(deflatedAlone("x"), 0x41), clientFrame("", 0xc0)]), 1002],
];

for (const [what, bytes, code] of broken) {
  test(`${what}: closed with ${code}, nothing after it is handled`, async () => {
    await using server = await serve();
    const raw = await RawClient.connect(server.port, { headers });
    raw.socket.write(Buffer.concat([bytes, compressedFrame("after")]));
    assert.equal(await raw.ended(), code);
    raw.socket.end();
    await until(() => server.transport.connectionCount === 0);
    await nextTurn();
    assert.deepEqual([server.telemetry.closeCodes, server.texts, server.closedLinks.length], [[code], [], 1]);
  });
}

test("who is refused and sends on is not listened to: what comes is thrown away, and the end is seen when it comes", async () => {
  await using server = await serve();
  const raw = await RawClient.connect(server.port, { headers, allowHalfOpen: true });
  raw.socket.write(clientFrame(Buffer.from([0xff, 0xff, 0xff, 0xff]), 0xc1));
  assert.equal(await raw.ended(), 1007);
  for (let count = 0; count < 10; count++) raw.socket.write(clientFrame("x".repeat(60_000)));
  raw.socket.end();
  // Before the real time in which ws itself would cut it.
  await until(() => server.transport.connectionCount === 0, 3_000);
  assert.deepEqual(server.texts, []);
});

test("blocks that are final, stored, empty or remembered from no message before are inflated as RFC 7692 (7.2.3) has them", async () => {
  await using server = await serve();
  const raw = await RawClient.connect(server.port, { headers });
  const finished = Buffer.concat([deflateRawSync("Hello"), Buffer.from([0])]);
  const stored = deflateRawSync("Hello", { level: 0, finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
  for (const payload of [deflatedAlone("Hello"), finished, stored, Buffer.from([0])])
    raw.socket.write(clientFrame(payload, 0xc1));
  await until(() => server.texts.length === 4);
  assert.deepEqual(server.texts, ["Hello", "Hello", "Hello", ""]);
  // "Hello" as a copy of the message before (7.2.3.2) was agreed not to come.
  raw.socket.write(clientFrame(Buffer.from([0xf2, 0x00, 0x11, 0x00, 0x00]), 0xc1));
  assert.equal(await raw.ended(), 1007);
});

test("untrustedBytes: what a stranger's bytes come to when inflated is bounded by it, too; one more closes with 1009", async () => {
  await using server = await serve({ isStranger: true, bounds: { untrustedBytes: 2_000 } });
  const raw = await RawClient.connect(server.port, { headers });
  raw.socket.write(compressedFrame("x".repeat(1_500)));
  raw.socket.write(compressedFrame("y".repeat(500)));
  await until(() => server.texts.length === 2);
  raw.socket.write(compressedFrame(""));
  await until(() => server.texts.length === 3);
  raw.socket.write(compressedFrame("z"));
  assert.equal(await raw.ended(), 1009);
  assert.equal(server.texts.length, 3);
});

test("compressed and plain frames that come in one read are handled in their order", async () => {
  await using server = await serve();
  const raw = await RawClient.connect(server.port, { headers });
  const texts = Array.from({ length: 500 }, (_, index) => `${index} `.repeat(index % 7 === 0 ? 400 : 3));
  const frames = texts.map((text, index) => (index % 3 === 0 ? clientFrame(text) : compressedFrame(text)));
  raw.socket.write(Buffer.concat(frames));
  await until(() => server.texts.length === 500);
  assert.deepEqual(server.texts, texts);
});

test("the event loop goes round between the texts of one connection as often as if they had come plain", async () => {
  await using server = await serve({ limitsOn: false, maxFrameBytes: 64 * 1024 });
  const raw = await RawClient.connect(server.port, { headers });
  const bombs = Buffer.concat(Array(500).fill(compressedFrame("x".repeat(64 * 1024))));
  raw.socket.write(bombs);
  let most = 0;
  for (let before = 0; server.texts.length < 500; before = server.texts.length) {
    await nextTurn();
    most = Math.max(most, server.texts.length - before);
  }
  assert.ok(most <= 2, `${most} in one turn`);
});

test("bytesInFlight: what waits to be handled is bounded by it although a read brought a thousand times as much", async () => {
  const commands: (() => void)[] = [];
  const receive = (): Promise<void> => new Promise((resolve) => commands.push(resolve));
  await using server = await serve({ limitsOn: false, maxFrameBytes: 64 * 1024, receive, bounds: { bytesInFlight: 256 * 1024 } });
  const raw = await RawClient.connect(server.port, { headers });
  const bomb = compressedFrame("x".repeat(64 * 1024));
  const broken = clientFrame(Buffer.from([0xff, 0xff, 0xff, 0xff]), 0xc1);
  raw.socket.write(Buffer.concat([...Array(5).fill(bomb), broken]));
  await until(() => commands.length === 4);
  await turns(50);
  assert.equal(raw.closeCode(), null, "nothing past the bound was inflated");
  assert.equal(commands.length, 4);
  for (let done = 0; done < 5; done++) {
    await until(() => commands.length > done);
    commands[done]?.();
  }
  assert.equal(await raw.ended(), 1007);
});

test("framesPerMinute holds for compressed frames: a flood waits, nothing is dropped", async () => {
  await using server = await serve({ bounds: { framesPerMinute: 100 } });
  const raw = await RawClient.connect(server.port, { headers });
  const texts = Array.from({ length: 150 }, (_, index) => `${index}`);
  raw.socket.write(Buffer.concat(texts.map(compressedFrame)));
  await until(() => server.texts.length === 100);
  await turns(20);
  assert.equal(server.texts.length, 100);
  for (let second = 0; second < 40; second++) {
    server.clock.advance(1_000);
    await turns(3);
  }
  assert.deepEqual(server.texts, texts);
});

test("who goes while a frame waits to be inflated is gone at once, and nothing of it is handled", async () => {
  await using server = await serve({ bounds: { framesPerMinute: 1 } });
  const raw = await RawClient.connect(server.port, { headers });
  raw.socket.write(Buffer.concat(["1", "2", "3"].map(compressedFrame)));
  await until(() => server.texts.length === 1);
  await turns(5);
  raw.socket.resetAndDestroy();
  // A reset is noticed when something is written.
  server.links[0]?.send(textFrame("x"));
  await until(() => server.transport.connectionCount === 0);
  assert.deepEqual([server.texts, server.closedLinks.length, server.clock.pending], [["1"], 1, 1]);
});

test("a close while a frame waits to be inflated goes through: the frames before the answer are not even inflated", async () => {
  await using server = await serve({ bounds: { framesPerMinute: 1 } });
  const raw = await RawClient.connect(server.port, { headers });
  const broken = clientFrame(Buffer.from([0xff, 0xff]), 0xc1);
  raw.socket.write(Buffer.concat([compressedFrame("1"), compressedFrame("2"), broken]));
  await until(() => server.texts.length === 1);
  await turns(5);
  server.links[0]?.close("sessionEnded");
  assert.equal(await raw.ended(), 4501);
  await turns(20);
  assert.equal(raw.socket.readableEnded, false, "the server waits for the answer, as it does not when it refused what came");
  raw.socket.write(clientFrame(Buffer.from([0x11, 0x95]), 0x88));
  // Before the real time in which ws itself would cut it.
  await until(() => server.transport.connectionCount === 0, 3_000);
  assert.deepEqual([server.telemetry.closeCodes, server.texts], [[4501], ["1"]]);
});

test("a stop waits for commands of compressed frames, and takes no more", async () => {
  const command = Promise.withResolvers<void>();
  const receive = (text: string, reply: Reply): Promise<void> => command.promise.then(() => reply(textFrame(text)));
  await using server = await serve({ receive });
  const raw = await RawClient.connect(server.port, { headers });
  raw.socket.write(compressedFrame("under way"));
  await turns(20);
  const drained = server.transport.drain();
  raw.socket.write(compressedFrame("too late"));
  await turns(20);
  command.resolve();
  assert.equal(await raw.ended(), 4000);
  assert.deepEqual(
    raw.texts().map(({ text }) => text),
    ["under way"],
  );
  raw.socket.destroy();
  await drained;
});

test("a large text needs a place before it is inflated, however few bytes arrive; others wait for theirs", async () => {
  const handled: (() => void)[] = [];
  const receive = (): Promise<void> => new Promise((resolve) => handled.push(resolve));
  const bounds = { frameBytes: 1_000, largeFramesAtOnce: 2 };
  await using server = await serve({ maxFrameBytes: 5_000_000, limitsOn: false, bounds, receive });
  const raws = await Promise.all([1, 2, 3].map(() => RawClient.connect(server.port, { headers })));
  const large = compressedFrame("x".repeat(5_000_000));
  assert.ok(large.length < 10_000);
  for (const raw of raws) raw.socket.write(large);
  await until(() => handled.length === 2);
  await turns(50);
  assert.equal(handled.length, 2);
  handled[0]?.();
  await until(() => handled.length === 3);
});

test("small texts, however many come in one read and however they wait, need no place", async () => {
  const bounds = { frameBytes: 1_000, largeFramesAtOnce: 1, framesPerMinute: 100 };
  await using server = await serve({ maxFrameBytes: 100_000, bounds });
  const holder = await RawClient.connect(server.port, { headers });
  holder.socket.write(clientFrame("x".repeat(100_000)).subarray(0, 50_000));
  await until(() => (server.sockets[0]?.bytesRead ?? 0) > 40_000);
  const busy = await RawClient.connect(server.port, { headers });
  const small = compressedFrame(Buffer.from(Array.from({ length: 400 }, (_, index) => 32 + ((index * 7_919) % 95))));
  busy.socket.write(Buffer.concat(Array(150).fill(small)));
  await until(() => server.texts.length === 100);
  for (let second = 0; second < 40; second++) {
    server.clock.advance(1_000);
    await turns(3);
  }
  assert.equal(server.texts.length, 150);
  assert.equal(server.sockets[1]?.isPaused(), false);
});

test("the fragments of a compressed message count as they arrive: past frameBytes it waits for a place, the rest of it unread", async () => {
  const bounds = { frameBytes: 1_000, largeFramesAtOnce: 1 };
  await using server = await serve({ maxFrameBytes: 100_000, limitsOn: false, bounds });
  const holder = await RawClient.connect(server.port, { headers });
  holder.socket.write(clientFrame("x".repeat(100_000)).subarray(0, 50_000));
  await until(() => (server.sockets[0]?.bytesRead ?? 0) > 40_000);
  const raw = await RawClient.connect(server.port, { headers });
  const deflated = deflatedAlone(randomBytes(3_000).toString("hex"));
  raw.socket.write(clientFrame(deflated.subarray(0, 2_000), 0x41));
  await until(() => server.sockets[1]?.isPaused() === true);
  raw.socket.write(clientFrame(deflated.subarray(2_000), 0x80));
  holder.socket.resetAndDestroy();
  await until(() => server.texts.length === 1);
  assert.equal(server.texts[0]?.length, 6_000);
});

test("maxFrameBytes bounds a large text, too; who is closed for it, or goes meanwhile, leaves no place taken", async () => {
  const bounds = { frameBytes: 1_000, largeFramesAtOnce: 1 };
  await using server = await serve({ maxFrameBytes: 1_000_000, limitsOn: false, bounds });
  const raw = await RawClient.connect(server.port, { headers });
  raw.socket.write(compressedFrame("x".repeat(1_000_001)));
  assert.equal(await raw.ended(), 1009);
  for (let round = 0; round < 5; round++) {
    const going = await RawClient.connect(server.port, { headers });
    going.socket.write(compressedFrame("x".repeat(1_000_000)));
    going.socket.end();
  }
  await until(() => server.transport.connectionCount === 0);
  const before = server.texts.length;
  const next = await RawClient.connect(server.port, { headers });
  next.socket.write(compressedFrame("y".repeat(1_000_000)));
  await until(() => server.texts.length > before);
  assert.equal(server.texts.at(-1)?.length, 1_000_000);
});

test("a connection that was sent compressed frames and is idle holds no inflater of ws", async () => {
  await using server = await serve();
  const raw = await RawClient.connect(server.port, { headers });
  raw.socket.write(compressedFrame("x"));
  await until(() => server.texts.length === 1);
  const streams = process.getActiveResourcesInfo().filter((name) => name === "ZLIB");
  assert.deepEqual(streams, []);
});
