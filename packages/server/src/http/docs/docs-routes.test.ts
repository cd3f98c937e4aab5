import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { z } from "zod";
import type { DialectRoute, Fidelity } from "../../dialects/contract.ts";
import { ask } from "../testing/ask.ts";
import { serve } from "../testing/serve.ts";

const evil = `<script>alert("1")</script>'&`;
const fidelity: Fidelity = {
  posted: { kind: "native", as: evil },
  reaction_added: { kind: "fallback", as: evil },
  reaction_removed: { kind: "hidden", why: evil },
  member_joined: { kind: "hidden", why: "no members" },
  member_left: { kind: "hidden", why: "a test" },
  role_changed: { kind: "hidden", why: "a test" },
  room_changed: { kind: "hidden", why: "a test" },
  edited: { kind: "hidden", why: "a test" },
  deleted: { kind: "hidden", why: "a test" },
  pinned: { kind: "hidden", why: "a test" },
  unpinned: { kind: "hidden", why: "a test" },
  banned: { kind: "hidden", why: "a test" },
  unbanned: { kind: "hidden", why: "a test" },
};
const dialect = {
  name: "evil",
  fidelity,
  contract: {
    title: evil,
    description: evil,
    version: evil,
    messages: [
      {
        name: "both",
        from: "client",
        summary: evil,
        schema: z.object({ [evil]: z.literal(evil).meta({ description: evil }), second: z.string().max(7) }),
        examples: [{ [evil]: evil, second: "x" }],
      },
      { name: "both", from: "server", summary: "", schema: z.object({ third: z.string() }), examples: [] },
    ],
  },
} as const;
const dialectRoutes: readonly DialectRoute[] = [
  {
    method: "POST",
    path: "/evil",
    summary: evil,
    body: z.object({ [evil]: z.string() }),
    answers: { 200: null, 400: z.string() },
    authenticated: true,
    handle: async () => ({ status: 200, body: null }),
  },
];
const mounts = [
  { dialect, listener: "main", path: "/evil", url: () => "ws://localhost:8080/evil?a=<b>" },
  { dialect, listener: "other", path: "/", url: () => "ws://localhost:3001/" },
];
const served = () => serve({ mounts, dialectRoutes, version: evil });

test("the page escapes whatever a contract says", async () => {
  await using it = await served();
  const { status, text } = await ask(it.url, "/docs");
  assert.equal(status, 200);
  assert.equal(text.includes("<script"), false);
  assert.equal(text.includes(`alert("1")`), false);
  assert.ok(text.includes("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;"));
});

test("without a web client / leads to the page, as /docs/ does: whoever opens the address in a browser sees more than an error", async () => {
  await using it = await served();
  for (const path of ["/", "/docs/"]) {
    const { status, headers, text } = await ask(it.url, path);
    assert.deepEqual([status, text], [302, ""], path);
    assert.equal(new URL(headers["location"] ?? "", `http://chat.example${path}`).pathname, "/docs");
    assert.equal(new URL(headers["location"] ?? "", `http://chat.example/below${path}`).pathname, "/below/docs");
  }
  assert.equal((await ask(it.url, "/", { method: "POST" })).status, 405);
});

test("the page needs nothing but its own stylesheet, and its policy allows nothing else", async () => {
  await using it = await served();
  const { headers, text } = await ask(it.url, "/docs");
  assert.match(headers["content-type"] ?? "", /^text\/html/);
  const policy = headers["content-security-policy"] ?? "";
  assert.match(policy, /default-src 'none'; style-src 'self'/);
  assert.equal(policy.includes("unsafe"), false);
  assert.equal(/<script|<style|\son\w+=|\sstyle=|(?:src|href)="(?:\w+:|\/)/.test(text), false);
  const css = await ask(it.url, "/docs/page.css");
  assert.match(css.headers["content-type"] ?? "", /^text\/css/);
  assert.equal(/url\(|@import/.test(css.text), false);
});

test("every link of the page leads somewhere, every place and message is named, every id is there once", async () => {
  await using it = await served();
  const { text } = await ask(it.url, "/docs");
  const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
  assert.equal(new Set(ids).size, ids.length);
  for (const [, href = ""] of text.matchAll(/href="([^"]*)"/g)) {
    if (href.startsWith("#")) assert.ok(ids.includes(href.slice(1)), href);
    else assert.equal((await ask(it.url, new URL(href, `${it.url}/docs`).pathname)).status, 200, href);
  }
  for (const id of ["evil", "evil-both.client", "evil-both.server", "http", "postEvil", "postAuthLogin", "getFile"])
    assert.ok(ids.includes(id), id);
  for (const part of ["ws://localhost:3001/", "&lt;= 7 characters", "member_joined", "no members"])
    assert.ok(text.includes(part), part);
});

test("each document is the same in JSON and in YAML", async () => {
  await using it = await served();
  for (const name of ["openapi", "asyncapi/evil"]) {
    const [json, yaml] = [await ask(it.url, `/docs/${name}.json`), await ask(it.url, `/docs/${name}.yaml`)];
    assert.deepEqual([json.status, yaml.status], [200, 200]);
    assert.deepEqual(parse(yaml.text), json.json);
  }
  assert.equal((await ask(it.url, "/docs/asyncapi/other.json")).status, 404);
});

test("mounts.json tells a page where to connect, on its own origin wherever that is", async () => {
  await using it = await served();
  assert.deepEqual((await ask(it.url, "/docs/mounts.json")).json, [
    { protocol: "evil", listener: "main", path: "/evil" },
    { protocol: "evil", listener: "other", path: "/", url: "ws://localhost:3001/" },
  ]);
});

test("fidelity.json tells of every event what each protocol makes of it", async () => {
  const elsewhere = {
    dialect: { ...dialect, name: "other" },
    listener: "main",
    path: "/other",
    url: () => "ws://localhost:8080/other",
  };
  await using it = await serve({ mounts: [...mounts, elsewhere] });
  const { json } = await ask(it.url, "/docs/fidelity.json");
  const expected = Object.entries(fidelity).map(([event, entry]) => [event, { evil: entry, other: entry }]);
  assert.deepEqual(json, Object.fromEntries(expected));
});

test("the OpenAPI document has every route that is mounted, of the house and of dialects, and no other", async () => {
  await using it = await served();
  const { json } = await ask(it.url, "/docs/openapi.json");
  const operation = z.object({
    security: z.array(z.unknown()),
    requestBody: z.object({ required: z.boolean() }).optional(),
    responses: z.record(z.string(), z.unknown()),
  });
  const { paths } = z.object({ paths: z.record(z.string(), z.record(z.string(), operation)) }).parse(json);
  const routes = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  assert.deepEqual(routes.sort(), [
    "get /account/export",
    "get /files/{id}/preview/{name}",
    "get /files/{id}/{name}",
    "get /health",
    "get /metrics",
    "get /ready",
    "get /user/info",
    "post /auth/login",
    "post /auth/logout",
    "post /auth/refresh",
    "post /auth/register",
    "post /evil",
    "post /files",
    "post /user/info",
  ]);
  assert.deepEqual(Object.keys(paths["/evil"]?.["post"]?.responses ?? {}), ["200", "400"]);
  assert.deepEqual(paths["/evil"]?.["post"]?.security, [{ bearer: [] }]);
  assert.deepEqual(paths["/auth/login"]?.["post"]?.security, []);
  assert.equal(paths["/auth/login"]?.["post"]?.requestBody?.required, true);
  assert.equal(paths["/user/info"]?.["post"]?.requestBody?.required, false);
});
