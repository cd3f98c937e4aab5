import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Link, Reply } from "../dialects/contract.ts";
import { textFrame } from "./frames.ts";
import { Client, deflateOffer, RawClient, refusal } from "./testing/clients.ts";
import { TestServer, until } from "./testing/serve.ts";

const asked = { perMessageDeflate: true };
const agreed = "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover";
const long = (text: string): string => `${text} `.repeat(200);

/** Waits for so many texts. */
async function textsOf(raw: RawClient, count: number) {
  await until(() => raw.texts().length >= count);
  return raw.texts();
}

test("compression is negotiated when it is on and asked for, and in no other case", async () => {
  for (const compression of [true, false]) {
    await using server = await TestServer.start({ compression });
    const asking = await RawClient.connect(server.port, { headers: deflateOffer });
    const silent = await RawClient.connect(server.port);
    assert.equal(asking.answer.includes("Sec-WebSocket-Extensions"), compression);
    if (compression) assert.ok(asking.answer.includes(`${agreed}\r\n`) || asking.answer.endsWith(agreed));
    assert.ok(!silent.answer.includes("Sec-WebSocket-Extensions"));
    for (const link of server.links) link.send(textFrame(long("hello")));
    assert.deepEqual(await textsOf(asking, 1), [{ isCompressed: compression, text: long("hello") }]);
    assert.deepEqual(await textsOf(silent, 1), [{ isCompressed: false, text: long("hello") }]);
  }
});

test("an offer that cannot be accepted leaves the connection uncompressed; a header that is none is answered 400", async () => {
  await using server = await TestServer.start({ compression: true });
  const headers = { "Sec-WebSocket-Extensions": "permessage-deflate; server_max_window_bits=8" };
  const plain = await RawClient.connect(server.port, { headers });
  assert.ok(!plain.answer.includes("Sec-WebSocket-Extensions"));
  server.links[0]?.send(textFrame(long("hello")));
  assert.equal((await textsOf(plain, 1))[0]?.isCompressed, false);
  const malformed = { perMessageDeflate: false, headers: { "Sec-WebSocket-Extensions": "permessage-deflate; ;" } };
  assert.equal((await refusal(server.url, malformed)).status, 400);
  assert.equal(server.transport.connectionCount, 1);
});

test("the handshake after a refused one is answered by its own offer", async () => {
  await using server = await TestServer.start({ compression: true });
  // Passes our checks, and not those of ws.
  const headers = { ...deflateOffer, "Sec-WebSocket-Key": "short" };
  assert.match((await RawClient.connect(server.port, { headers })).answer, /^HTTP\/1\.1 400 /);
  const plain = await RawClient.connect(server.port);
  assert.ok(!plain.answer.includes("Sec-WebSocket-Extensions"));
});

test("a frame is deflated once for all who get it, live and replayed, in all their turns", async () => {
  const old = Array.from({ length: 30 }, (_, index) => textFrame(long(`old ${index}`)));
  await using server = await TestServer.start({ compression: true, opened: (link) => link.replay(old) });
  const clients = await Promise.all(Array.from({ length: 20 }, () => Client.connect(server.url, asked)));
  for (const client of clients) assert.equal((await client.received(30)).at(-1), long("old 29"));
  assert.equal(server.telemetry.deflatedFrames, 30);
  const frames = Array.from({ length: 10 }, (_, index) => textFrame(long(`new ${index}`)));
  for (const frame of frames) for (const link of server.links) link.send(frame);
  for (const client of clients) await client.received(40);
  for (const link of server.links) link.replay(frames);
  for (const client of clients) assert.equal((await client.received(50)).at(-1), long("new 9"));
  assert.equal(server.telemetry.deflatedFrames, 40);
});

test("nothing is deflated when nobody asked", async () => {
  await using server = await TestServer.start({ compression: true, opened: (link) => link.replay([textFrame(long("old"))]) });
  const client = await Client.connect(server.url);
  server.links[0]?.send(textFrame(long("new")));
  await client.received(2);
  assert.equal(server.telemetry.deflatedFrames, 0);
});

