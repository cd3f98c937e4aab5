import assert from "node:assert/strict";
import { test } from "node:test";
import { DiagnosticSeverity, Parser } from "@asyncapi/parser";
import { createDialects, dialectRoutes } from "@parlance/server/app/dialects.ts";
import { memoryChat } from "@parlance/server/core/testing/memory-chat.ts";
import { noTelemetry } from "@parlance/server/core/testing/silence.ts";
import { asyncApiOf } from "@parlance/server/http/docs/asyncapi.ts";
import { createHttp } from "@parlance/server/http/http.ts";
import { textFrame } from "@parlance/server/transport/frames.ts";
import { Validator } from "@seriousme/openapi-schema-validator";

const urls = ["ws://localhost:8080/ws", "wss://chat.example/other/ws", "ws://localhost:3001/"];

test("the AsyncAPI document of every dialect is valid, examples too, and holds every message of its contract", async () => {
  await using core = await memoryChat();
  const parser = new Parser();
  const dialects = createDialects(() => ({
    chat: core.chat,
    clock: core.clock,
    frame: textFrame,
    log: core.log,
    telemetry: noTelemetry,
  }));
  assert.ok(dialects.size >= 5);
  for (const { name, contract } of dialects.values()) {
    const document = asyncApiOf(contract, urls);
    assert.equal(Object.keys(document.components.messages).length, contract.messages.length, name);
    const { document: parsed, diagnostics } = await parser.parse(JSON.stringify(document));
    const errors = diagnostics.filter(({ severity }) => severity <= DiagnosticSeverity.Warning);
    assert.deepEqual(errors, [], name);
    assert.equal(parsed?.operations().length, 2 * urls.length, name);
  }
});

test("the OpenAPI document is valid", async () => {
  await using core = await memoryChat();
  const { chat, clock, log } = core;
  const http = createHttp({
    chat,
    clock,
    dialectRoutes: dialectRoutes(() => ({ chat, clock, frame: textFrame, log, telemetry: noTelemetry })),
    mounts: [],
    metrics: async () => ({ contentType: "text/plain", body: "" }),
    ready: async () => undefined,
    publicUrl: () => "https://chat.example",
    isUpgrade: () => false,
    allowedOrigins: ["*"],
    web: null,
    addressOf: () => "192.0.2.1",
    log,
    version: "0.0.0",
  });
  const document = (await http.inject("/docs/openapi.json")).json();
  const result = await new Validator().validate(document);
  assert.deepEqual(result.errors ?? [], []);
  assert.equal(result.valid, true);
  await http.close();
});
