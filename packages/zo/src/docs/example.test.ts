import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "../../examples/private-messages/client.ts";
import { start } from "../../examples/private-messages/server.ts";
import { RawClient } from "../testing/raw-client.ts";

const example = join(import.meta.dirname, "..", "..", "examples", "private-messages");

test("the example is the document's, unchanged between its lines", () => {
  // SHA-256 of the two blocks of code in the document of the zo protocol.
  const expected = {
    "server.ts": "8116dfd0c045a8610b7857f9b45dcef0507a077823876103664b8ebbe742d04e",
    "client.ts": "4fe94d4f30039a0bdec834fcf60317409fbb81442cf55384af8d75525c9f0c13",
  };
  for (const [name, hash] of Object.entries(expected)) {
    const block = /\/\/ ---- from the document\n([\s\S]*)\/\/ ----\n/.exec(readFileSync(join(example, name), "utf8"))?.[1];
    assert.ok(block !== undefined, name);
    assert.equal(createHash("sha256").update(`${block.trimEnd()}\n`).digest("hex"), hash, name);
  }
});

test("the document's example runs: ids are told, and a private message arrives with a Date, at its target only", async (t) => {
  const lines: string[] = [];
  t.mock.method(console, "log", (...words: unknown[]) => lines.push(words.join(" ")));
  const server = await start(0);
  const [ann, bob, cat] = ["ann", "bob", "cat"].map((name) => connect(server.url, name));
  assert.ok(ann && bob && cat);
  const bobsId = await new Promise<string>((resolve) => bob.client.on.connection.onClientId(({ clientId }) => resolve(clientId)));
  assert.equal(bob.clientId(), bobsId);
  const arrived = new Promise<{ from: string; message: string; timestamp: Date }>((resolve) =>
    bob.client.on.chat.onPrivate(resolve),
  );
  ann.sendPrivateMessage(bobsId, "hello");
  const { from, message, timestamp } = await arrived;
  assert.deepEqual([from, message, timestamp instanceof Date], ["ann", "hello", true]);
  assert.ok(lines.includes("Private from ann: hello"));
  // What went to Bob alone would have come before this answer.
  await new Promise<void>((resolve) => {
    cat.client.on.connection.onClientId(() => resolve());
    cat.client.send.connection.getClientId({});
  });
  assert.equal(lines.filter((line) => line.startsWith("Private")).length, 1);
  for (const { client } of [ann, bob, cat]) client.close();
  await server.stop();
});

test("the document's example speaks the document's frames to a client that knows no more", async () => {
  const server = await start(0);
  await using raw = await RawClient.connect(`${server.url}/?userName=old`);
  const hello = (await raw.ask({ type: "connection.getClientId", payload: {} })) as { payload: { clientId: string } };
  assert.deepEqual(Object.keys(hello), ["type", "payload"]);
  const frame = (await raw.ask({ type: "chat.private", payload: { targetUserId: hello.payload.clientId, message: "me" } })) as {
    type: string;
    payload: { timestamp: string };
  };
  assert.equal(frame.type, "chat.onPrivate");
  assert.match(frame.payload.timestamp, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  raw.ws.close();
  await server.stop();
});
