import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** Deno's program, from the platform's part of the npm package `deno`, which needs no install script; undefined where there is none. */
export function denoProgram(): string | undefined {
  const { platform, arch } = process;
  try {
    const home = dirname(require.resolve(`@deno/${platform}-${arch}${platform === "linux" ? "-glibc" : ""}/package.json`));
    const path = join(home, platform === "win32" ? "deno.exe" : "deno");
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}
