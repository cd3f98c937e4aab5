import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { compiler } from "./language-server.ts";

const root = join(import.meta.dirname, "..", "..", "..", "..");

const contract = `import { create } from "@parlance/zo";
import { createClient } from "@parlance/zo/client";
import { z } from "zod";
const zo = create();
export const routes = {
  say: zo.message.incoming({ payload: z.object({ room: z.string(), text: z.string() }) }),
  onSaid: zo.message.outgoing({ payload: z.object({ text: z.string() }) }),
  take: zo.procedure({ input: z.object({ row: z.number() }), output: z.object({ seat: z.bigint() }) }),
  feed: zo.subscription({ input: z.void(), event: z.object({ at: z.date() }) }),
};
export const client = createClient<typeof routes>("ws://x");
`;

/** Mistakes, and the sentence with which the compiler's answer ends: what is wrong, in the words of the schema and nothing else. */
const mistakes: readonly (readonly [mistake: string, reason: RegExp])[] = [
  [`client.send.say({ room: "a", text: 7 });`, /Type 'number' is not assignable to type 'string'\.$/],
  [
    `client.send.say({ room: "a" });`,
    /Property 'text' is missing in type '{ room: string; }' but required in type '{ room: string; text: string; }'\.$/,
  ],
  [`client.send.sya({ room: "a", text: "b" });`, /Property 'sya' does not exist on type 'ClientSend</],
  [`client.on.onSaid(({ txt }) => txt);`, /Property 'txt' does not exist on type '{ text: string; }'\.$/],
  [`(await client.call.take({ row: 1 })).seta;`, /Property 'seta' does not exist on type '{ seat: bigint; }'\.$/],
  [`for await (const { att } of client.subscribe.feed()) att;`, /Property 'att' does not exist on type '{ at: Date; }'\.$/],
  [`zo.router(routes, { take: ({ input }) => ({ seat: input.row }) });`, /Type 'number' is not assignable to type 'bigint'\.$/],
  [
    `zo.router(routes, { feed: async function* () { yield { at: "now" }; } });`,
    /Type 'string' is not assignable to type 'Date'\.$/,
  ],
  [
    `zo.router(routes, { onSaid: () => undefined });`,
    /type '"an outgoing message has no handler: the server sends it with ctx\.send, clients receive it"'\.$/,
  ],
];

test("a mistake is answered with one error on its own line, which ends in a sentence about the payload", async () => {
  mkdirSync(join(root, ".tmp"), { recursive: true });
  const folder = mkdtempSync(join(root, ".tmp", "zo-messages-"));
  try {
    const lines = mistakes.map(([mistake]) => mistake);
    writeFileSync(join(folder, "main.ts"), contract + lines.join("\n"));
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: join(root, "tsconfig.json"), include: ["main.ts"] }));
    const { stdout } = await promisify(execFile)(process.execPath, [compiler, "-p", folder]).catch(
      (error: { readonly stdout: string }) => error,
    );
    const errors = stdout.trim().split(/\n(?=\S)/);
    assert.equal(errors.length, mistakes.length, stdout);
    for (const [at, [mistake, reason]] of mistakes.entries()) {
      assert.equal(Number(/\((\d+),/.exec(errors[at] ?? "")?.[1]), contract.split("\n").length + at, mistake);
      assert.match(errors[at] ?? "", reason, mistake);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
