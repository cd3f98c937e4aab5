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
