import assert from "node:assert/strict";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { z } from "zod";
import { ChatError, type ErrorCode, errorCatalogue } from "../core/errors.ts";
import type { DialectRoute } from "../dialects/contract.ts";
import { errorBody } from "./refusal.ts";
import { type Answer, ask } from "./testing/ask.ts";
import { type Served, serve } from "./testing/serve.ts";

const strictBody = errorBody.strict();

function outcome(answer: Answer): string {
  assert.match(answer.headers["content-type"] ?? "", /^application\/json/);
  return `${answer.status} ${strictBody.parse(answer.json).error_code}`;
}

/** A route that fails with whatever it is told to. */
const failing = (fail: () => unknown): DialectRoute => ({
  method: "POST",
  path: "/fail",
  summary: "",
  answers: {},
  authenticated: false,
  handle: async () => {
    throw fail();
  },
});

test("every refusal of the catalogue comes out with its status, in the house form", async () => {
  for (const code of Object.keys(errorCatalogue) as ErrorCode[]) {
    await using served = await serve({ dialectRoutes: [failing(() => new ChatError(code))] });
    const answer = await ask(served.url, "/fail", { method: "POST" });
    assert.equal(answer.status, errorCatalogue[code].httpStatus);
    const { error, correlation_id } = strictBody.parse(answer.json);
    assert.equal(error, errorCatalogue[code].message);
    assert.equal(correlation_id !== undefined, code === "internal", code);
  }
});

test("an unknown error is 500 with a correlation id that finds it in the log, and says nothing else", async () => {
  const secret = "/var/lib/parlance/db at Object.<anonymous>";
  for (const error of [
    new Error(secret),
    Object.assign(new Error(secret), { code: "EIO", statusCode: 500 }),
    secret,
    { secret },
  ]) {
    await using served = await serve({ dialectRoutes: [failing(() => error)] });
    const answer = await ask(served.url, "/fail?password=hunter2", { method: "POST" });
    assert.equal(outcome(answer), "500 INTERNAL_SERVER_ERROR");
    const { correlation_id, error: said } = strictBody.parse(answer.json);
    assert.equal(said, "Internal server error");
    assert.equal(answer.headers["x-request-id"], correlation_id);
    const logged = served.log.lines.filter((line) => line.level === "error");
    assert.equal(logged.length, 1);
    assert.equal(z.object({ requestId: z.string() }).parse(logged[0]?.fields).requestId, correlation_id);
    assert.equal(answer.text.includes("parlance"), false);
  }
});

test("a path that is not there is NOT_FOUND, whatever comes with it, and is not repeated", async () => {
  await using served = await serve();
  for (const path of [
    "/nowhere",
    "/auth",
    "/auth/login/",
    "//auth/login",
    "/../etc/passwd",
    "/docs/../../x",
    "/%00",
    "/files/x",
  ]) {
    for (const type of ["text/html", "application/json"]) {
      const answer = await ask(served.url, path, { body: "<not json>", headers: { "content-type": type } });
      assert.equal(outcome(answer), "404 NOT_FOUND", path);
      assert.equal(answer.text.includes(path), false);
    }
  }
  assert.equal(outcome(await ask(served.url, "/nowhere/%zz?token=x")), "400 BAD_REQUEST");
});

test("a method that a path does not have is METHOD_NOT_ALLOWED, with those it has", async () => {
  await using served = await serve();
  const cases = [
    ["PUT", "/auth/login", "OPTIONS, POST"],
    ["GET", "/auth/login", "OPTIONS, POST"],
    ["DELETE", "/user/info", "GET, HEAD, OPTIONS, POST"],
    ["POST", "/health", "GET, HEAD, OPTIONS"],
    ["POST", "/files/some-id/some-name", "GET, HEAD, OPTIONS"],
    ["PROPFIND", "/docs", "GET, HEAD, OPTIONS"],
  ] as const;
  for (const [method, path, allow] of cases) {
    const answer = await ask(served.url, path, { method });
    assert.equal(outcome(answer), "405 METHOD_NOT_ALLOWED", `${method} ${path}`);
    assert.equal(answer.headers["allow"], allow);
  }
});

