import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { z } from "zod";
import { settle } from "../../core/testing/settle.ts";
import type { Images } from "../../ports/images.ts";
import { type Answer, ask } from "../testing/ask.ts";
import { publicUrl, type Served, type ServeOptions, serve } from "../testing/serve.ts";
import { fileBody } from "./file-body.ts";

const png = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(100, 7)]);
const images: Images = { look: async () => ({ width: 40, height: 30, preview: Buffer.from("small") }) };

interface Stage extends Served {
  readonly token: string;
  upload(query: string, body: string | Buffer, headers?: Readonly<Record<string, string | undefined>>): Promise<Answer>;
}

async function open(options: ServeOptions = {}): Promise<Stage> {
  const served = await serve(options);
  const { token } = await served.chat.accounts.register({ name: "ada", password: "correct horse", address: "::1" });
  return {
    ...served,
    token,
    upload: (query, body, headers = {}) =>
      ask(served.url, `/files${query}`, {
        method: "POST",
        body,
        token,
        headers: { "content-length": String(body.length), "content-type": "text/plain", ...headers },
      }),
  };
}

/** A connection on which what is written is up to the test, and everything that is answered until it is closed. */
async function talk({ url }: Served): Promise<{ readonly socket: Socket; readonly answer: Promise<string> }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const answer = text(socket);
  // A test that cuts it itself does not ask.
  answer.catch(() => undefined);
  return { socket, answer };
}
const head = ({ token }: Stage, ...headers: readonly string[]): string =>
  [`POST /files?name=a.txt HTTP/1.1`, "Host: x", `Authorization: Bearer ${token}`, ...headers].join("\r\n").concat("\r\n\r\n");

const codeOf = ({ json }: Answer): string => z.object({ error_code: z.string() }).parse(json).error_code;
const outcome = (answer: Answer): string => `${answer.status} ${codeOf(answer)}`;
const kept = async ({ blobs }: Served): Promise<number> => (await blobs.list("", 100)).length;
/** Lets what was written to a socket be read by the server. */
async function read(times = 20): Promise<void> {
  for (let n = 0; n < times; n += 1) await settle(10);
}

test("an upload is answered with what a message and a page need, and its link leads to it", async () => {
  await using stage = await open({ core: { images } });
  const answer = await stage.upload("?name=na%C3%AFve%20cat%3F.png", png, { "content-type": "image/png" });
  const file = fileBody.strict().parse(answer.json);
  const folder = `${publicUrl}/files/${file.id}`;
  assert.deepEqual(
    [answer.status, file],
    [
      201,
      {
        id: file.id,
        name: "naïve cat?.png",
        type: "image/png",
        sizeBytes: png.length,
        url: `${folder}/na%C3%AFve%20cat%3F.png`,
        image: { width: 40, height: 30, previewUrl: `${folder}/preview/na%C3%AFve%20cat%3F.png.webp` },
      },
    ],
  );
  assert.deepEqual((await ask(stage.url, file.url.slice(publicUrl.length))).bytes, png);
  const preview = await ask(stage.url, (file.image?.previewUrl ?? "").slice(publicUrl.length));
  assert.deepEqual([preview.status, preview.text], [200, "small"]);
});

test("a preview is served as harmless as a file, by its exact link alone", async () => {
  await using stage = await open({ core: { images } });
  const answer = await stage.upload("?name=cat.png", png, { "content-type": "image/png" });
  const { id } = fileBody.parse(answer.json);
  const path = `/files/${id}/preview/cat.png.webp`;
  const { headers } = await ask(stage.url, path);
  assert.equal(headers["content-type"], "image/webp");
  assert.match(headers["content-disposition"] ?? "", /^inline; filename="cat.png.webp"/);
  assert.equal(headers["content-security-policy"], "sandbox; default-src 'none'");
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.match(headers["cache-control"] ?? "", /immutable/);
  const again = await ask(stage.url, path, { headers: { "if-none-match": headers["etag"] } });
  assert.deepEqual([again.status, again.text], [304, ""]);
  assert.notEqual(headers["etag"], (await ask(stage.url, `/files/${id}/cat.png`)).headers["etag"]);
  const plain = fileBody.parse((await stage.upload("?name=a.txt", "hello")).json);
  for (const wrong of [`/files/${id}/preview/cat.png`, `/files/${id}/preview/`, `/files/${plain.id}/preview/a.txt.webp`])
    assert.equal((await ask(stage.url, wrong)).status, 404, wrong);
});

