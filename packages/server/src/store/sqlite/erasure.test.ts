import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Message } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import { loungePost } from "./testing/post.ts";
import { StoreInFolder } from "./testing/store-in-folder.ts";

const author = { id: "ann", kind: "address" as const, name: "Ann" };
/** One that fits on its page, and one that goes on over pages of its own. */
const secrets = ["S3cret-short", `S3cret-long ${"and on, S3cret ".repeat(2_000)}`];

test("a deleted text is in no file of the store once it is closed: not as it was written, and not as it was edited", async () => {
  await using sqlite = await StoreInFolder.make();
  const { store, folder } = sqlite;
  const post = async (text: string): Promise<Message> => {
    const outcome = await store.post(loungePost(text, { author }));
    assert.ok(outcome.kind === "posted");
    return outcome.message;
  };
  const holds = (word: string) => globSync("*", { cwd: folder }).some((file) => readFileSync(join(folder, file)).includes(word));

  const doomed: Message[] = [];
  for (const secret of secrets) {
    for (let n = 0; n < 50; n += 1) {
      await post(`kept ${n}`);
      const message = await post(n % 2 === 0 ? secret : "harmless");
      const deed = { messageId: message.id, by: author, at: 2, text: `${secret} again`, calls: { names: [], room: false } };
      assert.equal((await store.editMessage({ ...deed, maxEdits: 9 })).kind, "done");
      doomed.push(message);
    }
  }
  assert.ok(holds("S3cret"), "it was there");
  for (const { id } of doomed) assert.equal((await store.deleteMessage({ messageId: id, by: author, at: 3 })).kind, "done");
  assert.equal((await store.snapshot(loungeId, 1_000))?.messages.length, 200);
  await store.close();
  assert.ok(holds("kept 7"));
  assert.ok(!holds("S3cret"), "something of it is left");
});

test("of an account that was deleted, name, address, profile and texts are in no file of the store once it is closed and gone over", async () => {
  await using sqlite = await StoreInFolder.make();
  const { store, folder } = sqlite;
  const holds = (word: string) => globSync("*", { cwd: folder }).some((file) => readFileSync(join(folder, file)).includes(word));
  const account = async (n: number, name: string) => {
    const given = { id: `u${n}`, name, nameKey: name.toLowerCase(), email: `${name}@x`, emailKey: `${name.toLowerCase()}@x` };
    await store.createAccount({ ...given, passwordHash: "x", at: n, joins: [loungeId] });
    return { id: `u${n}`, kind: "account" as const, name };
  };
  // Enough others for pages to be split with the name in them.
  for (let n = 0; n < 300; n += 1) await account(n, `Other${n}`);
  const by = await account(500, "S3cret");
  const other = await account(501, "Kept");
  await store.setProfile({ userId: by.id, displayName: { name: "S3cret shown", key: "s3cret shown" }, about: "S3cret about" });
  await store.createToken({ hash: "h", sessionId: "s", userId: by.id, createdAt: 1, expiresAt: 9, label: "S3cret phone" });
  await store.createRoom({ id: "g", kind: "public", name: "group", topic: null, by, at: 1, maxPerDay: 9 });
  await store.invite({ roomId: "g", userId: other.id, by, at: 1, maxMembers: 9 });
  await store.setRole({ roomId: "g", userId: other.id, role: "moderator", by, at: 1 });
  await store.openDirect({ from: by.id, to: other.id, newRoomId: "d", at: 1 });
  for (let n = 0; n < 200; n += 1) {
    await store.post(loungePost(n % 2 === 0 ? "S3cret text" : `S3cret ${"long S3cret ".repeat(900)}`, { author: by }));
    await store.post(loungePost(`kept ${n}`, { author: other }));
  }
  assert.ok(holds("S3cret"), "it was there");
  const deletion = { userId: by.id, passwordHash: "x", at: 3, shownAs: "Deleted account", erase: true };
  assert.equal((await store.deleteAccount(deletion)).kind, "deleted");
  const step = { at: 4, maxScanned: 100, maxErased: 30 };
  while ((await store.continueDeletion(step)).kind !== "idle");
  await store.close();
  assert.ok(holds("kept 7") && holds("Other77") && holds("Deleted account"));
  for (const word of ["S3cret", "s3cret"]) assert.ok(!holds(word), `something of ${word} is left`);
});
