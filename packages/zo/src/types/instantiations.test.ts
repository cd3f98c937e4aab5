import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { compiler } from "./language-server.ts";

const root = join(import.meta.dirname, "..", "..", "..", "..");
/** What one route costs the compiler, its schemas aside: definition, handler, client's use. Measured 2026-11: 571. */
const maxPerRoute = 650;
const branches = Array.from({ length: 50 }, (_, at) => `branch${at}`);

const each = (line: (branch: string) => string): string => branches.map(line).join("\n");
const schemas = `import { z } from "zod";
${each((b) => `const ${b} = { a: z.object({ ${b}: z.string() }), b: z.object({ ${b}: z.number(), at: z.date() }) };`)}
type Uses = [${branches.flatMap((b) => [`z.input<typeof ${b}.a>`, `z.output<typeof ${b}.a>`, `z.input<typeof ${b}.b>`, `z.output<typeof ${b}.b>`]).join(", ")}];
export const uses: Uses | undefined = undefined;
`;
/** 200 routes, 50 of each kind, all handled and all used by a client. */
const contract = `${schemas}
import { create } from "@parlance/zo";
import { createClient } from "@parlance/zo/client";
const zo = create({ onConnect: () => ({ user: "x" }) });
const routes = {
${each((b) => `  ${b}: { say: zo.message.incoming({ payload: ${b}.a }), onSaid: zo.message.outgoing({ payload: ${b}.b }), ask: zo.procedure({ input: ${b}.a, output: ${b}.b }), watch: zo.subscription({ input: ${b}.a, event: ${b}.b }) },`)}
};
export const app = zo.router(routes, {
${each((b) => `  ${b}: { say: ({ ctx }) => ctx.send.${b}.onSaid({ ${b}: 1, at: new Date() }).broadcast(), ask: ({ input }) => ({ ${b}: input.${b}.length, at: new Date() }), watch: async function* () { yield { ${b}: 1, at: new Date() }; } },`)}
});
export async function use(): Promise<void> {
  const client = createClient<typeof app>("ws://x");
${each((b) => `  client.send.${b}.say({ ${b}: "" }); client.on.${b}.onSaid(({ at }) => at.getTime()); (await client.call.${b}.ask({ ${b}: "" })).at.getTime(); for await (const { at } of client.subscribe.${b}.watch({ ${b}: "" })) at.getTime();`)}
}
`;

async function instantiations(folder: string, source: string): Promise<number> {
  writeFileSync(join(folder, "main.ts"), source);
  const options = { extends: join(root, "tsconfig.json"), include: ["main.ts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
  const args = [compiler, "-p", folder, "--extendedDiagnostics", "--singleThreaded"];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(/Instantiations:\s+(\d+)/.exec(stdout)?.[1]);
}

test(`a contract of 200 routes costs the compiler at most ${maxPerRoute} instantiations a route more than its schemas`, async (t) => {
  mkdirSync(join(root, ".tmp"), { recursive: true });
  const folder = mkdtempSync(join(root, ".tmp", "zo-types-"));
  try {
    const alone = await instantiations(folder, schemas);
    const whole = await instantiations(folder, contract);
    const perRoute = (whole - alone) / 200;
    t.diagnostic(`${whole} instantiations, ${alone} of them for the schemas alone: ${perRoute} a route`);
    assert.ok(perRoute > 0 && perRoute <= maxPerRoute, `${perRoute} a route`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
