/** Where and with what something was measured. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { isPinned } from "../lib/child.ts";
import { root } from "../lib/parlance.ts";

export interface Circumstances {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  /** The server and the load had a core each. */
  readonly pinned: boolean;
  readonly versions: Readonly<Record<string, string>>;
  /** With a `+` when files differed from it. */
  readonly commit: string;
  readonly command: string;
  readonly at: string;
}

function firstLine(command: string, ...words: readonly string[]): string {
  try {
    const output = execFileSync(command, words, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return output.split("\n", 1)[0] ?? "";
  } catch {
    return "unknown";
  }
}

function installed(name: string): string {
  const found: unknown = JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8"));
  return typeof found === "object" && found !== null && "version" in found ? String(found.version) : "unknown";
}

export function circumstances(command: string): Circumstances {
  const isChanged = firstLine("git", "status", "--porcelain", "--untracked-files=no") !== "";
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${process.platform} ${release()} ${process.arch}`,
    pinned: isPinned,
    versions: {
      node: process.versions.node,
      ws: installed("ws"),
      "socket.io": installed("socket.io"),
      bun: installed("bun"),
      cc: firstLine("cc", "--version"),
    },
    commit: firstLine("git", "rev-parse", "--short", "HEAD") + (isChanged ? "+" : ""),
    command,
    at: new Date().toISOString(),
  };
}
