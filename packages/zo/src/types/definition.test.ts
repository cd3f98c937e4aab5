import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { LanguageServer } from "./language-server.ts";

const here = import.meta.dirname;

test("an editor goes from a client's call to the line that defines the route, for every kind of route", async () => {
  await using editor = await LanguageServer.start(join(here, "..", "..", "..", ".."));
  const expected: [file: string, text: string, line: string][] = [
    [
      "client.types.ts",
      "client.send.chat.send",
      "send: zo.message.incoming({ payload: z.object({ room: z.string(), at: z.date().optional() }) }),",
    ],
    [
      "client.types.ts",
      "client.send.chat.deep.deeper.ping",
      "deep: { deeper: { ping: zo.message.incoming({ payload: z.void() }) } },",
    ],
    [
      "client.types.ts",
      "client.on.chat.onMessage",
      "onMessage: zo.message.outgoing({ payload: z.object({ text: z.string(), at: z.date(), n: z.number().default(1) }) }),",
    ],
    ["client.types.ts", "client.call.math.length", "length: zo.procedure({"],
    ["client.types.ts", "client.call.math", "math: {"],
    [
      "client.types.ts",
      "client.subscribe.feed",
      "feed: zo.subscription({ input: z.object({ room: z.string() }), event: z.object({ at: z.date() }) }),",
    ],
    ["server.types.ts", "ctx.send.onBye", "onBye: zo.message.outgoing({ payload: z.void() }),"],
    ["server.types.ts", "      length", "length: zo.procedure({"],
  ];
  for (const [file, text, line] of expected) {
    const found = await editor.definitionOf(join(here, file), text);
    assert.ok(found.includes(line), `${text} leads to ${JSON.stringify(found)}`);
  }
});
