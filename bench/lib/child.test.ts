import assert from "node:assert/strict";
import { test } from "node:test";
import { Child } from "./child.ts";

const options = { timeout: 30_000, skip: process.platform === "linux" ? false : "processes are measured through Linux's /proc" };
const start = (code: string): Child => Child.start({ side: "server", command: [process.execPath, "-e", code] });

test("CPU time of all threads counts, and memory is what the process holds", options, async () => {
  const burn = "const end = process.cpuUsage().user + 3e5; while (process.cpuUsage().user < end); console.log('thread done')";
  await using child = start(
    `new (require('worker_threads').Worker)(${JSON.stringify(burn)}, { eval: true }); setInterval(() => {}, 1e3)`,
  );
  await child.line((line) => (line === "thread done" ? true : undefined));
  assert.ok(child.cpuSeconds() >= 0.29, `${child.cpuSeconds()}`);
  const { rssBytes, pssBytes } = child.memory();
  assert.ok(pssBytes > 1e6 && pssBytes <= rssBytes);
});

test("who waits for a line of a process that ends hears of its end", options, async () => {
  await using child = start("console.log('no'); process.exit(3)");
  await assert.rejects(
    child.line((line) => (line === "yes" ? line : undefined)),
    /ended \(3\)/,
  );
});

test("disposing ends the process", options, async () => {
  const child = start("console.log('up'); setInterval(() => {}, 1e3)");
  await child.line((line) => (line === "up" ? true : undefined));
  await child[Symbol.asyncDispose]();
  assert.throws(() => process.kill(child.pid, 0), /ESRCH/);
});
