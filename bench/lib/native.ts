/** The programs in bench/native, compiled when they have changed. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export type Program = "load" | "floor";

const folder = fileURLToPath(new URL("../native", import.meta.url));
const cache = fileURLToPath(new URL("../../node_modules/.cache/parlance-bench", import.meta.url));
const flags = ["-O2", "-std=gnu17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror"];
const shared = ["base.c", "wire.c"];
const sources: Readonly<Record<Program, readonly string[]>> = {
  load: ["load.c", "conn.c", "act.c", "flow.c", "command.c", "answer.c", ...shared],
  floor: ["floor.c", ...shared],
};

/** How to get what is missing; for whoever reads the output. */
export const compilerHelp =
  "There is no C compiler (`cc`), and the load generator is written in C. On Debian or Ubuntu: apt-get install gcc libc6-dev";

export const hasCompiler = (): boolean => process.platform === "linux" && spawnSync("cc", ["--version"]).status === 0;

/** Compiles it unless that was done, and answers where it is. Throws what the compiler says, or {@link compilerHelp}. */
export function compiled(program: Program): string {
  const hash = createHash("sha256").update(flags.join(" "));
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)));
  const path = join(cache, `${program}-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(path)) return path;
  if (!hasCompiler()) throw new Error(compilerHelp);
  mkdirSync(cache, { recursive: true });
  // Renamed when it is whole: another process may be about to start it.
  const unfinished = `${path}.${process.pid}`;
  const { status, stderr } = spawnSync("cc", [...flags, "-o", unfinished, ...sources[program]], {
    cwd: folder,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`cc could not compile ${program}:\n${stderr}`);
  renameSync(unfinished, path);
  return path;
}
