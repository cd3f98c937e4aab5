import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
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
  assert.equal(JSON.stringify(served.log.lines).includes(secret), false);
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
