import assert from "node:assert/strict";
import { test } from "node:test";
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import { ZoError } from "../client.ts";
import { create } from "../index.ts";
import { connected, served } from "../testing/nodes.ts";

const library = {
  zod: {
    headers: z.object({ user: z.string() }),
    input: z.object({ n: z.number(), at: z.date() }),
    output: z.object({ at: z.date() }),
  },
  valibot: {
    headers: v.object({ user: v.string() }),
    input: v.object({ n: v.number(), at: v.date() }),
    output: v.object({ at: v.date() }),
  },
  arktype: { headers: type({ user: "string" }), input: type({ n: "number", at: "Date" }), output: type({ at: "Date" }) },
};

for (const [name, { headers, input, output }] of Object.entries(library)) {
  test(`${name}: headers, input, output and issues`, async () => {
    const zo = create({ headers, onConnect: ({ user }) => ({ user }) });
    const app = zo.router(
      { later: zo.procedure({ input, output }), whoami: zo.procedure({ input: z.void(), output: z.string() }) },
      { later: ({ input: { n, at } }) => ({ at: new Date(at.getTime() + n) }), whoami: ({ ctx }) => ctx.user },
    );
    await using node = await served(app);
    using client = connected<typeof app>(node.url, { headers: { user: "ann" } });
    assert.equal(await client.call.whoami(), "ann");
    assert.deepEqual(await client.call.later({ n: 5, at: new Date(1) }), { at: new Date(6) });
    const wrong: unknown = { n: "5", at: new Date(1) };
    await assert.rejects(client.call.later(wrong as { n: number; at: Date }), (error) => {
      assert.ok(error instanceof ZoError);
      assert.deepEqual([error.code, error.issues[0]?.path], ["invalid_payload", ["n"]]);
      return true;
    });
  });
}

test("an asynchronous schema keeps the order of messages", async () => {
  const zo = create();
  const slow = z.number().refine(async (n) => {
    for (let turn = 0; turn < 20 - n; turn++) await Promise.resolve();
    return true;
  });
  const got: number[] = [];
  const app = zo.router(
    { note: zo.message.incoming({ payload: slow }), read: zo.procedure({ input: z.void(), output: z.array(z.number()) }) },
    { note: ({ payload }) => void got.push(payload), read: () => got },
  );
  await using node = await served(app);
  using client = connected<typeof app>(node.url);
  for (let n = 0; n < 20; n++) client.send.note(n);
  assert.deepEqual(
    await client.call.read(),
    Array.from({ length: 20 }, (_, n) => n),
  );
});
