import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { Link } from "./link.ts";

async function echo() {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** A client of the link; `heard` is what came back. */
function client(link: Link): {
  readonly socket: Socket;
  readonly heard: () => string;
  readonly hears: (text: string) => Promise<void>;
} {
  const socket = connect(link.port, "127.0.0.1");
  let text = "";
  socket.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  const hears = async (expected: string): Promise<void> => {
    while (!text.includes(expected)) await once(socket, "data");
  };
  return { socket, heard: () => text, hears };
}

const closed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once("close", () => resolve()));

test("what is sent comes through; a stalled link keeps it and a connection that is made meanwhile, and passes both on later", async () => {
  const server = await echo();
  await using link = await Link.open((server.address() as AddressInfo).port);
  const first = client(link);
  first.socket.write("one ");
  await first.hears("one ");
  link.state = { is: "stalled" };
  first.socket.write("two ");
  const second = client(link);
  second.socket.write("three ");
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual([first.heard(), second.heard()], ["one ", ""]);
  link.state = { is: "open" };
  await Promise.all([first.hears("two "), second.hears("three ")]);
  server.close();
  first.socket.destroy();
  second.socket.destroy();
});

test("a cut link ends every connection and refuses new ones until it is open again", async () => {
  const server = await echo();
  await using link = await Link.open((server.address() as AddressInfo).port);
  const first = client(link);
  first.socket.write("one ");
  await first.hears("one ");
  link.state = { is: "cut" };
  await closed(first.socket);
  const second = client(link);
  await closed(second.socket);
  link.state = { is: "open" };
  const third = client(link);
  third.socket.write("back");
  await third.hears("back");
  server.close();
  third.socket.destroy();
});

test("a slow link delays everything, in order", async () => {
  const server = await echo();
  await using link = await Link.open((server.address() as AddressInfo).port);
  const { socket, hears, heard } = client(link);
  await once(socket, "connect");
  link.state = { is: "slow", delayMs: 60 };
  const startedMs = performance.now();
  socket.write("one ");
  // What comes when it is quick again, also just when the first is due, does not overtake.
  let expected = "one ";
  for (let at = 0; at < 60; at += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (at === 10) link.state = { is: "open" };
    socket.write(`${at} `);
    expected += `${at} `;
  }
  await hears(" 59 ");
  assert.equal(heard(), expected);
  assert.ok(performance.now() - startedMs >= 60);
  server.close();
  socket.destroy();
});
