/**
 * The manifest that strangers get of the package in this folder. In the repository the package's exports are its sources, which run as they are; published they are
 * what was built. npm runs `prepack` and `postpack` around packing and reads the manifest in between, so for that moment it is
 * the published one: `node src/publishing/manifest.ts publish`, then `… restore`.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const path = resolve("package.json");
const kept = resolve("package.json.kept");

/** The repository's manifest with `publishConfig` over it (pnpm does that, npm does not), without what only the repository needs. */
function published(text: string): string {
  const { publishConfig, devDependencies: _dev, scripts: _scripts, ...manifest } = JSON.parse(text);
  return `${JSON.stringify({ ...manifest, ...publishConfig }, undefined, 2)}\n`;
}

switch (process.argv[2]) {
  case "publish": {
    if (existsSync(kept)) throw new Error(`an earlier packing did not finish: put ${kept} back`);
    const text = readFileSync(path, "utf8");
    writeFileSync(kept, text);
    writeFileSync(path, published(text));
    break;
  }
  case "restore":
    renameSync(kept, path);
    break;
  default:
    throw new Error("publish or restore?");
}