test("HEAD is GET without the body", async () => {
  await using served = await serve();
  const [get, head] = [await ask(served.url, "/health"), await ask(served.url, "/health", { method: "HEAD" })];
  assert.deepEqual([head.status, head.text, head.headers["content-length"]], [200, "", get.headers["content-length"]]);
});

test("a body of another media type, not JSON, not UTF-8, or nested too deep is refused", async () => {
  await using served = await serve({ bounds: { jsonDepth: 3 } });
  const post = (body: string, type = "application/json") =>
    ask(served.url, "/auth/login", { body, headers: { "content-type": type } });
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense"]) {
    assert.equal(outcome(await post("{}", type)), "415 UNSUPPORTED_MEDIA_TYPE", type);
  }
  for (const body of ["", "{", "{'a':1}", "undefined", '{"a":1}x', "\0"])
    assert.equal(outcome(await post(body)), "400 BAD_REQUEST", body);
  const login = { username: "ada", password: "not the one" };
  const nested = (depth: number) => JSON.stringify({ ...login, more: JSON.parse("[".repeat(depth - 1) + "]".repeat(depth - 1)) });
  assert.equal(outcome(await post(nested(3))), "401 AUTH_CREDENTIALS_INVALID");
  assert.match((await post(nested(4))).text, /the body is not JSON/);
  assert.equal(outcome(await post(JSON.stringify({ ...login, more: '[[[[{{{{\\"[[[[' }))), "401 AUTH_CREDENTIALS_INVALID");
  assert.equal(outcome(await post('{"username":"ada","password":"x","__proto__":{"a":1}}')), "401 AUTH_CREDENTIALS_INVALID");
});

test("bound httpBodyBytes: a body of n bytes is read, one of n+1 is PAYLOAD_TOO_LARGE", async () => {
  const size = 200;
  await using served = await serve({ bounds: { httpBodyBytes: size } });
  const bodyOf = (bytes: number) => JSON.stringify({ username: "ada", password: "" }).padEnd(bytes);
  assert.equal(outcome(await ask(served.url, "/auth/login", { body: bodyOf(size) })), "401 AUTH_CREDENTIALS_INVALID");
  assert.equal(outcome(await ask(served.url, "/auth/login", { body: bodyOf(size + 1) })), "413 PAYLOAD_TOO_LARGE");
});

/** Sends bytes as they are and answers everything that comes back until the server closes. */
async function raw(served: Served, bytes: string): Promise<string> {
  const { hostname, port } = new URL(served.url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  return text(socket);
}

const halfRequest = "POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";

test("bound httpHeaderBytes: past it 431; what is not HTTP is 400; both in the house form", async () => {
  await using served = await serve({ bounds: { httpHeaderBytes: 4_000 } });
  const withHeader = (size: number) => `GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: ${"x".repeat(size)}\r\n\r\n`;
  assert.match(await raw(served, withHeader(3_800)), /^HTTP\/1.1 200 /);
  assert.match(await raw(served, withHeader(4_100)), /^HTTP\/1.1 431 .*"error_code":"HEADERS_TOO_LARGE"}$/s);
  assert.match(await raw(served, "hello\r\n\r\n"), /^HTTP\/1.1 400 .*"error_code":"BAD_REQUEST"}$/s);
});

test("bound httpRequestMs: a request that does not arrive in time is 408", async () => {
  await using served = await serve({ bounds: { httpRequestMs: 200 } });
  for (const some of ["", "POST /auth", halfRequest]) {
    assert.match(await raw(served, some), /^HTTP\/1.1 408 .*"error_code":"REQUEST_TIMEOUT"}$/s);
  }
});

test("bound httpStallMs: a connection on which nothing moves any more is cut, within a request and after its answer", async () => {
  await using served = await serve({ bounds: { httpStallMs: 100 } });
  assert.equal(await raw(served, halfRequest), "");
  assert.match(await raw(served, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"), /^HTTP\/1.1 200 /);
});
