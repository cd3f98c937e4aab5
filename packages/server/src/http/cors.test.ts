import assert from "node:assert/strict";
import { test } from "node:test";
import { ask } from "./testing/ask.ts";
import { serve } from "./testing/serve.ts";

const origin = "https://elsewhere.example";

test("pages of any origin may ask and read, errors too, but never with credentials of the browser's", async () => {
  await using served = await serve();
  for (const path of ["/auth/login", "/user/info", "/docs/openapi.json", "/nowhere"]) {
    const { headers } = await ask(served.url, path, { headers: { origin } });
    assert.equal(headers["access-control-allow-origin"], "*", path);
    assert.equal(headers["access-control-allow-credentials"], undefined);
    assert.match(headers["access-control-expose-headers"] ?? "", /retry-after/);
  }
});

test("a preflight is answered with the path's methods and the headers clients need", async () => {
  await using served = await serve();
  const preflight = await ask(served.url, "/auth/login", {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type" },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers["access-control-allow-origin"], "*");
  assert.equal(preflight.headers["access-control-allow-methods"], "OPTIONS, POST");
  assert.equal(preflight.headers["access-control-allow-headers"], "authorization, content-type");
});

test("allowed-origins: only those may read, each by its own name", async () => {
  await using served = await serve({ allowedOrigins: ["https://chat.example", "https://other.example"] });
  const allowed = async (from: string | undefined, method = "GET") => {
    const { headers } = await ask(served.url, "/auth/login", { method, headers: { origin: from } });
    assert.match(headers["vary"] ?? "", /origin/i);
    return headers["access-control-allow-origin"];
  };
  for (const method of ["GET", "OPTIONS"]) {
    assert.equal(await allowed("https://chat.example", method), "https://chat.example");
    assert.equal(await allowed("https://other.example", method), "https://other.example");
    assert.equal(await allowed(origin, method), undefined);
    assert.equal(await allowed(undefined, method), undefined);
  }
});

test("what is for operators is not readable from a page of another origin", async () => {
  await using served = await serve();
  for (const path of ["/health", "/ready", "/metrics"]) {
    assert.equal((await ask(served.url, path, { headers: { origin } })).headers["access-control-allow-origin"], undefined, path);
  }
});
