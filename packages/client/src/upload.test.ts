import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { uploadFile } from "./upload.ts";

interface Heard {
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

/** A server that answers each upload so. */
async function serving(status: number, answer: object, headers: Record<string, string> = {}) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    heard.push({ request, body: await buffer(request) });
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(answer));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const chat = {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/zo`,
    headers: async () => ({ token: "secret" }),
  };
  return { heard, chat, [Symbol.asyncDispose]: async () => void server.close() };
}

const file = { id: "f", name: "naïve.txt", type: "text/plain", sizeBytes: 5, url: "/files/f/x" };

test("the body is the file, its name is in the query, the chat's token in the header; progress ends at the whole", async () => {
  await using server = await serving(201, file);
  const bytes = new Uint8Array(150_000).fill(7);
  const told: number[] = [];
  const onProgress = (sent: number, total: number): void => void told.push(sent / total);
  assert.deepEqual(await uploadFile(server.chat, bytes, { name: "naïve ?.txt", type: "text/plain", onProgress }), file);
  const [upload] = server.heard;
  assert.ok(upload);
  assert.equal(new URL(upload.request.url ?? "", "http://x").searchParams.get("name"), "naïve ?.txt");
  const { authorization, "content-type": type } = upload.request.headers;
  assert.deepEqual([upload.request.method, authorization, type], ["POST", "Bearer secret", "text/plain"]);
  assert.equal(Buffer.compare(upload.body, bytes), 0);
  assert.deepEqual([told.at(-1), told.length, told.toSorted()], [1, 3, told]);
});

test("a Blob brings its own type; without a listener its length is said", async () => {
  await using server = await serving(201, file);
  await uploadFile(server.chat, new Blob(["hello"], { type: "text/css" }));
  const { "content-type": type, "content-length": length } = server.heard[0]?.request.headers ?? {};
  assert.deepEqual([type, length], ["text/css", "5"]);
});

test("refusals have the house's reasons; a lost connection and an abort have theirs", async () => {
  const cases = [
    [413, { error: "The file is too large", error_code: "FILE_TOO_LARGE" }, "file_too_large"],
    [401, { error: "The token is not valid", error_code: "AUTH_TOKEN_INVALID" }, "token_invalid"],
    [500, { error: "Internal server error", error_code: "INTERNAL_SERVER_ERROR" }, "internal"],
    [502, [], "internal"],
  ] as const;
  for (const [status, answer, reason] of cases) {
    await using server = await serving(status, answer);
    await assert.rejects(uploadFile(server.chat, new Uint8Array(3)), { name: "ChatError", reason });
  }
  await using limited = await serving(429, { error: "…", error_code: "RATE_LIMITED" }, { "retry-after": "2" });
  await assert.rejects(uploadFile(limited.chat, new Uint8Array(3)), { reason: "rate_limited", retryAfterMs: 2_000 });
  const nobody = { url: "ws://127.0.0.1:1/zo", headers: async () => ({}) };
  await assert.rejects(uploadFile(nobody, new Uint8Array(3)), { reason: "disconnected" });
  await assert.rejects(uploadFile(limited.chat, new Uint8Array(3), { signal: AbortSignal.abort() }), { reason: "aborted" });
});
