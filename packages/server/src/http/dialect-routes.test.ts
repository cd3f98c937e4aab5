import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { z } from "zod";
import type { DialectAnswer, DialectRequest, DialectRoute } from "../dialects/contract.ts";
import { ask } from "./testing/ask.ts";
import { serve } from "./testing/serve.ts";

function dialectRoute(
  handle: (request: DialectRequest) => DialectAnswer | Promise<DialectAnswer>,
  rest: Partial<DialectRoute> = {},
): DialectRoute {
  return {
    method: "POST",
    path: "/dialect",
    summary: "",
    answers: {},
    authenticated: false,
    handle: async (request) => handle(request),
    ...rest,
  };
}
const answering = (body: DialectAnswer["body"], headers: Record<string, string> = {}) =>
  dialectRoute(() => ({ status: 200, body, headers }));
const echo = dialectRoute(({ body }) => ({ status: 200, body: { body } }));
const codeOf = (json: unknown): string => z.object({ error: z.string(), error_code: z.string() }).strict().parse(json).error_code;

test("an object is sent as JSON, a string as plain text, null as no body at all", async () => {
  const cases = [
    [{ a: "é" }, "application/json; charset=utf-8", '{"a":"é"}'],
    ["plain <b>text</b>", "text/plain; charset=utf-8", "plain <b>text</b>"],
    [null, undefined, ""],
  ] as const;
  for (const [body, type, text] of cases) {
    await using served = await serve({ dialectRoutes: [answering(body)] });
    const answer = await ask(served.url, "/dialect", { method: "POST" });
    assert.deepEqual([answer.status, answer.headers["content-type"], answer.text], [200, type, text]);
    assert.equal(answer.headers["content-length"], String(Buffer.byteLength(text)));
    assert.equal(answer.headers["x-content-type-options"], "nosniff");
  }
});

test("a body is read as JSON whatever its media type; what is not JSON is no body for a route without a schema", async () => {
  await using served = await serve({ dialectRoutes: [echo] });
  for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded", undefined]) {
    const answer = await ask(served.url, "/dialect", { body: '{"a":1}', headers: { "content-type": type } });
    assert.deepEqual(answer.json, { body: { a: 1 } }, String(type));
  }
  for (const body of ["", "{", "\u{feff}x"]) assert.deepEqual((await ask(served.url, "/dialect", { body })).json, {}, body);
});

test("a body that does not fit the schema is BAD_REQUEST and names the field, or what the route says", async () => {
  const body = z.object({ other: z.object({ id: z.string() }) });
  const badBody = { status: 400, body: "Invalid request body" };
  for (const route of [
    { ...echo, body },
    { ...echo, body, badBody },
  ]) {
    await using served = await serve({ dialectRoutes: [route] });
    assert.deepEqual((await ask(served.url, "/dialect", { body: { other: { id: "x" }, more: 1 } })).json, {
      body: { other: { id: "x" } },
    });
    for (const wrong of [undefined, "{", [], { other: { id: 1, secret: "s3cret" } }]) {
      const answer = await ask(served.url, "/dialect", wrong === undefined ? { method: "POST" } : { body: wrong });
      assert.equal(answer.status, 400);
      if (route === undefined || "badBody" in route) assert.equal(answer.text, "Invalid request body");
      else assert.equal(codeOf(answer.json), "BAD_REQUEST");
      assert.equal(answer.text.includes("s3cret"), false);
      if (!("badBody" in route) && typeof wrong === "object" && "other" in wrong)
        assert.match(answer.text, /check \\"other.id\\"/);
    }
  }
});

test("a wrong method is answered as the route says", async () => {
  const badMethod = { status: 405, body: "Method not allowed", headers: { allow: "POST" } };
  await using served = await serve({ dialectRoutes: [{ ...echo, badMethod }] });
  const answer = await ask(served.url, "/dialect");
  assert.deepEqual([answer.status, answer.text, answer.headers["allow"]], [405, "Method not allowed", "POST"]);
  assert.equal((await ask(served.url, "/dialect", { method: "OPTIONS" })).status, 204);
});