test("who may not upload is told before the body is read, in the house form", async () => {
  await using stage = await open();
  const unsent = { "content-length": "1000000", expect: "100-continue" };
  const asked = async (query: string, headers: Readonly<Record<string, string | undefined>>) =>
    outcome(await stage.upload(query, "", { ...unsent, ...headers }));
  assert.equal(await asked("?name=a", { authorization: undefined }), "401 AUTH_TOKEN_MISSING");
  assert.equal(await asked("?name=a", { authorization: "Bearer nonsense" }), "401 AUTH_TOKEN_INVALID");
  assert.equal(await asked("?name=a", { "content-length": String(101 * 1024 * 1024) }), "413 FILE_TOO_LARGE");
  for (const query of ["", "?name=", "?name=%20", "?Name=a", "?name=a&name=b", `?name=${"x".repeat(256)}`])
    assert.equal(await asked(query, {}), "400 FILE_INVALID", query);
  assert.equal(await asked("?name=a", { "content-type": "multipart/form-data; boundary=x" }), "400 FILE_INVALID");
  for (const type of ["nonsense", "a/b/c"])
    assert.equal(await asked("?name=a", { "content-type": type }), "415 UNSUPPORTED_MEDIA_TYPE");
  assert.equal(await kept(stage), 0);
});

test("only POST uploads, from pages of other origins, too", async () => {
  await using stage = await open();
  const get = await ask(stage.url, "/files?name=a");
  assert.deepEqual([outcome(get), get.headers["allow"]], ["405 METHOD_NOT_ALLOWED", "OPTIONS, POST"]);
  const headers = { origin: "https://elsewhere.example", "access-control-request-method": "POST" };
  const preflight = await ask(stage.url, "/files?name=a", { method: "OPTIONS", headers });
  assert.deepEqual([preflight.status, preflight.headers["access-control-allow-origin"]], [204, "*"]);
  assert.equal((await stage.upload("?name=a", "x", { origin: headers.origin })).headers["access-control-allow-origin"], "*");
});

test("a body of unknown length is taken, without a media type too; an empty one is no file", async () => {
  await using stage = await open();
  const { socket, answer } = await talk(stage);
  socket.end(`${head(stage, "Transfer-Encoding: chunked", "Connection: close")}3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n`);
  assert.match(await answer, /^HTTP\/1\.1 201 .*"type":"application\/octet-stream","sizeBytes":5/s);
  assert.equal(outcome(await stage.upload("?name=a", "")), "400 FILE_INVALID");
});

test("whoever asks first is told to go on when the file is wanted, on other routes as well", async () => {
  await using stage = await open();
  const { socket, answer } = await talk(stage);
  socket.write(head(stage, "Content-Length: 5", "Expect: 100-continue", "Connection: close"));
  const [first] = await once(socket, "data");
  assert.equal(String(first), "HTTP/1.1 100 Continue\r\n\r\n");
  socket.write("hello");
  assert.match(await answer, /HTTP\/1\.1 201 /);
  const body = JSON.stringify({ username: "ada", password: "correct horse" });
  const login = await talk(stage);
  const headers = [
    `Content-Length: ${body.length}`,
    "Content-Type: application/json",
    "Expect: 100-continue",
    "Connection: close",
  ];
  login.socket.write(`POST /auth/login HTTP/1.1\r\nHost: x\r\n${headers.join("\r\n")}\r\n\r\n`);
  await once(login.socket, "data");
  login.socket.write(body);
  assert.match(await login.answer, /^HTTP\/1\.1 100 .*HTTP\/1\.1 200 /s);
});

test("I8: uploadBytes bytes are taken; one more is told as soon as it has come, and the connection may go on when all is read", async () => {
  await using stage = await open({ bounds: { uploadBytes: 5, closeGraceMs: 1_000 } });
  const before = stage.clock.pending;
  assert.equal((await stage.upload("?name=a", "hello")).status, 201);
  const { socket, answer } = await talk(stage);
  socket.write(`${head(stage, "Transfer-Encoding: chunked")}6\r\nhello!\r\n`);
  const [told] = await once(socket, "data");
  assert.match(String(told), /^HTTP\/1\.1 413 .*FILE_TOO_LARGE/s);
  socket.write("3\r\nend\r\n0\r\n\r\n");
  socket.write(head(stage, "Content-Length: 5", "Connection: close").concat("HELLO"));
  assert.match(await answer, /HTTP\/1\.1 201 /);
  assert.equal(await kept(stage), 2);
  assert.equal(stage.clock.pending, before, "no timer is left");
});

