import assert from "node:assert/strict";
import { test } from "node:test";
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import { create, Hub, type StandardSchema, ZoError } from "../index.ts";

const isInvalid = (error: unknown) => error instanceof ZoError && error.code === "invalid_outgoing";
const wrong: unknown = { text: 7 };

function hubFor(
  payload: StandardSchema<{ text?: string | undefined }, { text: string }>,
  options: ConstructorParameters<typeof Hub>[1],
) {
  const zo = create();
  return new Hub(zo.router({ onText: zo.message.outgoing({ payload }) }, {}), options);
}

test("outgoing payloads are checked in development, whatever the option, and in production unless told", async () => {
  const schemas = [z.object({ text: z.string() }), v.object({ text: v.string() }), type({ text: "string" })];
  for (const payload of schemas) {
    for (const [options, isChecked] of [
      [{ isProduction: false }, true],
      [{ isProduction: false, validateOutgoing: false }, true],
      [{ isProduction: true }, true],
      [{ isProduction: true, validateOutgoing: false }, false],
    ] as const) {
      const hub = hubFor(payload, options);
      const send = () => hub.send.onText(wrong as { text: string });
      if (isChecked) assert.throws(send, isInvalid, JSON.stringify(options));
      else assert.doesNotThrow(send);
      await hub.close();
    }
  }
});

test("the message of a failed check names the route, the place and what is wrong there", async () => {
  const hub = hubFor(z.object({ text: z.string() }), {});
  assert.throws(() => hub.send.onText(wrong as { text: string }), /what onText sends fails its schema at text: Invalid input/);
  await hub.close();
});

test("a schema that changes its payload is an error in development where production would not check", async () => {
  const payload = z.object({ text: z.string().default("x") });
  const strict = hubFor(payload, { isProduction: false });
  assert.doesNotThrow(() => strict.send.onText({}));
  await strict.close();
  const trusting = hubFor(payload, { isProduction: false, validateOutgoing: false });
  assert.throws(() => trusting.send.onText({}), /the schema of onText changes its payload/);
  assert.doesNotThrow(() => trusting.send.onText({ text: "y" }));
  await trusting.close();
});

test("an asynchronous schema cannot check what is sent at once, and says so", async () => {
  const hub = hubFor(z.object({ text: z.string().refine(async () => true) }), {});
  assert.throws(() => hub.send.onText({ text: "x" }), { name: "TypeError", message: /schema of onText is asynchronous/ });
  await hub.close();
});
