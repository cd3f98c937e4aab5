import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "../index.ts";
import type { NativeServer } from "./native.ts";
import { serve } from "./serve.ts";

/** What a request is answered before Bun takes it over. `fetch` is plain web API, so this runs anywhere. */
const noServer: NativeServer = { upgrade: () => false };

test("a request that is no upgrade is answered 426 and says what would be one", async () => {
  const { fetch, close } = serve(create().router({}, {}));
  const response = await fetch(new Request("http://x/"), noServer);
  assert.equal(response?.status, 426);
  assert.equal(response.headers.get("upgrade"), "websocket");
  await close();
});

test("an upgrade that Bun does not take is answered 400, and its onDisconnect is called", async () => {
  const gone: string[] = [];
  const zo = create({ onConnect: () => ({ user: "ann" }), onDisconnect: ({ user }) => void gone.push(user) });
  const { fetch, close, hub } = serve(zo.router({}, {}), { bounds: { connections: 1 } });
  for (let round = 0; round < 2; round++) {
    const response = await fetch(new Request("http://x/", { headers: { upgrade: "websocket" } }), noServer);
    assert.equal(response?.status, 400);
  }
  assert.deepEqual(gone, ["ann", "ann"]);
  assert.equal(hub.connectionCount, 0);
  await close();
});
