/** What the web client is made of. */
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");
const patterns = [
  "package-lock.json",
  "packages/web/{index,playground}.html",
  "packages/web/{vite.config.ts,package.json}",
  "packages/web/{src,public,build}/**/*",
  "packages/{client,zo}/package.json",
  "packages/{client,zo}/src/**/*.ts",
];

/** Of the names and contents of all sources: another one means that there is something to build. Takes some 30 ms. */
export function digestOfSources(): string {
  const hash = createHash("sha256");
  const files = globSync(patterns, { cwd: root, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.endsWith(".test.ts"),
  );
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    const content = readFileSync(path);
    hash.update(`${path.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}