test("I8: what is left of a refused body is read for closeGraceMs, then the connection is cut", async () => {
  await using stage = await open({ bounds: { uploadBytes: 5, closeGraceMs: 1_000 } });
  for (const headers of [["Content-Length: 600"], ["Content-Length: 600", "Authorization: Bearer x"]]) {
    const { socket, answer } = await talk(stage);
    socket.write(head(stage, ...headers));
    const [told] = await once(socket, "data");
    assert.match(String(told), /^HTTP\/1\.1 4/);
    socket.write("some of it");
    await read();
    stage.clock.advance(999);
    await read();
    assert.equal(socket.readyState, "open");
    stage.clock.advance(1);
    await answer.catch(() => "reset");
  }
});

test("an upload that breaks off leaves nothing, neither bytes nor a place taken", async () => {
  await using stage = await open({ bounds: { uploadsAtOnce: 1 } });
  for (const headers of ["Content-Length: 1000", "Transfer-Encoding: chunked"]) {
    const { socket } = await talk(stage);
    socket.write(`${head(stage, headers)}3e8\r\nhalf of it`);
    await read();
    socket.destroy();
    await read();
  }
  assert.equal(await kept(stage), 0);
  assert.equal((await stage.upload("?name=a", "hello")).status, 201);
  assert.deepEqual(
    stage.log.lines.filter(({ level }) => level === "error" || level === "warn"),
    [],
    "what clients do is no error of ours",
  );
});

test("I8: an upload may take as long as it likes while uploadStallBytes come in each uploadStallMs; httpRequestMs is not for it", async () => {
  await using stage = await open({ bounds: { uploadStallMs: 10_000, uploadStallBytes: 10, httpRequestMs: 100 } });
  const { socket, answer } = await talk(stage);
  socket.write(head(stage, "Content-Length: 50", "Connection: close"));
  const startedAt = performance.now();
  for (let n = 0; n < 5; n += 1) {
    await read();
    stage.clock.advance(9_000);
    socket.write("0123456789");
    await read();
    stage.clock.advance(1_000);
    // Longer than Node's own clock would let a request take.
    while (performance.now() - startedAt < 50 * (n + 1)) await read(1);
  }
  assert.match(await answer, /^HTTP\/1\.1 201 /);
});

test("I8: one byte less than uploadStallBytes in uploadStallMs, and it is 408", async () => {
  await using stage = await open({ bounds: { uploadStallMs: 10_000, uploadStallBytes: 10 } });
  const { socket, answer } = await talk(stage);
  socket.write(`${head(stage, "Content-Length: 50")}012345678`);
  await read();
  stage.clock.advance(10_000);
  await read();
  stage.clock.advance(10_000);
  assert.match(await answer, /^HTTP\/1\.1 408 .*"error_code":"REQUEST_TIMEOUT"}$/s);
  assert.equal(await kept(stage), 0);
});

test("the body is read no faster than it is kept", async () => {
  const go = Promise.withResolvers<void>();
  let taken = 0;
  const { createMemoryBlobs } = await import("../../core/testing/memory-blobs.ts");
  const blobs = createMemoryBlobs();
  const slow = {
    ...blobs,
    receive: (content: AsyncIterable<Uint8Array>, expectedBytes: number) =>
      blobs.receive(
        (async function* () {
          for await (const piece of content) {
            taken += piece.length;
            await go.promise;
            yield piece;
          }
        })(),
        expectedBytes,
      ),
  };
  await using stage = await open({ core: { blobs: slow } });
  const { socket, answer } = await talk(stage);
  const size = 64 * 1024 * 1024;
  socket.write(head(stage, `Content-Length: ${size}`, "Connection: close"));
  const isSent = socket.write(Buffer.alloc(size, "x"));
  await read(50);
  assert.ok(taken <= 64 * 1024, `${taken} bytes taken`);
  assert.ok(!isSent && socket.writableLength > size / 2, "the rest is still the client's");
  go.resolve();
  assert.match(await answer, /^HTTP\/1\.1 201 /);
});
