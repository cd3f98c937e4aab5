import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ask } from "../testing/ask.ts";
import { type Served, serve } from "../testing/serve.ts";

const index = "<!doctype html><title>Parlance</title>";
const script = `console.log(${"1".repeat(100_000)})`;
const files: Readonly<Record<string, string>> = {
  "index.html": index,
  "playground.html": "<!doctype html><title>Playground</title>",
  "favicon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
  "manifest.webmanifest": "{}",
  ".sources": "secret",
  "assets/main-abc.js": script,
  "assets/main-abc.js.br": "as brotli",
  "assets/main-abc.js.gz": "as gzip",
  "assets/plain-abc.css": "a{}",
  "assets/.hidden": "secret",
  "assets/inner/x.js": "1",
};

function write(folder: string, content: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(content)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

interface WithClient extends Served {
  readonly folder: string;
}

async function serveClient(content = files): Promise<WithClient> {
  const parent = mkdtempSync(join(tmpdir(), "parlance-web-"));
  const folder = join(parent, "dist");
  write(folder, content);
  const served = await serve({ web: folder });
  return {
    ...served,
    folder,
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]();
      rmSync(parent, { recursive: true });
    },
  };
}

test("the client is at / and at every room, the playground at /playground", async () => {
  await using it = await serveClient();
  for (const [path, file, type] of [
    ["/", "index.html", "text/html; charset=utf-8"],
    ["/?x=1", "index.html", "text/html; charset=utf-8"],
    ["/room/a%2Fb", "index.html", "text/html; charset=utf-8"],
    ["/room/17/message/4", "index.html", "text/html; charset=utf-8"],
    ["/playground", "playground.html", "text/html; charset=utf-8"],
    ["/favicon.svg", "favicon.svg", "image/svg+xml"],
    ["/manifest.webmanifest", "manifest.webmanifest", "application/manifest+json"],
  ] as const) {
    const { status, text, headers } = await ask(it.url, path);
    assert.deepEqual([status, text, headers["content-type"]], [200, files[file], type], path);
    const head = await ask(it.url, path, { method: "HEAD" });
    assert.deepEqual([head.status, head.text, head.headers["content-length"]], [200, "", String(text.length)], path);
    assert.equal((await ask(it.url, path, { method: "POST" })).status, 405, path);
  }
  assert.match((await ask(it.url, "/docs")).text, /^<!doctype html>/);
});

test("a page may do nothing but what it is for, and says to nobody where it was", async () => {
  await using it = await serveClient();
  for (const path of ["/", "/room/1", "/playground"]) {
    const { headers } = await ask(it.url, path);
    assert.equal(
      headers["content-security-policy"],
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; " +
        "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    );
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["cross-origin-opener-policy"], "same-origin");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.match(headers["permissions-policy"] ?? "", /camera=\(\)/);
  }
});

test("a page is asked for anew each time, and sent only when it changed", async () => {
  await using it = await serveClient();
  const { headers } = await ask(it.url, "/");
  assert.equal(headers["cache-control"], "no-cache");
  const again = await ask(it.url, "/room/5", { headers: { "if-none-match": headers["etag"] } });
  assert.deepEqual([again.status, again.text, again.headers["etag"]], [304, "", headers["etag"]]);
  write(it.folder, { "index.html": `${index}2` });
  assert.equal((await ask(it.url, "/", { headers: { "if-none-match": headers["etag"] } })).text, `${index}2`);
});

test("an asset is kept for ever, and sent compressed to whoever takes that", async () => {
  await using it = await serveClient();
  for (const [accepted, text, encoding] of [
    ["gzip, deflate, br", "as brotli", "br"],
    ["gzip", "as gzip", "gzip"],
    ["identity", script, undefined],
    [undefined, script, undefined],
  ] as const) {
    const answer = await ask(it.url, "/assets/main-abc.js", { headers: { "accept-encoding": accepted } });
    assert.deepEqual([answer.status, answer.text, answer.headers["content-encoding"]], [200, text, encoding]);
    assert.match(answer.headers["content-type"] ?? "", /^(?:text|application)\/javascript/);
    assert.equal(answer.headers["cache-control"], "public, max-age=31536000, immutable");
    assert.match(answer.headers["vary"] ?? "", /accept-encoding/i);
    assert.equal(answer.headers["x-content-type-options"], "nosniff");
    const head = await ask(it.url, "/assets/main-abc.js", { method: "HEAD", headers: { "accept-encoding": accepted } });
    assert.deepEqual([head.status, head.text, head.headers["content-length"]], [200, "", String(text.length)]);
  }
  const css = await ask(it.url, "/assets/plain-abc.css", { headers: { "accept-encoding": "br" } });
  assert.deepEqual([css.text, css.headers["content-encoding"]], ["a{}", undefined]);
});

