import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Link } from "../dialects/contract.ts";
import type { Bounds } from "../ports/bounds.ts";
import { textFrame } from "./frames.ts";
import { Client, clientFrame, RawClient } from "./testing/clients.ts";
import { TestServer, until } from "./testing/serve.ts";

/** Notes every buffer written to a socket from now on. */
function watchWrites(socket: Socket): unknown[] {
  const written: unknown[] = [];
  const write = socket.write.bind(socket);
  socket.write = (chunk: Uint8Array | string) => {
    written.push(chunk);
    return write(chunk);
  };
  return written;
}

const bigFrame = textFrame("b".repeat(60_000));

interface Slow extends AsyncDisposable {
  readonly server: TestServer;
  readonly raw: RawClient;
  readonly link: Link;
  readonly socket: Socket;
  /** Frames sent so far, each of the size of `bigFrame`. */
  readonly sent: number;
}

/** A connection whose client does not read, sent to until the first frame has to wait in the outbox. */
async function slowConnection(bounds: Partial<Bounds> = {}): Promise<Slow> {
  const server = await TestServer.start({ bounds });
  const raw = await RawClient.connect(server.port, { paused: true });
  const [link] = server.links;
  const [socket] = server.sockets;
  assert.ok(link !== undefined && socket !== undefined);
  let sent = 0;
  while (server.telemetry.heldBytes === 0 && sent < 2_000) {
    link.send(bigFrame);
    sent += 1;
    // Several turns: what the kernel takes a moment later must not be taken for a full socket.
    for (let turns = 0; turns < 10; turns++) await nextTurn();
  }
  assert.equal(server.telemetry.heldBytes, bigFrame.bytes.length);
  return { server, raw, link, socket, sent, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** The connection was told to go: it hears `slow`, and is cut if it does not answer. */
async function assertClosedAsSlow({ server, raw, socket }: Slow): Promise<void> {
  await until(() => server.closedLinks.length === 1);
  assert.equal(server.telemetry.heldBytes, 0, "the queue is freed at once");
  server.clock.advance(2_000);
  assert.ok(socket.destroyed);
  await until(() => server.telemetry.closeCodes.length === 1);
  assert.deepEqual(server.telemetry.closeCodes, [4001]);
  raw.socket.resume();
  await until(() => raw.isClosed);
}

test("frames of one turn are written at once, and everyone who got the same ones is written the very same buffer", async () => {
  await using server = await TestServer.start();
  const clients = await Promise.all(Array.from({ length: 20 }, () => Client.connect(server.url)));
  const written = server.sockets.map(watchWrites);
  const texts = Array.from({ length: 64 }, (_, index) => `message ${index}`);
  for (const frame of texts.map(textFrame)) for (const link of server.links) link.send(frame);
  for (const client of clients) assert.deepEqual(await client.received(64), texts);
  for (const buffers of written) {
    assert.equal(buffers.length, 1);
    assert.equal(buffers[0], written[0]?.[0]);
  }
  assert.equal(server.telemetry.delivered, 20 * 64);
});

test("a single frame is written as it is, without a copy", async () => {
  await using server = await TestServer.start();
  const client = await Client.connect(server.url);
  const written = server.sockets.map(watchWrites);
  const frame = textFrame("one");
  server.links[0]?.send(frame);
  await client.received(1);
  assert.equal(written[0]?.[0], frame.bytes);
});

test("what is answered to frames that became readable together leaves together", async () => {
  await using server = await TestServer.start({ receive: (text, reply) => void reply(textFrame(text)) });
  const client = await Client.connect(server.url);
  const written = server.sockets.map(watchWrites);
  client.ws.pause();
  for (const text of ["1", "2", "3"]) client.send(text);
  client.ws.resume();
  assert.deepEqual(await client.received(3), ["1", "2", "3"]);
  assert.ok((written[0]?.length ?? 0) <= 2);
});

test("replay, live frames and large frames arrive in the order of the calls", async () => {
  const large = "L".repeat(300_000);
  const expected: string[] = [];
  await using server = await TestServer.start({
    opened: (link) => {
      const send = (text: string): void => {
        expected.push(text);
        link.send(textFrame(text));
      };
      const replay = (...texts: string[]): void => {
        expected.push(...texts);
        link.replay(texts.map(textFrame));
      };
      send("first");
      replay(...Array.from({ length: 2_000 }, (_, index) => `old ${index}`), large, "last old");
      send("live 1");
      replay();
      replay("again");
      send(large);
      send("live 2");
    },
  });
  const client = await Client.connect(server.url);
  assert.deepEqual(await client.received(expected.length), expected);
  assert.equal(server.telemetry.delivered, expected.length);
  assert.equal(server.telemetry.heldBytes, 0);
});

for (const [what, said, code] of [
  ["a client's", clientFrame(Buffer.from([0x03, 0xe8]), 0x88), 1000],
  ["a protocol error's", clientFrame("a frame of no kind", 0x83), 1002],
] as const) {
  test(`nothing follows ${what} close frame, neither what waited nor what is sent then`, async () => {
    await using slow = await slowConnection();
    const { server, raw, link, socket } = slow;
    const read = socket.bytesRead + said.length;
    raw.socket.write(said);
    await until(() => socket.bytesRead === read);
    link.send(bigFrame);
    await nextTurn();
    assert.equal(server.telemetry.heldBytes, 0, "the queue is freed at once");
    raw.socket.resume();
    assert.equal(await raw.ended(), code);
    assert.deepEqual(raw.opcodes(), [...Array(slow.sent - 1).fill(1), 8]);
  });
}

test("a close comes after the frames of its own turn, also when the socket drains in between", async () => {
  await using slow = await slowConnection();
  const { raw, link, socket } = slow;
  // Called by the very event that empties the queue, just before the outbox hears of it.
  socket.prependOnceListener("drain", () => {
    link.send(textFrame("the last word"));
    link.close("stopping");
  });
  raw.socket.resume();
  assert.equal(await raw.ended(), 4000);
  assert.equal(raw.opcodes().filter((opcode) => opcode === 1).length, slow.sent + 1);
});

test("pings and frames meet at frame boundaries only, also when the socket is full", async () => {
  await using slow = await slowConnection();
  const { raw, link } = slow;
  for (let index = 0; index < 200; index++) {
    if (index % 4 === 0) raw.socket.write(Buffer.from([0x89, 0x80, 0, 0, 0, 0]));
    link.send(textFrame(`${index} ${"x".repeat(index * 7)}`));
    if (index % 10 === 0) await nextTurn();
    if (index === 100) raw.socket.resume();
  }
  link.close("stopping");
  assert.equal(await raw.ended(), 4000);
  assert.ok(raw.opcodes().filter((opcode) => opcode === 10).length > 20);
  assert.equal(raw.opcodes().filter((opcode) => opcode === 1).length, slow.sent + 200);
});

test("outboxBytes: unsent bytes up to the bound wait, one byte more closes as slow", async () => {
  const outboxBytes = 3_000_000;
  await using slow = await slowConnection({ outboxBytes, outboxFrames: 1_000_000 });
  const { server, link, socket } = slow;
  const unsent = socket.writableLength + server.telemetry.heldBytes;
  const frame = textFrame("x".repeat(outboxBytes - unsent - 10));
  assert.equal(unsent + frame.bytes.length, outboxBytes);
  link.send(frame);
  await nextTurn();
  await nextTurn();
  assert.equal(server.closedLinks.length, 0);
  link.send({ bytes: Buffer.from([0x81]) });
  await assertClosedAsSlow(slow);
});

test("outboxFrames: as many frames as the bound may wait, one more closes as slow", async () => {
  await using slow = await slowConnection({ outboxFrames: 100 });
  const { server, link } = slow;
  const frame = textFrame("x");
  for (let waiting = 1; waiting < 100; waiting++) link.send(frame);
  await nextTurn();
  await nextTurn();
  assert.equal(server.closedLinks.length, 0);
  link.send(frame);
  await assertClosedAsSlow(slow);
});

test("a slow reader that reads again in time gets everything and stays", async () => {
  await using slow = await slowConnection();
  slow.raw.socket.resume();
  const all = slow.sent * bigFrame.bytes.length;
  await until(() => slow.raw.received.length === all);
  assert.equal(slow.server.telemetry.heldBytes, 0);
  assert.equal(slow.server.transport.connectionCount, 1);
  assert.equal(slow.socket.listenerCount("drain"), 0);
});

test("a slow reader that reads again after it was given up on finds the close code", async () => {
  await using slow = await slowConnection({ outboxFrames: 1 });
  slow.link.send(bigFrame);
  await until(() => slow.server.closedLinks.length === 1);
  slow.raw.socket.resume();
  assert.equal(await slow.raw.ended(), 4001);
});

test("a slow reader hurts nobody else (I4)", async () => {
  await using slow = await slowConnection({ outboxBytes: 1_000_000 });
  const { server } = slow;
  const good = await Client.connect(server.url);
  const count = 200;
  for (let sent = 0; sent < count; sent++) {
    const frame = textFrame(`${sent}`.padEnd(20_000));
    for (const link of server.links) link.send(frame);
    await good.received(sent + 1);
    assert.ok(server.telemetry.heldBytes <= 1_000_000);
  }
  assert.equal(good.texts.length, count);
  await assertClosedAsSlow(slow);
});

test("a replay larger than the bound is outside of it; live frames behind it wait for it and count", async () => {
  const old = Array.from({ length: 400 }, (_, index) => textFrame(`${index}`.padEnd(20_000)));
  const opened = (link: Link): void => link.replay(old);
  await using server = await TestServer.start({ bounds: { outboxBytes: 1_000, outboxFrames: 5 }, opened });
  const patient = await RawClient.connect(server.port, { paused: true });
  const greedy = await RawClient.connect(server.port, { paused: true });
  await nextTurn();
  assert.equal(server.closedLinks.length, 0);
  for (let count = 0; count < 5; count++) for (const link of server.links) link.send(textFrame("live"));
  await nextTurn();
  await nextTurn();
  assert.equal(server.closedLinks.length, 0);
  server.links[1]?.send(textFrame("one too many"));
  await until(() => server.closedLinks.length === 1);
  assert.equal(server.closedLinks[0], server.links[1]);
  patient.socket.resume();
  const all = Buffer.concat([...old, ...Array(5).fill(textFrame("live"))].map((frame) => frame.bytes));
  await until(() => patient.received.length >= all.length);
  assert.ok(patient.received.equals(all));
  greedy.socket.resume();
  assert.equal(await greedy.ended(), 4001);
});

test("outboxStallMs: a socket that takes nothing for so long is closed as slow, not a moment earlier", async () => {
  await using slow = await slowConnection({ outboxStallMs: 10_000, pingIntervalMs: 1_000, pongTimeoutMs: 1_000 });
  const { server } = slow;
  server.clock.advance(10_000);
  assert.equal(server.transport.connectionCount, 1);
  await nextTurn();
  assert.equal(server.closedLinks.length, 0);
  server.clock.advance(250);
  await assertClosedAsSlow(slow);
});

test("a slow reader that takes a little now and then is not stalled", async () => {
  await using slow = await slowConnection({ outboxStallMs: 10_000 });
  const { server, raw, link } = slow;
  for (let round = 0; round < 6; round++) {
    raw.socket.resume();
    await until(() => server.telemetry.heldBytes === 0);
    raw.socket.pause();
    while (server.telemetry.heldBytes < 500_000) {
      link.send(bigFrame);
      await nextTurn();
      await nextTurn();
    }
    server.clock.advance(6_000);
    await nextTurn();
    assert.equal(server.closedLinks.length, 0);
  }
});

test("I8: replayMs: a replay not taken in that time is closed as slow, however steadily a little of it is taken", async () => {
  await using slow = await slowConnection({ replayMs: 60_000, outboxStallMs: 1_000_000, outboxBytes: 1_000_000_000 });
  const { server, raw, link } = slow;
  link.replay(Array.from({ length: 500 }, () => bigFrame));
  server.clock.advance(59_000);
  raw.socket.resume();
  const got = raw.received.length;
  await until(() => raw.received.length > got);
  raw.socket.pause();
  assert.equal(server.closedLinks.length, 0);
  server.clock.advance(5_000);
  await assertClosedAsSlow(slow);
});

test("a replay that was taken in time leaves no deadline behind", async () => {
  await using slow = await slowConnection({ replayMs: 60_000, outboxStallMs: 1_000_000 });
  const { server, raw, link, sent } = slow;
  link.replay(Array.from({ length: 100 }, () => bigFrame));
  server.clock.advance(10_000);
  raw.socket.resume();
  await until(() => raw.received.length === (sent + 100) * bigFrame.bytes.length);
  raw.socket.pause();
  server.clock.advance(50_000);
  link.replay([bigFrame]);
  server.clock.advance(20_000);
  assert.equal(server.closedLinks.length, 0);
});

test("what is sent after a close was asked for is ignored, what was sent before arrives first", async () => {
  await using server = await TestServer.start();
  const client = await Client.connect(server.url);
  const [link] = server.links;
  link?.send(textFrame("before"));
  link?.close("sessionEnded");
  link?.send(textFrame("after"));
  link?.replay([textFrame("after")]);
  link?.close("stopping");
  assert.deepEqual(await client.closed(), { code: 4501, reason: "session ended" });
  assert.deepEqual(client.texts, ["before"]);
  link?.send(textFrame("long after"));
  link?.close("stopping");
  link?.deadline(5);
  link?.trust();
});

test("a close waits for what the outbox holds, and is cut when that does not go out within closeGraceMs", async () => {
  await using slow = await slowConnection();
  const { server, raw, link, socket, sent } = slow;
  link.close("stopping");
  await nextTurn();
  await nextTurn();
  assert.equal(server.telemetry.heldBytes, bigFrame.bytes.length);
  server.clock.advance(1_999);
  assert.ok(!socket.destroyed);
  raw.socket.resume();
  assert.equal(await raw.ended(), 4000);
  assert.ok(raw.received.length > sent * bigFrame.bytes.length);
  server.clock.advance(1);
  assert.ok(socket.destroyed);
});
