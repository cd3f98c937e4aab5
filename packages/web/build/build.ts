import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";

/** Compressing is of use to these. */
const text = /\.(?:html|js|css|svg|json|webmanifest)$/;

/** Builds beside `output` and puts it in its place whole, so that a server that runs never serves half of one, and none for a moment only. */
export async function buildInto(output: string, digest: string): Promise<void> {
  const [made, old] = [`${output}-${process.pid}`, `${output}-${process.pid}-old`];
  try {
    await build({
      configFile: join(import.meta.dirname, "../vite.config.ts"),
      logLevel: "warn",
      build: { outDir: made, emptyOutDir: true },
    });
    for (const entry of readdirSync(made, { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && text.test(entry.name)) compress(join(entry.parentPath, entry.name));
    }
    writeFileSync(join(made, ".sources"), digest);
    if (existsSync(output)) renameSync(output, old);
    renameSync(made, output);
  } finally {
    for (const folder of [made, old]) rmSync(folder, { recursive: true, force: true });
  }
}

/** Beside each file what is sent to browsers that take it compressed: done once, as well as it can be. */
function compress(path: string): void {
  const content = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }));
}
