import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createLineWriter } from "./line-writer.ts";

test("lines are in the file when write returns", () => {
  const folder = mkdtempSync(join(tmpdir(), "parlance-log-"));
  const fd = openSync(join(folder, "log"), "a");
  const writer = createLineWriter(fd);
  writer.write("one\n");
  assert.equal(readFileSync(join(folder, "log"), "utf8"), "one\n");
  writer.write("two\n");
  assert.equal(readFileSync(join(folder, "log"), "utf8"), "one\ntwo\n");
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

test("a disk without space neither throws nor makes anybody wait", {
  skip: process.platform !== "linux" && "needs /dev/full",
}, () => {
  const fd = openSync("/dev/full", "w");
  const writer = createLineWriter(fd);
  for (let n = 0; n < 10; n++) writer.write("lost\n");
  closeSync(fd);
});

test("what a full pipe did not take is kept whole, at most 1 MiB of it, and written once there is room", () => {
  const folder = mkdtempSync(join(tmpdir(), "parlance-log-"));
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const writer = createLineWriter(fd);
  const lineOf = (n: number): string => `${String(n).padStart(9, "0")} ${"x".repeat(989)}\n`;
  const linesKept = Math.floor((1024 * 1024) / 1_000);
  for (let n = 0; n < 2_000; n++) writer.write(lineOf(n));
  let text = "";
  const buffer = Buffer.alloc(64 * 1024);
  const drain = (): void => {
    try {
      for (let size = readSync(reader, buffer); size > 0; size = readSync(reader, buffer))
        text += buffer.toString("latin1", 0, size);
    } catch {
      // Empty for now.
    }
  };
  for (let n = 0; n < 40; n++) {
    drain();
    writer.write("last\n");
  }
  drain();
  const lines = text.split("\n").slice(0, -1);
  const numbered = lines.filter((line) => line !== "last");
  assert.deepEqual(
    numbered,
    numbered.map((_, n) => lineOf(n).trimEnd()),
    "whole lines, in order, none in between missing",
  );
  assert.ok(numbered.length > linesKept && numbered.length < linesKept + 200, `${numbered.length} lines`);
  assert.equal(lines.at(-1), "last");
  closeSync(fd);
  closeSync(reader);
  rmSync(folder, { recursive: true });
});
