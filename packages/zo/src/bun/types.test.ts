import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { compiler } from "../types/language-server.ts";

const root = join(import.meta.dirname, "..", "..", "..", "..");
const main = `import { create } from "@parlance/zo";
import { serve } from "@parlance/zo/bun";
const chat = serve(create().router({}, {}));
Bun.serve({ port: 0, fetch: chat.fetch, websocket: chat.websocket });
Bun.serve({
  port: 0,
  routes: { "/zo": chat.fetch, "/health": new Response("ok") },
  fetch: () => new Response("not here", { status: 404 }),
  websocket: chat.websocket,
});
// @ts-expect-error: and Bun's types are there to refuse what does not fit
Bun.serve({ port: 0, fetch: chat.fetch, websocket: { message: 7 } });
`;

test("what the adapter gives is what the types of Bun's own package ask for", async () => {
  mkdirSync(join(root, ".tmp"), { recursive: true });
  const folder = mkdtempSync(join(root, ".tmp", "zo-bun-types-"));
  try {
    writeFileSync(join(folder, "main.ts"), main);
    const options = { extends: join(root, "tsconfig.json"), compilerOptions: { types: ["bun"] }, include: ["main.ts"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
    await assert.doesNotReject(promisify(execFile)(process.execPath, [compiler, "-p", folder]));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
