/** Fills the small disk at argv[2] under a running store and makes room again. Ends with "done" when all held. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { loungeId } from "../../../ports/model.ts";
import type { PostOutcome } from "../../../ports/posts.ts";
import { openSqliteStore } from "../open.ts";
import { loungePost } from "./post.ts";
import { testBounds } from "./store-in-folder.ts";

const disk = process.argv[2] ?? "";
const folder = join(disk, "data");
const filler = join(disk, "filler");
const open = () => openSqliteStore({ folder, bounds: testBounds });

function fill(): void {
  const descriptor = openSync(filler, "w");
  try {
    for (let size = 64 * 1024; size >= 1; size = Math.floor(size / 2)) {
      const block = Buffer.alloc(size);
      for (let isFull = false; !isFull; ) {
        try {
          isFull = writeSync(descriptor, block) < size;
        } catch {
          isFull = true;
        }
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

let store = await open();
let told = 0;
store.onCommit((batch) => {
  told += batch.length;
});
const before = await Promise.all(["a", "b", "c"].map((text) => store.post(loungePost(text))));
await store.check();
fill();

// One batch: a user, rooms and a key that the writer remembers and has to forget again, and more text than there is room for.
const author = { id: "newcomer", kind: "address" as const, name: "Newcomer" };
const texts = Array.from({ length: 40 }, (_, n) => `${n}:${"x".repeat(50_000)}`);
const note = {
  author: { id: "u", kind: "account" as const, name: "U" },
  toNameKey: "u",
  toId: null,
  at: 1,
  nameKey: null,
  clientKey: null,
};
const send = () =>
  Promise.allSettled([
    store.createAccount({
      id: "u",
      name: "U",
      nameKey: "u",
      email: null,
      emailKey: null,
      passwordHash: "h",
      at: 1,
      joins: [loungeId],
    }),
    ...["n1", "n2"].map((text) => store.postPrivate({ ...note, text, newRoomId: `room ${text}` })),
    ...texts.map((text) => store.post(loungePost(text, { author, clientKey: text.slice(0, 2) }))),
  ]);
for (let attempt = 0; attempt < 3; attempt += 1) {
  for (const result of await send()) {
    assert.ok(result.status === "rejected");
    assert.equal(result.reason.code, "full", result.reason.message);
  }
}
assert.equal(told, before.length, "nothing was told of what was not kept");
assert.equal((await store.snapshot(loungeId, 100))?.seq, before.length, "nothing of it was kept");
assert.equal(await store.findUser("u"), null);

rmSync(filler);
const after = await send();
const outcomes = after.map((result) => (result.status === "fulfilled" ? result.value.kind : String(result.reason)));
assert.deepEqual(outcomes, ["created", "posted", "posted", ...texts.map(() => "posted")]);
await store.check();

const idOf = (outcome: PostOutcome): number => ("message" in outcome ? outcome.message.id : Number.NaN);
await store.close();
store = await open();
const events = await store.eventsAfter(loungeId, 0, 1_000);
assert.deepEqual(
  events.map(({ seq }) => seq),
  Array.from({ length: before.length + 1 + texts.length }, (_, n) => n + 1),
);
const notes = (await store.snapshot("room n1", 10))?.messages.map(({ text, seq }) => `${seq} ${text}`);
assert.deepEqual(notes, ["2 n1", "3 n2"]);
const messages = (await store.snapshot(loungeId, 1_000))?.messages ?? [];
assert.deepEqual(
  messages.map(({ text }) => text),
  ["a", "b", "c", ...texts],
);
assert.ok(before.every((outcome, n) => idOf(outcome) === messages[n]?.id));
assert.ok(messages.slice(before.length).every((message) => message.author.id === author.id));
await store.close();

execFileSync("mount", ["-o", "remount,ro", disk]);
await assert.rejects(open(), { code: "read_only" });
execFileSync("mount", ["-o", "remount,rw", disk]);
fill();
rmSync(folder, { recursive: true });
fill();
await assert.rejects(open(), { code: "full" });
writeSync(1, "done\n");
