import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { z } from "zod";
import type { DialectRoute } from "../dialects/contract.ts";
import { ask } from "./testing/ask.ts";
import { serve } from "./testing/serve.ts";

const fields = z.strictObject({
  requestId: z.string(),
  method: z.string(),
  route: z.string(),
  status: z.number(),
  ms: z.number(),
});

test("each request is one line with the route's pattern; nothing a client sent is in the log", async () => {
  const secret = "hunter2hunter2";
  const served = await serve();
  {
    await using _ = served;
    await ask(served.url, `/auth/login?token=${secret}`, { body: { username: "ada", password: secret } });
    await ask(served.url, `/files/${secret}/${secret}`, { token: secret });
    await ask(served.url, `/nowhere/${secret}`, { headers: { "x-request-id": secret } });
    await ask(served.url, `/%zz${secret}`);
  }
  const lines = served.log.lines.filter((line) => line.message === "request").map((line) => fields.parse(line.fields));
  assert.deepEqual(
    lines.map(({ method, route, status }) => `${method} ${route} ${status}`),
    ["POST /auth/login 401", "GET /files/:id/:name 404", "GET (none) 404"],
  );
  assert.equal(new Set(lines.map((line) => line.requestId)).size, 3);
  assert.ok((lines[0]?.ms ?? 0) > 0, "a login takes its time");
  assert.equal(JSON.stringify(served.log.lines).includes(secret), false);
});

test("a request whose client went away is one line too, and says so", async () => {
  const [asked, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const waiting: DialectRoute = {
    method: "POST",
    path: "/wait",
    summary: "",
    answers: {},
    authenticated: false,
    handle: async () => {
      asked.resolve();
      await gone.promise;
      return { status: 200, body: null };
    },
  };
  const addressOf = (request: IncomingMessage): string => {
    request.socket.once("close", () => gone.resolve());
    return "192.0.2.1";
  };
  const served = await serve({ dialectRoutes: [waiting], addressOf });
  {
    await using _ = served;
    const { hostname, port } = new URL(served.url);
    const socket = connect(Number(port), hostname);
    socket.write("POST /wait HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    await asked.promise;
    socket.destroy();
    await gone.promise;
  }
  const lines = served.log.lines.filter((line) => line.message === "request");
  assert.deepEqual(
    lines.map((line) => fields.extend({ aborted: z.literal(true) }).parse(line.fields).route),
    ["/wait"],
  );
});

test("probes are logged at debug, so that they do not bury the rest", async () => {
  const served = await serve();
  {
    await using _ = served;
    for (const path of ["/health", "/ready", "/metrics"]) await ask(served.url, path);
  }
  assert.deepEqual(
    served.log.lines.map((line) => line.level),
    ["debug", "debug", "debug"],
  );
});
