import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { bannerText, type Served, urlHost, writeReadyFile } from "./announce.ts";

const served: Served = {
  http: "http://127.0.0.1:8080",
  page: null,
  mounts: [{ dialect: "reactions", url: "ws://127.0.0.1:8080/ws" }],
  data: "data",
  limits: true,
};

test("the banner says where each protocol is served, one line each", () => {
  assert.match(bannerText(served), /^ {2}reactions +ws:\/\/127\.0\.0\.1:8080\/ws$/m);
  assert.match(bannerText(served), /^ {2}docs +http:\/\/127\.0\.0\.1:8080\/docs$/m);
  assert.doesNotMatch(bannerText(served), /limits are off/);
  assert.match(bannerText({ ...served, limits: false }), /limits are off/);
});

test("the banner begins with what to open in a browser, where there is something", () => {
  assert.match(bannerText(served), /^Parlance is ready\.\n/);
  const withPage = bannerText({ ...served, page: "https://chat.example/" });
  assert.match(withPage, /^Parlance is ready\. Open https:\/\/chat\.example\/ in a browser\.\n/);
});

test("a URL can be opened: IPv6 stands in brackets, wildcard addresses become the loopback", () => {
  assert.deepEqual(["127.0.0.1", "0.0.0.0", "::", "fe80::1", "chat.example"].map(urlHost), [
    "127.0.0.1",
    "127.0.0.1",
    "[::1]",
    "[fe80::1]",
    "chat.example",
  ]);
});

test("the ready file appears whole, and nothing else is left beside it", () => {
  const folder = mkdtempSync(join(tmpdir(), "parlance-ready-"));
  try {
    writeReadyFile(join(folder, "ready.json"), served);
    assert.deepEqual(readdirSync(folder), ["ready.json"]);
    const content: unknown = JSON.parse(readFileSync(join(folder, "ready.json"), "utf8"));
    assert.deepEqual(content, { http: served.http, mounts: served.mounts, pid: process.pid });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
