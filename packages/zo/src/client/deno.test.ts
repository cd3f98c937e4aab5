import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { denoProgram } from "../testing/deno.ts";
import { served } from "../testing/nodes.ts";
import { suiteApp } from "../testing/suite-app.ts";

const program = denoProgram();
const skip = program === undefined ? "the npm package deno has no program for this machine" : false;

test("Deno as a client: messages, calls, errors, a lost connection, a stream that goes on over reconnects", {
  skip,
}, async () => {
  assert.ok(program);
  await using node = await served(suiteApp());
  const sockets = new Set<Socket>();
  node.http.on("connection", (socket) => sockets.add(socket));
  const cache = mkdtempSync(join(tmpdir(), "zo-deno-"));
  const file = join(import.meta.dirname, "..", "testing", "deno-client.ts");
  const isolated = [
    "--no-prompt",
    "--no-remote",
    "--no-lock",
    "--no-config",
    "--node-modules-dir=manual",
    "--allow-net=127.0.0.1",
  ];
  const child = spawn(program, ["run", ...isolated, file, node.url], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { DENO_DIR: cache, DENO_NO_UPDATE_CHECK: "1" },
  });
  const exited = once(child, "exit");
  try {
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === '["cut me off"]') for (const socket of sockets) socket.destroy();
      else lines.push(line);
    }
    assert.deepEqual(await exited, [0, null]);
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      [
        ["runs on", "WebSocket", "connecting"],
        ["message", "queued"],
        ["call", "deno", "1970-01-02T00:00:00.000Z"],
        ["declared error", "room_full"],
        ["timeout", "timeout"],
        ["cut off", "disconnected"],
        ["again", 42],
        ["stream", 1, 2, 3, 4, 5, 6, 7],
        ["end", "closed", 3],
      ],
    );
  } finally {
    child.kill();
    rmSync(cache, { recursive: true, force: true });
  }
});