test("an authenticated route gets the session and never runs without one; others get null", async () => {
  let ran = 0;
  const whoami = (request: DialectRequest): DialectAnswer => {
    ran += 1;
    return { status: 200, body: { name: request.session?.user.name ?? null, address: request.address } };
  };
  await using served = await serve({
    dialectRoutes: [dialectRoute(whoami, { authenticated: true }), dialectRoute(whoami, { path: "/open" })],
    addressOf: () => "192.0.2.7",
  });
  const { token } = await served.chat.accounts.register({ name: "ada", password: "correct horse", address: "::1" });
  assert.equal(codeOf((await ask(served.url, "/dialect", { method: "POST" })).json), "AUTH_TOKEN_MISSING");
  assert.equal(codeOf((await ask(served.url, "/dialect", { method: "POST", token: "nonsense" })).json), "AUTH_TOKEN_INVALID");
  assert.equal(ran, 0);
  assert.deepEqual((await ask(served.url, "/dialect", { method: "POST", token })).json, { name: "ada", address: "192.0.2.7" });
  assert.deepEqual((await ask(served.url, "/open", { method: "POST", token })).json, { name: null, address: "192.0.2.7" });
});

/** Counts what was pulled of an endless answer, and tells when the iteration was ended. */
function endless(piece: string) {
  const ended = Promise.withResolvers<void>();
  const state = { pulled: 0, ended: ended.promise };
  async function* texts(): AsyncGenerator<string> {
    try {
      for (;;) {
        state.pulled += 1;
        yield piece;
      }
    } finally {
      ended.resolve();
    }
  }
  return { state, texts };
}

test("a streamed answer arrives whole and in order", async () => {
  async function* texts(): AsyncGenerator<string> {
    yield "[0";
    for (let i = 1; i < 5_000; i++) yield `,${i}`;
    yield ',"é"]';
  }
  await using served = await serve({ dialectRoutes: [dialectRoute(() => ({ status: 200, body: texts() }))] });
  const answer = await ask(served.url, "/dialect", { method: "POST" });
  assert.match(answer.headers["content-type"] ?? "", /^application\/json/);
  assert.deepEqual(answer.json, [...Array(5_000).keys(), "é"]);
});

test("a stream is pulled no faster than it is read, and ends when the reader goes away (I4)", async () => {
  const { state, texts } = endless("x".repeat(64 * 1024));
  await using served = await serve({ dialectRoutes: [dialectRoute(() => ({ status: 200, body: texts() }))] });
  const { hostname, port } = new URL(served.url);
  const socket = connect(Number(port), hostname);
  socket.write("POST /dialect HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
  await once(socket, "readable");
  // Nobody reads on: the buffers between fill up, and then nothing is pulled any more.
  let before = -1;
  for (let turns = 0; before !== state.pulled && turns < 100_000; turns++) {
    before = state.pulled;
    for (let i = 0; i < 200; i++) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(state.pulled > 0 && state.pulled < 1_000, `${state.pulled} pieces of 64 KiB pulled`);
  socket.destroy();
  await state.ended;
});

test("a stream that fails midway cuts the connection, so that half an answer is not taken for a whole one", async () => {
  async function* texts(): AsyncGenerator<string> {
    yield "[1,";
    throw new Error("/secret/path");
  }
  await using served = await serve({ dialectRoutes: [dialectRoute(() => ({ status: 200, body: texts() }))] });
  const cut = await ask(served.url, "/dialect", { method: "POST" }).then(
    ({ status, text }) => `${status} ${text}`,
    (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "?"),
  );
  assert.match(cut, /^ECONNRESET$|^500 /);
  assert.equal(cut.includes("secret"), false);
  assert.equal(
    served.log.lines.some((line) => line.level === "error"),
    true,
  );
});
