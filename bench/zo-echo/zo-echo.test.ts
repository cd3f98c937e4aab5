import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { io } from "socket.io-client";
import { z } from "zod";
import { contenderNames, contenders } from "./contenders.ts";
import { Helper, listening } from "./protocol.ts";

const run = promisify(execFile);
const main = fileURLToPath(new URL("main.ts", import.meta.url));

test("a tiny round: every contender answers right, and each has its row", { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "zo-echo-"));
  try {
    const json = join(folder, "figures.json");
    const { stdout } = await run(process.execPath, [main, "--connections=3", "--rounds=1", "--ms=200", `--json=${json}`]);
    for (const name of contenderNames) assert.match(stdout, new RegExp(`^\\| ${contenders[name].label} \\| [\\d,]+ \\|`, "m"));
    const turns = z.array(z.object({ checked: z.literal(3 * 16), roundTripsPerSecond: z.number().positive() })).length(1);
    const measured = z.object(Object.fromEntries(contenderNames.map((name) => [name, turns])));
    z.object({ measured }).parse(JSON.parse(readFileSync(json, "utf8")));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a reply to something else is not taken for an echo", () => {
  for (const name of contenderNames) {
    const { textIn } = contenders[name];
    assert.throws(() => textIn('{"type":"zo.error","payload":{"code":"internal","message":""}}', 0), name);
  }
  assert.throws(() => contenders["zo-calls"].textIn('{"type":"zo.result","id":2,"payload":{"text":"a"}}', 1));
  assert.throws(() => contenders["socket.io-acks"].textIn('432[{"text":"a"}]', 1));
});

test("the Socket.IO server is one that Socket.IO's own client talks to", { timeout: 30_000 }, async () => {
  await using server = Helper.start("server.ts", "socket.io");
  const { port } = await server.next(listening);
  const client = io(`http://127.0.0.1:${port}`, { transports: ["websocket"] });
  try {
    assert.deepEqual(await client.timeout(10_000).emitWithAck("ask", { text: "a" }), { text: "a" });
  } finally {
    client.close();
  }
});
