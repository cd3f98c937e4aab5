import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { createClient } from "@parlance/zo/client";
import { compiler } from "../../src/types/language-server.ts";
import type { routes } from "./chat.ts";
import { start } from "./server.ts";

const connect = (url: string, name: string) =>
  createClient<typeof routes>(`${url.replace("http", "ws")}/ws`, { headers: { name } });
/** The first thing that a listener hears. */
const first = <T>(listen: (listener: (value: T) => void) => unknown): Promise<T> => new Promise((resolve) => listen(resolve));

test("the page and its bundle load nothing from elsewhere, and a strict policy holds them to that", async () => {
  const server = await start(0);
  try {
    for (const [path, type] of [
      ["/", "text/html"],
      ["/page.css", "text/css"],
      ["/client.js", "text/javascript"],
    ] as const) {
      const response = await fetch(`${server.url}${path}`);
      assert.equal(response.status, 200, path);
      assert.ok(response.headers.get("content-type")?.startsWith(type), path);
      const policy = response.headers.get("content-security-policy") ?? "";
      assert.match(policy, /default-src 'none'/);
      assert.doesNotMatch(policy, /unsafe|https?:|\*|data:/);
      const body = await response.text();
      assert.ok(body.length > 500, path);
      assert.doesNotMatch(body, /(?:https?|wss?):\/\/|(?:src|href)="\/\/|url\(|@import|innerHTML|\bimport\s*[("{]/, path);
    }
    assert.equal((await fetch(`${server.url}/server.ts`)).status, 404);
    assert.equal((await fetch(server.url, { method: "POST" })).status, 405);
  } finally {
    await server.stop();
  }
});

test("two clients: what is said to all reaches both, what is private its target alone", async () => {
  const server = await start(0);
  const ann = connect(server.url, "ann");
  const bob = connect(server.url, "bob");
  try {
    const annsId = first(ann.on.connection.onClientId);
    const bobsId = first(bob.on.connection.onClientId);
    ann.send.connection.getClientId({});
    bob.send.connection.getClientId({});
    const [annIs, bobIs] = [await annsId, await bobsId];
    const list = await ann.call.people.list();
    assert.deepEqual(new Set(list.map(({ clientId }) => clientId)), new Set([annIs.clientId, bobIs.clientId]));

    const both = [first(ann.on.room.onSaid), first(bob.on.room.onSaid)];
    ann.send.room.say({ text: "<b>to all</b>" });
    for (const { from, text, at } of await Promise.all(both)) {
      assert.deepEqual([from.name, text, at instanceof Date], ["ann", "<b>to all</b>", true]);
    }

    const atAnn: string[] = [];
    ann.on.chat.onPrivate(({ message }) => atAnn.push(message));
    const typing = first(bob.on.chat.onTyping);
    const arrived = first(bob.on.chat.onPrivate);
    ann.send.chat.typing({ targetUserId: bobIs.clientId });
    ann.send.chat.private({ targetUserId: bobIs.clientId, message: "psst" });
    assert.deepEqual(await typing, { from: { clientId: annIs.clientId, name: "ann" }, isPrivate: true });
    const { from, fromId, message, timestamp } = await arrived;
    assert.deepEqual([from, fromId, message, timestamp instanceof Date], ["ann", annIs.clientId, "psst", true]);

    // Whoever leaves is missed by the others, and told to whom writes to them; Ann's own message would have come before.
    const left = first(ann.on.people.onChanged);
    bob.close();
    assert.deepEqual(await left, [{ clientId: annIs.clientId, name: "ann" }]);
    const refused = first(ann.onError);
    ann.send.chat.private({ targetUserId: bobIs.clientId, message: "still there?" });
    assert.equal((await refused).code, "not_found");
    assert.deepEqual(atAnn, []);
  } finally {
    ann.close();
    bob.close();
    await server.stop();
  }
});

test("pages of other origins cannot connect", async () => {
  const server = await start(0);
  const statusFor = (origin: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const upgrade = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" };
      const headers = { ...upgrade, "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==", origin };
      const asked = request(`${server.url}/ws?name=eve`, { headers });
      asked.on("upgrade", (response, socket) => {
        socket.destroy();
        resolve(response.statusCode);
      });
      asked.on("response", (response) => resolve(response.statusCode)).on("error", reject);
      asked.end();
    });
  try {
    assert.equal(await statusFor("http://elsewhere.example"), 403);
    assert.equal(await statusFor("null"), 403);
    assert.equal(await statusFor(server.url), 101);
  } finally {
    await server.stop();
  }
});

test("the page's script compiles, in the project's settings and a browser's library, and sets no HTML", async () => {
  assert.doesNotMatch(
    readFileSync(join(import.meta.dirname, "client.ts"), "utf8"),
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write/,
  );
  const run = promisify(execFile);
  await run(process.execPath, [compiler, "-p", import.meta.dirname]).catch((error: { stdout: string }) =>
    assert.fail(error.stdout),
  );
});
