import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import type { WireMessage } from "../../dialects/contract.ts";
import { asyncApiOf } from "./asyncapi.ts";

const wire = (name: string, from: WireMessage["from"]): WireMessage => ({
  name,
  from,
  summary: name,
  schema: z.object({ a: z.string().default("x") }),
  examples: [{ a: "y" }],
});
const contract = {
  title: "T",
  description: "D",
  version: "1.2.3",
  messages: [wire("hello", "client"), wire("both", "client"), wire("both", "server")],
};

test("what clients send is what the server receives, on every place where it is served", () => {
  const document = asyncApiOf(contract, ["ws://localhost:3001/", "ws://localhost:8080/chat", "ws://localhost:3001/chat"]);
  assert.deepEqual(document.servers, {
    server1: { host: "localhost:3001", protocol: "ws" },
    server2: { host: "localhost:8080", protocol: "ws" },
  });
  const [root, chat] = [document.channels["root"], document.channels["chat"]];
  assert.deepEqual([root?.address, root?.servers], ["/", [{ $ref: "#/servers/server1" }]]);
  assert.deepEqual([chat?.address, chat?.servers], ["/chat", [{ $ref: "#/servers/server2" }, { $ref: "#/servers/server1" }]]);
  const shown = Object.entries(document.operations).map(([key, { action, messages }]) => [
    key,
    action,
    messages.map(({ $ref }) => $ref),
  ]);
  const refs = (channel: string, ...keys: string[]) => keys.map((key) => `#/channels/${channel}/messages/${key}`);
  assert.deepEqual(shown, [
    ["root.receive", "receive", refs("root", "hello", "both.client")],
    ["root.send", "send", refs("root", "both.server")],
    ["chat.receive", "receive", refs("chat", "hello", "both.client")],
    ["chat.send", "send", refs("chat", "both.server")],
  ]);
});

test("what has a default may be left out, and unknown keys are allowed", () => {
  const { payload, examples } = asyncApiOf(contract, []).components.messages["hello"] ?? {};
  assert.deepEqual(payload, { type: "object", properties: { a: { type: "string", default: "x" } } });
  assert.deepEqual(examples, [{ payload: { a: "y" } }]);
});
