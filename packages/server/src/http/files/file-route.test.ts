import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { z } from "zod";
import type { Chat } from "../../core/api.ts";
import { ask } from "../testing/ask.ts";
import { publicUrl, type Served, serve } from "../testing/serve.ts";

const png = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(100_000, 7)]);
const page = Buffer.from("<script>alert(1)</script>");

async function save(
  { chat }: Served,
  name: string,
  type: string,
  bytes: Uint8Array,
): Promise<{ readonly path: string; readonly id: string }> {
  const owner = { id: "owner", kind: "guest", name: "owner" } as const;
  const file = await chat.files.save({ bytes, name, type, owner, address: "192.0.2.1" });
  const link = chat.files.linkOf(file);
  assert.ok(link.startsWith(`${publicUrl}/`), link);
  return { path: link.slice(publicUrl.length), id: file.id };
}

test("the link of a file leads to its bytes, whatever its name", async () => {
  await using served = await serve();
  for (const name of ["a.bin", "naïve ☕/50%.txt", "?a=b&c#d", "..", '"; filename=x', "a\r\nX-Evil: 1", "𝒳".repeat(255)]) {
    const { path } = await save(served, name, "application/octet-stream", page);
    const answer = await ask(served.url, path);
    assert.deepEqual([answer.status, answer.bytes], [200, page], name);
    assert.equal(answer.headers["x-evil"], undefined);
  }
});

test("anything but a safe image is a download of no type, in a sandbox, never sniffed", async () => {
  await using served = await serve();
  const files = [
    ["x.html", "text/html", page],
    ["x.svg", "image/svg+xml", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")],
    ["x.png", "image/png", page],
    ["x.jpg", "image/jpeg", png],
    ["x.png", "text/html", png],
    ["x.pdf", "application/pdf", Buffer.from("%PDF-1.7")],
  ] as const;
  for (const [name, type, bytes] of files) {
    const { headers } = await ask(served.url, (await save(served, name, type, bytes)).path);
    assert.equal(headers["content-type"], "application/octet-stream", `${name} ${type}`);
    assert.equal(headers["content-disposition"], `attachment; filename="${name}"; filename*=UTF-8''${name}`);
    assert.equal(headers["content-security-policy"], "sandbox; default-src 'none'");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["cross-origin-resource-policy"], "cross-origin");
  }
});

test("an image that is what it says is shown in place, whole, and still in a sandbox", async () => {
  await using served = await serve();
  const { headers, bytes } = await ask(served.url, (await save(served, "cat.png", "image/png", png)).path);
  assert.equal(headers["content-type"], "image/png");
  assert.match(headers["content-disposition"] ?? "", /^inline; filename="cat.png"/);
  assert.equal(headers["content-security-policy"], "sandbox; default-src 'none'");
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["content-length"], String(png.length));
  assert.deepEqual(bytes, png);
});

test("a wrong id, a wrong name and a way out of the folder are the same 404", async () => {
  await using served = await serve();
  const { id, path } = await save(served, "a.txt", "text/plain", page);
  const long = "x".repeat(10_000);
  const wrong = [
    `/files/${id}/b.txt`,
    `/files/${id}/A.TXT`,
    `/files/${id.slice(1)}/a.txt`,
    `/files/${id}x/a.txt`,
    `/files/../a.txt`,
    "/files/..%2f..%2fetc/passwd",
    "/files/%2e%2e/passwd",
    `/files/${id}%00/a.txt`,
    `/files/${long}/a.txt`,
    `/files/${id}/${long}`,
    `/files/__proto__/a.txt`,
  ];
  const expected = { error: "Not found", error_code: "NOT_FOUND" };
  for (const other of wrong) {
    const answer = await ask(served.url, other);
    assert.deepEqual([answer.status, answer.json], [404, expected], other);
  }
  assert.equal((await ask(served.url, path)).status, 200);
});

test("a file never changes: it may be kept, and asking again with its tag is 304", async () => {
  await using served = await serve();
  const { path } = await save(served, "a.txt", "text/plain", page);
  const first = await ask(served.url, path);
  assert.match(first.headers["cache-control"] ?? "", /immutable/);
  const etag = z
    .string()
    .regex(/^"[0-9a-f]{64}"$/)
    .parse(first.headers["etag"]);
  for (const header of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
    const again = await ask(served.url, path, { headers: { "if-none-match": header } });
    assert.deepEqual([again.status, again.text, again.headers["etag"]], [304, "", etag], header);
  }
  assert.equal((await ask(served.url, path, { headers: { "if-none-match": '"other"' } })).status, 200);
});

test("HEAD has the headers of GET and no body", async () => {
  await using served = await serve();
  const { path } = await save(served, "cat.png", "image/png", png);
  const [get, head] = [await ask(served.url, path), await ask(served.url, path, { method: "HEAD" })];
  const kept = ({ date: _date, "x-request-id": _id, ...rest }: Readonly<Record<string, string | undefined>>) => rest;
  assert.deepEqual([head.status, head.text, kept(head.headers)], [200, "", kept(get.headers)]);
});

test("a file whose bytes cannot be read is a 500 that nobody keeps, and is not cut short in silence", async () => {
  for (const readFirst of [false, true]) {
    async function* broken(): AsyncGenerator<Buffer> {
      if (readFirst) yield png;
      throw new Error("/secret/path: input/output error");
    }
    const changed = ({ files }: Chat) => ({
      files: {
        ...files,
        open: async (id: string) => {
          const opened = await files.open(id);
          return opened === null ? null : { ...opened, content: Readable.from(broken()) };
        },
      },
    });
    await using served = await serve({ changed });
    const { path } = await save(served, "cat.txt", "text/plain", Buffer.concat([png, png]));
    const answer = await ask(served.url, path).catch(() => null);
    if (answer !== null) {
      assert.equal(answer.status, 500);
      assert.equal(answer.headers["cache-control"], "no-store");
      assert.equal(answer.text.includes("secret"), false);
    }
    assert.equal(answer === null, readFirst);
    assert.equal(
      served.log.lines.some(({ level }) => level === "error"),
      true,
    );
  }
});
