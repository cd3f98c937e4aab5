import assert from "node:assert/strict";
import { test } from "node:test";
import type { Person } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import { createMemoryBlobs } from "./testing/memory-blobs.ts";
import { type MemoryChat, type MemoryChatOptions, memoryChat } from "./testing/memory-chat.ts";
import { settle } from "./testing/settle.ts";
import { storeWith } from "./testing/store-with.ts";

const owner: Person = { id: "user_1", kind: "account", name: "ann" };
const png = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(100, 7)]);
const bounds = { unattachedFilesMs: 100_000, fileSweepMs: 10_000, blobSearchMs: 1_000_000, filesPerMinute: 1_000 };
const image = { width: 4, height: 3, preview: Buffer.from("small") };

const open = (options: MemoryChatOptions = {}) =>
  memoryChat({ images: { look: async () => image }, ...options, bounds: { ...bounds, ...options.bounds } });
const save = ({ chat }: MemoryChat, content: string | Buffer = "hello", type = "text/plain") =>
  chat.files.save({ bytes: Buffer.from(content), name: "a", type, owner, address: "192.0.2.1" });
const post = ({ chat }: MemoryChat, fileId: string) =>
  chat.messages.post({ roomId: loungeId, author: owner, text: "", fileId, membersOnly: false });
const kept = async ({ blobs }: MemoryChat): Promise<number> => (await blobs.list("", 1_000)).length;
/** Until the next round and its end. */
async function sweep({ clock }: MemoryChat, ms = bounds.fileSweepMs): Promise<void> {
  clock.advance(ms);
  await settle(40);
}

test("a deleted message's file leaves the disk with the next round, its preview too, within fileSweepMs", async () => {
  await using at = await open();
  const { id } = await post(at, (await save(at, png, "image/png")).id);
  assert.equal(await kept(at), 2);
  await sweep(at);
  assert.equal(await kept(at), 2, "it is a message's");
  await at.chat.messages.delete({ messageId: id, by: owner });
  await sweep(at, bounds.fileSweepMs - 1);
  assert.equal(await kept(at), 2);
  await sweep(at, 1);
  assert.equal(await kept(at), 0);
  assert.deepEqual(await at.store.releasedBlobs(10), []);
});

test("bytes that another file names stay until the last of them is gone", async () => {
  await using at = await open();
  const messages = [await post(at, (await save(at)).id), await post(at, (await save(at)).id)];
  for (const [n, { id }] of messages.entries()) {
    assert.equal(await kept(at), 1, `${n} deleted`);
    await at.chat.messages.delete({ messageId: id, by: owner });
    await sweep(at);
  }
  assert.equal(await kept(at), 0);
});

test("I8: a file that nobody attached is there for unattachedFilesMs, then it is gone; an attached one stays", async () => {
  await using at = await open();
  const [loose, attached] = [await save(at, "loose"), await save(at, "attached")];
  await post(at, attached.id);
  await sweep(at, bounds.unattachedFilesMs);
  assert.notEqual(await at.chat.files.open(loose.id), null);
  await sweep(at);
  assert.equal(await at.chat.files.open(loose.id), null);
  assert.notEqual(await at.chat.files.open(attached.id), null);
  assert.equal(await kept(at), 1);
  await assert.rejects(post(at, loose.id), { code: "not_found" });
});

test("I8: filesSweptAtOnce files are deleted in one commit, and the rest in the next ones", async () => {
  const asked: number[] = [];
  const model = createMemoryStore();
  const store = storeWith(model, {
    deleteUnattachedFiles: async (before, limit) => {
      const count = await model.deleteUnattachedFiles(before, limit);
      asked.push(count);
      return count;
    },
  });
  await using at = await open({ store, bounds: { filesSweptAtOnce: 2, unattachedFilesMs: 1 } });
  for (let n = 0; n < 5; n += 1) await save(at, `${n}`);
  await sweep(at);
  assert.deepEqual(asked, [2, 2, 1]);
  assert.equal(await kept(at), 0);
});

test("what a crash left without a name is gone after the start, and later ones after blobSearchMs, a few at a time", async () => {
  const blobs = createMemoryBlobs();
  const leave = async (content: string) => (await blobs.put(Buffer.from(content)))[Symbol.dispose]();
  for (let n = 0; n < 5; n += 1) await leave(`left ${n}`);
  await using at = await open({ blobs, bounds: { blobsSearchedAtOnce: 2 } });
  await settle(40);
  assert.equal(await kept(at), 0);
  const { id } = await save(at);
  await post(at, id);
  await leave("left later");
  await sweep(at);
  assert.equal(await kept(at), 2, "nobody told of it");
  await sweep(at, bounds.blobSearchMs - bounds.fileSweepMs);
  assert.equal(await kept(at), 1, "what has a name stays");
  assert.notEqual(await at.chat.files.open(id), null);
});

test("an upload of the same bytes as a sweep is removing keeps them, at whatever moment it comes", async () => {
  // The store's answer to the question whether anybody names the bytes is held up; meanwhile they are uploaded again.
  for (const isBefore of [true, false]) {
    const model = createMemoryStore();
    const [asked, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const store = storeWith(model, {
      namelessBlobs: async (hashes) => {
        const answer = isBefore ? await model.namelessBlobs(hashes) : null;
        asked.resolve();
        await go.promise;
        return answer ?? (await model.namelessBlobs(hashes));
      },
    });
    await using at = await open({ store });
    const { id } = await post(at, (await save(at)).id);
    await at.chat.messages.delete({ messageId: id, by: owner });
    await settle();
    at.clock.advance(bounds.fileSweepMs);
    await asked.promise;
    const saving = save(at);
    await settle(20);
    go.resolve();
    const file = await saving;
    await post(at, file.id);
    await sweep(at);
    const opened = await at.chat.files.open(file.id);
    assert.deepEqual(Buffer.concat(await Array.fromAsync(opened?.content ?? [])), Buffer.from("hello"), `${isBefore}`);
  }
});

test("a blob that is held stays on the list: should its upload fail, a later round takes it", async () => {
  await using at = await open();
  const { id } = await post(at, (await save(at)).id);
  const held = await at.blobs.put(Buffer.from("hello"));
  await at.chat.messages.delete({ messageId: id, by: owner });
  await sweep(at);
  assert.equal(await kept(at), 1);
  held[Symbol.dispose]();
  await sweep(at);
  assert.equal(await kept(at), 0);
});

test("a round that fails is logged and made again; a stop ends it", async () => {
  let rounds = 0;
  const store = storeWith(createMemoryStore(), {
    deleteUnattachedFiles: () => {
      rounds += 1;
      return Promise.reject(new Error("disk"));
    },
  });
  const at = await open({ store });
  for (let n = 0; n < 3; n += 1) await sweep(at);
  assert.equal(rounds, 3);
  assert.equal(at.log.lines.filter(({ level }) => level === "warn").length, 3);
  await at[Symbol.asyncDispose]();
  await sweep(at);
  assert.equal(rounds, 3);
});
