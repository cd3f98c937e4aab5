import assert from "node:assert/strict";
import { test } from "node:test";
import type { Frame } from "../dialects/contract.ts";
import { textFrame } from "./frames.ts";
import { Replays } from "./replay.ts";
import { Client } from "./testing/clients.ts";
import { TestServer } from "./testing/serve.ts";

const frames = Array.from({ length: 1_000 }, (_, index) => textFrame(`${index} ${"x".repeat(index % 300)}`));

test("a replay is its frames in order, put together once for all who ask, and not before they ask", () => {
  let formed = 0;
  const replays = new Replays((frame: Frame) => {
    formed += 1;
    return frame;
  });
  const replay = replays.of(frames);
  assert.equal(replays.of(frames), replay);
  assert.equal(formed, frames.length);
  const bytes: Uint8Array[] = [];
  for (let index = 0; replay.has(index); index++) {
    const segment = replay.segment(index);
    assert.ok(segment !== undefined && !segment.live && segment.bytes.length <= 64 * 1024);
    assert.equal(replays.of(frames).segment(index), segment);
    bytes.push(segment.bytes);
  }
  assert.deepEqual(Buffer.concat(bytes), Buffer.concat(frames.map((frame) => frame.bytes)));
  assert.equal(replay.bytes, Buffer.concat(bytes).length);
  assert.equal(replay.segment(bytes.length), undefined);
});

test("all who are replayed the same array are written the very same buffers", async () => {
  const written: unknown[][] = [];
  await using server = await TestServer.start();
  const clients = await Promise.all([1, 2, 3].map(() => Client.connect(server.url)));
  for (const socket of server.sockets) {
    const buffers: unknown[] = [];
    written.push(buffers);
    const write = socket.write.bind(socket);
    socket.write = (chunk: Uint8Array | string) => {
      buffers.push(chunk);
      return write(chunk);
    };
  }
  for (const link of server.links) link.replay(frames);
  for (const client of clients) assert.equal((await client.received(frames.length)).length, frames.length);
  assert.ok((written[0]?.length ?? 0) > 1);
  for (const buffers of written) {
    assert.equal(buffers.length, written[0]?.length);
    for (const [index, buffer] of buffers.entries()) assert.equal(buffer, written[0]?.[index]);
  }
  assert.equal(server.telemetry.delivered, 3 * frames.length);
});