test("nothing but assets is under /assets/: no dot file, no way out of the folder, each the same 404 that nobody keeps", async () => {
  await using it = await serveClient();
  for (const path of [
    "/assets/gone-abc.js",
    "/assets/.hidden",
    "/assets/",
    "/assets/inner",
    "/assets/inner/",
    "/assets/inner/x.js",
    "/assets/../.sources",
    "/assets/..%2f.sources",
    "/assets/%2e%2e/.sources",
    "/assets/..%5c.sources",
    "/assets/%00",
    "/.sources",
    "/index.html",
    "/room",
    "/../package.json",
  ]) {
    const { status, json, headers } = await ask(it.url, path, { headers: { "accept-encoding": "br" } });
    assert.deepEqual([status, json], [404, { error: "Not found", error_code: "NOT_FOUND" }], path);
    assert.equal(headers["cache-control"], "no-store", path);
    assert.equal(headers["content-encoding"], undefined);
  }
  assert.equal((await ask(it.url, "/assets/main-abc.js", { method: "DELETE" })).status, 405);
});

test("the log has a page's pattern and no room", async () => {
  const it = await serveClient();
  {
    await using _ = it;
    for (const path of ["/", "/room/secret", "/assets/main-abc.js", "/assets/secret.js"]) await ask(it.url, path);
  }
  const lines = it.log.lines.filter(({ message }) => message === "request");
  assert.deepEqual(
    lines.map(({ fields }) => (fields as { route: string; status: number }).route),
    ["/", "/room/*", "/assets/*", "(none)"],
  );
  assert.equal(JSON.stringify(it.log.lines).includes("secret"), false);
});

test("without a client / leads to the documents, and there is nothing else; one that is built later is there at once", async () => {
  await using it = await serveClient({});
  await using off = await serve({ web: null });
  for (const { url } of [it, off]) {
    const { status, headers } = await ask(url, "/");
    assert.deepEqual([status, headers["location"], headers["cache-control"]], [302, "docs", "no-cache"]);
    for (const path of ["/playground", "/room/1", "/favicon.svg", "/assets/main-abc.js"])
      assert.equal((await ask(url, path)).status, 404, path);
    assert.equal((await ask(url, "/", { method: "POST" })).status, 405);
  }
  write(it.folder, files);
  assert.equal((await ask(it.url, "/")).text, index);
  assert.equal((await ask(it.url, "/assets/main-abc.js")).text, script);
});

test("while a new build takes the old one's place, whatever is answered is whole, of the one or of the other", async () => {
  await using it = await serveClient();
  const versions = [0, 1].map((n) => {
    const other = `${it.folder}-${n}`;
    const page = `<!doctype html><title>${String(n).repeat(20_000 * (n + 1))}</title>`;
    write(other, { ...files, "index.html": page, [`assets/part-${n}.js`]: `${n}`.repeat(300_000) });
    return { other, page };
  });
  const pages = new Set([index, ...versions.map(({ page }) => page)]);
  let isBuilding = true;
  const reader = async (): Promise<void> => {
    while (isBuilding) {
      const [page, zero, one] = await Promise.all(
        ["/", "/assets/part-0.js", "/assets/part-1.js"].map((path) => ask(it.url, path)),
      );
      // Between the two renames there is no client at all.
      assert.ok(page?.status === 302 || pages.has(page?.text ?? ""), `${page?.status} ${page?.text.length}`);
      for (const [n, answer] of [zero, one].entries()) {
        const { status = 0, text = "" } = answer ?? {};
        assert.ok(status === 404 || (status === 200 && text === `${n}`.repeat(300_000)), `${status} ${text.length}`);
      }
    }
  };
  const builds = async (): Promise<void> => {
    for (let turn = 0; turn < 60; turn++) {
      const { other } = versions[turn % 2] ?? assert.fail();
      renameSync(it.folder, `${it.folder}-old`);
      renameSync(other, it.folder);
      assert.equal((await ask(it.url, `/assets/part-${turn % 2}.js`)).status, 200);
      renameSync(it.folder, other);
      renameSync(`${it.folder}-old`, it.folder);
    }
    isBuilding = false;
  };
  await Promise.all([reader(), reader(), builds()]);
});