test("compressed and plain connections get the same texts in the same order, each kind in one shared buffer", async () => {
  await using server = await TestServer.start({ compression: true });
  const [a, b] = [await RawClient.connect(server.port, { headers: deflateOffer }), await RawClient.connect(server.port)];
  const [c, d] = [await RawClient.connect(server.port, { headers: deflateOffer }), await RawClient.connect(server.port)];
  const written: unknown[][] = server.sockets.map((socket) => {
    const buffers: unknown[] = [];
    const write = socket.write.bind(socket);
    socket.write = (chunk: Uint8Array | string) => {
      buffers.push(chunk);
      return write(chunk);
    };
    return buffers;
  });
  const texts = ["short", long("long"), "", long("other"), "x".repeat(300_000), "last"];
  for (const frame of texts.map(textFrame)) for (const link of server.links) link.send(frame);
  for (const raw of [a, b, c, d]) {
    assert.deepEqual(
      (await textsOf(raw, texts.length)).map(({ text }) => text),
      texts,
    );
  }
  assert.deepEqual(
    a.texts().map(({ isCompressed }) => isCompressed),
    [false, true, false, true, false, false],
  );
  assert.ok(b.texts().every(({ isCompressed }) => !isCompressed));
  assert.equal(written[0]?.[0], written[2]?.[0]);
  assert.equal(written[1]?.[0], written[3]?.[0]);
  assert.equal(server.telemetry.heldBytes, 0);
});

test("RSV1 is set on compressed data frames only: pings, pongs and closes go out plain between them", async () => {
  await using server = await TestServer.start({ compression: true, receive: (text, reply) => void reply(textFrame(text)) });
  const raw = await RawClient.connect(server.port, { headers: deflateOffer });
  raw.socket.write(Buffer.from([0x89, 0x80, 0, 0, 0, 0]));
  server.links[0]?.send(textFrame(long("one")));
  await until(() => raw.opcodes().length === 2);
  for (let second = 0; second < 40; second++) server.clock.advance(1_000);
  await until(() => raw.opcodes().includes(9));
  server.links[0]?.send(textFrame(long("two")));
  server.links[0]?.close("stopping");
  // The client's reader knows no head of a control frame with RSV1, and throws.
  assert.equal(await raw.ended(), 4000);
  assert.deepEqual(
    raw.texts().map(({ isCompressed }) => isCompressed),
    [true, true],
  );
});

test("the outbox of a compressed connection is bounded by what is sent, and a slow reader is closed all the same (I4)", async () => {
  await using server = await TestServer.start({ compression: true, bounds: { outboxFrames: 50 } });
  const raw = await RawClient.connect(server.port, { headers: deflateOffer, paused: true });
  const big = { bytes: Buffer.concat([Buffer.from([0x81, 127, 0, 0, 0, 0, 0, 8, 0, 0]), Buffer.alloc(512 * 1024, "x")]) };
  while (server.telemetry.heldBytes === 0) {
    server.links[0]?.send(big);
    for (let turns = 0; turns < 10; turns++) await nextTurn();
  }
  const before = server.telemetry.heldBytes;
  const frame = textFrame(long("waiting"));
  server.links[0]?.send(frame);
  await nextTurn();
  await nextTurn();
  assert.ok(server.telemetry.heldBytes - before < frame.bytes.length / 5);
  for (let count = 0; count < 50; count++) server.links[0]?.send(frame);
  await until(() => server.closedLinks.length === 1);
  assert.equal(server.telemetry.heldBytes, 0);
  raw.socket.destroy();
});

test("a client of ws talks both ways with compression, fragments and plain messages among compressed ones", async () => {
  const echo = (text: string, reply: Reply): undefined => void reply(textFrame(text));
  await using server = await TestServer.start({ compression: true, opened: (link) => link.trust(), receive: echo });
  const client = await Client.connect(server.url, { perMessageDeflate: { threshold: 0 } });
  assert.equal(client.ws.extensions, "permessage-deflate");
  const texts = Array.from({ length: 100 }, (_, index) => (index % 3 === 0 ? `${index}` : `${index} grüße `.repeat(50)));
  for (const [index, text] of texts.entries()) {
    if (index % 5 !== 0) {
      client.ws.send(text, { compress: index % 2 === 0 });
      continue;
    }
    client.ws.send(text.slice(0, 3), { fin: false });
    client.ws.ping();
    client.ws.send(text.slice(3), { fin: true });
  }
  assert.deepEqual(await client.received(100), texts);
});

test("a dialect that decides on upgrades itself is served compressed, too", async () => {
  const sent = (link: Link): void => link.send(textFrame(long("welcome")));
  await using server = await TestServer.start({ compression: true, admit: async () => null, opened: sent });
  const raw = await RawClient.connect(server.port, { headers: deflateOffer });
  assert.deepEqual(await textsOf(raw, 1), [{ isCompressed: true, text: long("welcome") }]);
});
