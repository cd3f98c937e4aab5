import assert from "node:assert/strict";
import { test } from "node:test";
import { besidePage, mountPath, socketUrl } from "./place.ts";

test("everything is looked for beside the page", () => {
  assert.equal(besidePage("/docs/mounts.json", "https://chat.example/playground"), "https://chat.example/docs/mounts.json");
  assert.equal(
    besidePage("/docs/mounts.json", "https://x.example/below/playground#a"),
    "https://x.example/below/docs/mounts.json",
  );
  assert.equal(socketUrl("/zo", "https://x.example/below/playground"), "wss://x.example/below/zo");
  assert.equal(socketUrl("/chat", "http://localhost:8080/playground"), "ws://localhost:8080/chat");
});

test("a protocol is spoken on the page's own listener, where it is alone if there is such a place", () => {
  const mounts = [
    { protocol: "reactions", listener: "main", path: "/ws" },
    { protocol: "openchamp", listener: "main", path: "/ws" },
    { protocol: "reactions", listener: "main", path: "/reactions/ws" },
    { protocol: "roster", listener: "roster", path: "/" },
  ];
  assert.equal(mountPath(mounts, "reactions"), "/reactions/ws");
  assert.equal(mountPath(mounts, "openchamp"), "/ws");
  assert.equal(mountPath(mounts, "roster"), undefined);
  assert.equal(mountPath("nothing", "zo"), undefined);
});
