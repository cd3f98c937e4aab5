import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import type { Message } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import { wordsOf } from "../../ports/words.ts";
import { SearchKeys } from "./search-keys.ts";
import { loungePost } from "./testing/post.ts";
import { StoreInFolder } from "./testing/store-in-folder.ts";

const author = { id: "ann", kind: "address" as const, name: "Ann" };
const random = (count: number): string => Array.from({ length: count }, () => String.fromCharCode(65 + randomInt(26))).join("");
/** Many begin alike: FTS5 shortens what follows its like. */
const written = Array.from({ length: 900 }, (_, n) => (n % 3 === 0 ? random(14) : `ZQ${random(3)}XK${random(9)}`));
/** Of these the first are edited, the others deleted. */
const editedCount = 300;

/** Posts, and waits until all is in the index. */
async function indexedMessages(): Promise<{ sqlite: StoreInFolder; messages: Message[] }> {
  let indexed = Promise.withResolvers<void>();
  const onIndexed = (unindexed: number): void => {
    if (unindexed === 0) indexed.resolve();
  };
  const sqlite = await StoreInFolder.make({ indexing: { kept: 0, step: 1 }, onIndexed });
  const post = async (text: string): Promise<Message> => {
    const outcome = await sqlite.store.post(loungePost(text, { author }));
    assert.ok(outcome.kind === "posted");
    return outcome.message;
  };
  const messages: Message[] = [];
  for (let n = 0; n < written.length; n += 100) {
    const part = written.slice(n, n + 100).flatMap((word, m) => [post(`kept ${n + m} ${random(5)}`), post(`said ${word} once`)]);
    messages.push(...(await Promise.all(part)).filter(({ text }) => text.startsWith("said")));
    indexed = Promise.withResolvers();
    await post("and on");
    await indexed.promise;
  }
  return { sqlite, messages };
}

/** Which of the words the index has a key for, from the list of all keys it has. */
function keyed(folder: string, words: readonly string[]): readonly string[] {
  const db = new DatabaseSync(join(folder, "parlance.db"));
  db.exec("CREATE VIRTUAL TABLE temp.all_keys USING fts5vocab(main, search, row)");
  const keys = new Set(
    db
      .prepare("SELECT term FROM temp.all_keys")
      .all()
      .map(({ term }) => String(term)),
  );
  const made = new SearchKeys(db);
  const found = words.filter((word) => {
    const key = made.query({ phrases: [wordsOf(word)], isLastOpen: false }, { rooms: null, author: null });
    return keys.has(key);
  });
  db.exec("INSERT INTO search (search) VALUES ('integrity-check')");
  db.close();
  return found;
}

test("a word leaves the index with the last message that had it, edited or deleted, and was in no file but as a part of the text", async () => {
  const { sqlite, messages } = await indexedMessages();
  await using opened = sqlite;
  const { folder } = opened;
  const held = (words: readonly string[]) => {
    const files = globSync("*", { cwd: folder }).map((file) => readFileSync(join(folder, file), "latin1"));
    return words.filter((word) => files.some((bytes) => bytes.includes(word)));
  };
  const find = async (word: string): Promise<string[]> => {
    const about = { isLastOpen: false, authorId: null, from: null, until: null, before: null, limit: 10 };
    const search = { ...about, userId: "ann", roomId: loungeId, phrases: [wordsOf(word)] };
    const outcome = await opened.store.searchMessages(search);
    return outcome.kind === "found" ? outcome.messages.map(({ text }) => text) : [];
  };

  assert.equal(held(written).length, written.length, "they were there");
  // Texts hold them in capitals, their words are in small letters.
  assert.deepEqual(held(written.map((word) => word.toLowerCase())), [], "in the index as they stand");
  assert.deepEqual(await find(written[7] ?? ""), [`said ${written[7]} once`]);
  await opened.store.close();
  assert.equal(keyed(folder, written).length, written.length);

  const store = await opened.reopen();
  for (const { id } of messages.slice(0, editedCount)) {
    const deed = { messageId: id, by: author, at: 2, text: "harmless", calls: { names: [], room: false }, maxEdits: 9 };
    assert.equal((await store.editMessage(deed)).kind, "done");
  }
  for (const { id } of messages.slice(editedCount)) {
    assert.equal((await store.deleteMessage({ messageId: id, by: author, at: 3 })).kind, "done");
  }
  assert.deepEqual(await find(written[7] ?? ""), []);
  await store.close();
  assert.deepEqual(keyed(folder, written), []);
  assert.deepEqual(keyed(folder, ["harmless", "kept"]), ["harmless", "kept"]);
  assert.deepEqual(held(written.slice(editedCount)), []);
});
