import assert from "node:assert/strict";
import { test } from "node:test";
import { Child } from "./child.ts";
import { heldBy, withCollector } from "./collector.ts";

test("a server that was asked for its memory has collected what it let go", { timeout: 30_000 }, async () => {
  const program = `
    let kept = Array.from({ length: 200_000 }, (_, n) => ({ n }));
    process.stdin.on("data", () => { kept = null; console.log("let go"); });
    console.log("ready");
  `;
  await using server = await withCollector(async () =>
    Child.start({ side: "server", command: [process.execPath, "-e", program] }),
  );
  assert.ok(!process.env["NODE_OPTIONS"]?.includes("collect.ts"));
  const says = (words: string) => (line: string) => (line === words ? line : undefined);
  await server.line(says("ready"));
  const before = await heldBy(server);
  const letGo = server.line(says("let go"));
  server.input.write("now\n");
  await letGo;
  const after = await heldBy(server);
  assert.ok(before.heapBytes - after.heapBytes > 200_000 * 16, `${before.heapBytes} and then ${after.heapBytes}`);
  assert.ok(after.pssBytes > after.heapBytes);
});
