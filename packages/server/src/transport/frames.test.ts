import assert from "node:assert/strict";
import { once } from "node:events";
import { after, test } from "node:test";
import fc from "fast-check";
import { textFrame } from "./frames.ts";
import { Client } from "./testing/clients.ts";
import { TestServer } from "./testing/serve.ts";

const server = await TestServer.start();
const client = await Client.connect(server.url);
after(() => server[Symbol.asyncDispose]());

/** What a real client reads out of the frame of this text. */
async function read(text: string): Promise<{ text: string; isBinary: boolean }> {
  const message = once(client.ws, "message");
  server.links[0]?.send(textFrame(text));
  const [data, isBinary] = await message;
  return { text: data.toString(), isBinary };
}

for (const length of [0, 1, 125, 126, 127, 65_535, 65_536, 70_000]) {
  test(`a text of ${length} bytes is one text frame with the shortest header (RFC 6455, 5.2)`, async () => {
    const text = "x".repeat(length);
    assert.deepEqual(await read(text), { text, isBinary: false });
    assert.equal(textFrame(text).bytes.length, length + (length < 126 ? 2 : length < 65_536 ? 4 : 10));
  });
}

test("any text comes out as it went in, lone surrogates as U+FFFD", async () => {
  const anyText = fc.oneof(
    fc.string({ unit: "binary", maxLength: 400 }),
    fc.string({ unit: "grapheme", maxLength: 200 }),
    fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 }).map((units) => String.fromCharCode(...units)),
  );
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      assert.equal((await read(text)).text, text.toWellFormed());
    }),
    { numRuns: 200 },
  );
});
