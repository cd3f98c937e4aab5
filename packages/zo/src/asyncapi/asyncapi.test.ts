import assert from "node:assert/strict";
import { test } from "node:test";
import { DiagnosticSeverity, Parser } from "@asyncapi/parser";
import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import { create } from "../index.ts";

const zo = create({ headers: z.object({ token: z.string() }) });
const plain = v.object({ a: v.string() });
const routes = {
  chat: {
    private: zo.message.incoming({ payload: z.object({ text: z.string().default("") }) }),
    onPrivate: zo.message.outgoing({
      payload: z.object({ text: z.string(), at: z.date(), big: z.bigint(), tags: z.set(z.string()) }),
    }),
  },
  "größe m²": zo.message.incoming({ payload: type({ n: "number" }) }),
  valibot: {
    with: zo.message.incoming({ payload: toStandardJsonSchema(plain) }),
    without: zo.message.incoming({ payload: plain }),
  },
  math: { half: zo.procedure({ input: z.number(), output: z.number() }) },
  feed: zo.subscription({ input: z.void(), event: z.string() }),
};
const info = { title: "Chat", version: "1.2.3", description: "All of it", url: "wss://chat.example/zo" };

test("zo.asyncapi gives a valid AsyncAPI 3 document with an operation for every route", async () => {
  for (const contract of [routes, zo.router(routes, {})]) {
    const document = zo.asyncapi(contract, info);
    const { document: parsed, diagnostics } = await new Parser().parse(JSON.stringify(document));
    assert.deepEqual(
      diagnostics.filter(({ severity }) => severity <= DiagnosticSeverity.Warning),
      [],
    );
    const operations = parsed?.operations().all() ?? [];
    assert.deepEqual(operations.map((operation) => `${operation.action()} ${operation.id()}`).sort(), [
      "receive chat.private",
      "receive feed",
      "receive gr_f6__df_e_20_m_b2_",
      "receive math.half",
      "receive valibot.with",
      "receive valibot.without",
      "send chat.onPrivate",
      "send zo.error",
    ]);
  }
});

test("zo.asyncapi: schemas that refer to themselves or to named ones lead to where they stand in the document", async () => {
  interface Tree {
    readonly name: string;
    readonly children: readonly Tree[];
  }
  const tree: z.ZodType<Tree> = z.lazy(() => z.object({ name: z.string(), children: z.array(tree) }));
  const user = z.object({ id: z.string() }).meta({ id: "AsyncApiTestUser" });
  const document = create({ headers: z.object({ a: user, b: user }) }).asyncapi(
    {
      tree: zo.procedure({ input: tree, output: tree }),
      both: zo.message.incoming({ payload: z.object({ a: user, b: user }) }),
    },
    info,
  );
  const at = (pointer: string): unknown =>
    pointer
      .slice(2)
      .split("/")
      .reduce<unknown>((value, key) => Reflect.get(Object(value), key), document);
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, pointer = ""]) => pointer);
  for (const pointer of references) assert.equal(typeof at(pointer), "object", pointer);
  const rootOf = (key: string) => `#/components/messages/${key}/payload/properties/payload`;
  for (const key of ["tree", "tree.result", "both"])
    assert.ok(
      references.some((each) => each.startsWith(rootOf(key))),
      key,
    );
  assert.ok(references.some((each) => each.startsWith("#/channels/zo/bindings/ws/query")));
  const { diagnostics } = await new Parser().parse(JSON.stringify(document));
  assert.deepEqual(
    diagnostics.filter(({ severity }) => severity <= DiagnosticSeverity.Warning),
    [],
  );
});

test("zo.asyncapi writes each side's own form: what a client may leave out, and rich values as the wire has them", () => {
  const { components, channels } = zo.asyncapi(routes, info);
  const payload = (key: string) =>
    (components.messages[key] as { payload: { properties: { payload: object } } }).payload.properties.payload;
  assert.deepEqual(payload("chat.private"), { type: "object", properties: { text: { type: "string", default: "" } } });
  assert.deepEqual(payload("chat.onPrivate"), {
    type: "object",
    properties: {
      text: { type: "string" },
      at: { type: "string", format: "date-time" },
      big: { type: "string", pattern: "^-?[0-9]+$" },
      tags: { type: "array" },
    },
    required: ["text", "at", "big", "tags"],
    additionalProperties: false,
  });
  assert.deepEqual(payload("gr_f6__df_e_20_m_b2_"), { type: "object", properties: { n: { type: "number" } }, required: ["n"] });
  assert.deepEqual(payload("valibot.with"), { type: "object", properties: { a: { type: "string" } }, required: ["a"] });
  assert.deepEqual(payload("valibot.without"), {});
  assert.match(JSON.stringify(channels), /"query":\{"type":"object","properties":\{"token":/);
});
