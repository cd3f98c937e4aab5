import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { type Bounds, boundsWith } from "../ports/bounds.ts";
import { createUpgradeOnly } from "./upgrade-only.ts";

/** Everything that comes back until the server closes. */
async function answerTo(bytes: string, bounds: Partial<Bounds> = {}): Promise<string> {
  const server = createUpgradeOnly(boundsWith(bounds));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    socket.write(bytes);
    return await text(socket);
  } finally {
    server.close();
  }
}

test("a request that asks for no socket is told what is spoken here", async () => {
  const answer = await answerTo("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  assert.match(answer, /^HTTP\/1.1 426 .*\r\nupgrade: websocket\r\n.*"error_code":"UPGRADE_REQUIRED"/s);
});

test("I8: httpHeaderBytes and httpRequestMs hold here, too, for a connection that says nothing as well", async () => {
  const withHeader = (size: number) => `GET / HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(size)}\r\n\r\n`;
  assert.match(await answerTo(withHeader(3_800), { httpHeaderBytes: 4_000 }), /^HTTP\/1.1 426 /);
  assert.match(await answerTo(withHeader(4_100), { httpHeaderBytes: 4_000 }), /^HTTP\/1.1 431 /);
  assert.match(await answerTo("GET / HTTP/1.1\r\n", { httpRequestMs: 200 }), /^HTTP\/1.1 408 /);
  assert.match(await answerTo("", { httpRequestMs: 200 }), /^HTTP\/1.1 408 /);
});
