import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** What a page loads for this name, minified and gzipped. */
async function bundled(name: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export { ${name} } from "@parlance/zo/client";`, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    write: false,
    metafile: true,
  });
  const [bundle] = outputFiles;
  assert.ok(bundle);
  const bytes = gzipSync(bundle.contents, { level: 9 }).length;
  for (const path of Object.keys(metafile.inputs)) assert.doesNotMatch(path, /node_modules|src\/(server|node|asyncapi)\//);
  return { minified: bundle.contents.length, bytes };
}

test("the client is smaller than 5,000 bytes, minified and gzipped, and depends on nothing", async (t) => {
  const { minified, bytes } = await bundled("createClient");
  t.diagnostic(`${minified} bytes minified, ${bytes} gzipped`);
  assert.ok(bytes < 5_000, `${bytes} bytes`);
});

test("the plain client is smaller than 3,500 bytes", async (t) => {
  const { minified, bytes } = await bundled("createPlainClient");
  t.diagnostic(`${minified} bytes minified, ${bytes} gzipped`);
  assert.ok(bytes < 3_500, `${bytes} bytes`);
});
