import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { type WebSocket, WebSocketServer } from "ws";
import { connectRaw, encodeFrame, opcodes } from "./raw.ts";
import { connectReactions, ReactionsClient } from "./reactions.ts";

/** A server that does what the test says with each connection. */
async function serve(onConnection: (socket: WebSocket) => void) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  server.on("connection", (socket) => {
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  await once(server, "listening");
  const stop = async () => {
    for (const socket of server.clients) socket.terminate();
    server.close();
    await once(server, "close");
  };
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`, [Symbol.asyncDispose]: stop };
}

const error = (text: string) => JSON.stringify({ type: "error", data: { error: text } });

describe("a test's client", () => {
  it("keeps every frame in order and passes over those nobody waited for", async () => {
    await using server = await serve((socket) => {
      for (const text of ["one", "two", "three"]) socket.send(error(text));
    });
    await using client = await connectReactions(server.url);
    await client.next("two", (frame) => frame.type === "error" && frame.data.error === "two");
    assert.equal(await client.error(), "three");
    assert.deepEqual(
      client.frames.map((frame) => frame.type === "error" && frame.data.error),
      ["one", "two", "three"],
    );
  });

  it("fails with a readable transcript when nothing comes", async () => {
    await using server = await serve((socket) => socket.send(error("something else")));
    await using client = await connectReactions(server.url);
    client.say("hello");
    await assert.rejects(client.message("hello", 100), (failure: Error) => {
      assert.match(failure.message, /waiting for message "hello"/);
      assert.match(failure.message, /→ .*send_message/);
      assert.match(failure.message, /← .*something else/);
      return true;
    });
  });

  it("fails at once when the server closes meanwhile, and tells the code", async () => {
    await using server = await serve((socket) => socket.close(4000, "server stopping, reconnect"));
    await using client = await connectReactions(server.url);
    await assert.rejects(client.message("never"), /closed 4000 server stopping/);
    assert.deepEqual(await client.closing(), { code: 4000, reason: "server stopping, reconnect" });
  });

  for (const [what, frame] of [
    ["a key too many", { type: "error", data: { error: "x", stack: "at …" } }],
    ["a key too few", { type: "error", data: {} }],
    ["a wrong type", { type: "error", data: { error: 7 } }],
    ["an unknown type", { type: "surprise" }],
  ] as const) {
    it(`a frame with ${what} fails the test, even if nobody waits for it`, async () => {
      await using server = await serve((socket) => socket.send(JSON.stringify(frame)));
      const client = new ReactionsClient(server.url);
      await client.opened;
      await assert.rejects(client.error(), /not as documented/);
      await assert.rejects(client[Symbol.asyncDispose](), /not as documented/);
    });
  }

  it("a binary frame fails the test", async () => {
    await using server = await serve((socket) => socket.send(Buffer.from(error("x"))));
    const client = new ReactionsClient(server.url);
    await client.opened;
    await assert.rejects(client.error(), /binary frame/);
  });
});

describe("the raw client", () => {
  it("speaks WebSocket: masked texts of every length class, fragments, pings, close codes", async () => {
    const texts = ["", "short", "x".repeat(125), "y".repeat(126), "z".repeat(70_000), "…"];
    await using server = await serve((socket) => {
      socket.on("message", (data) => (String(data) === "close me" ? socket.close(4321) : socket.send(String(data))));
    });
    await using raw = await connectRaw(server.url);
    for (const text of texts) raw.text(text);
    raw.write({ opcode: opcodes.text, payload: "in ", final: false }, { opcode: opcodes.continuation, payload: "parts" });
    await raw.received("in parts");
    assert.deepEqual(raw.texts, [...texts, "in parts"]);
    const pong = raw.pong();
    raw.write({ opcode: opcodes.ping, payload: "p" });
    assert.equal(await pong, "p");
    raw.text("close me");
    assert.equal((await raw.end()).code, 4321);
  });

  it("can break the rules: the server sees what a good client never sends", async () => {
    await using server = await serve(() => undefined);
    for (const bytes of [
      encodeFrame({ opcode: opcodes.text, payload: "x", masked: false }),
      encodeFrame({ opcode: opcodes.text, payload: "x", reservedBits: 4 }),
    ]) {
      await using raw = await connectRaw(server.url);
      raw.writeBytes(bytes);
      assert.equal((await raw.end()).code, 1002);
    }
  });
});
