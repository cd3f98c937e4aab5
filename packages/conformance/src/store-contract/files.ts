import assert from "node:assert/strict";
import { test } from "node:test";
import type { StoredFile } from "@parlance/server/ports/files.ts";
import type { FileRef } from "@parlance/server/ports/model.ts";
import { loungeId } from "@parlance/server/ports/model.ts";
import { StoreError } from "@parlance/server/ports/store.ts";
import type { StoreContractOptions, World } from "./world.ts";
import { person, worldFor } from "./world.ts";

const isMistake = (error: unknown): boolean => error instanceof Error && !(error instanceof StoreError);
const everything = Number.MAX_SAFE_INTEGER;

/** Hashes released since the list was last emptied by this, which empties it. */
async function released({ store }: World): Promise<readonly string[]> {
  const all = await store.releasedBlobs(everything);
  await store.forgetReleased(all.map(({ id }) => id));
  return all.map(({ hash }) => hash);
}

export function fileRules(options: StoreContractOptions): void {
  const world = worldFor(options);
  keeping(world, options);
  attaching(world);
  picturing(world);
  going(world);
}

function keeping(world: () => World, options: StoreContractOptions): void {
  const picture = { image: { width: 4_000, height: 3_000, hasPreview: true }, previewHash: "cd".repeat(32) };

  test("a file is kept as it was given, under an id that is not given twice", async () => {
    const { store } = world();
    const about = { name: "ü\0😀.png", type: "image/png", sizeBytes: 12, hash: "ab".repeat(32), ownerId: "nobody", createdAt: 5 };
    const file: StoredFile = { id: world().fresh("file"), ...about, image: null, previewHash: null };
    const others = [picture, { image: { ...picture.image, hasPreview: false }, previewHash: null }];
    for (const kept of [file, ...others.map((facts) => ({ ...file, id: world().fresh("file"), ...facts }))]) {
      await store.saveFile(kept);
      assert.deepEqual(await store.findFile(kept.id), kept);
    }
    assert.equal(await store.findFile("unknown"), null);
    await assert.rejects(store.saveFile({ ...file, name: "other" }), isMistake);
    assert.deepEqual(await store.findFile(file.id), file);
  });

  test("a message carries what is known of its file, wherever it is read", async () => {
    const ann = await world().account();
    for (const facts of [picture, { image: { width: 1, height: 2, hasPreview: false } }, {}]) {
      const file = await world().file(ann, facts);
      const message = await world().post(ann, { text: "", file: file.id });
      assert.deepEqual(message.file, file);
      assert.deepEqual(await world().store.findMessage(message.id), message);
      assert.deepEqual((await world().store.snapshot(loungeId, 1))?.messages, [message]);
      assert.deepEqual(world().eventsOf(loungeId).at(-1), {
        type: "posted",
        room: await world().store.findRoom(loungeId),
        seq: message.seq,
        at: message.at,
        message,
      });
    }
  });

  // The reference model keeps nothing.
  if (options.volatile === true) return;
  test("files, what they are attached to, and what was released are there after the next opening", async () => {
    const ann = await world().account();
    const [attached, loose] = [await world().file(ann), await world().file(ann, { createdAt: 1 })];
    const message = await world().post(ann, { file: attached.id });
    await world().store.deleteUnattachedFiles(2, 10);
    const list = await world().store.releasedBlobs(everything);
    await world().reopen();
    assert.deepEqual(await world().store.findMessage(message.id), message);
    assert.deepEqual(await world().store.post(world().newPost(ann, { file: attached.id })), { kind: "file_taken" });
    assert.equal(await world().store.findFile(loose.id), null);
    assert.deepEqual(await world().store.releasedBlobs(everything), list);
    await world().store.forgetReleased(list.map(({ id }) => id));
    // Numbers are not used again, or forgetting an old release would forget a new one.
    await world().file(ann, { createdAt: 1 });
    await world().store.deleteUnattachedFiles(2, 10);
    const [next] = await world().store.releasedBlobs(1);
    assert.ok((next?.id ?? 0) > (list.at(-1)?.id ?? 0));
    await released(world());
  });
}

function attaching(world: () => World): void {
  test("only its owner posts a file, to one message: of two at the same time one is refused", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const file = await world().file(ann);
    const start = world().batches.length;
    assert.deepEqual(await store.post(world().newPost(bob, { file: file.id })), { kind: "no_file" });
    assert.deepEqual(await store.post(world().newPost(ann, { file: "unknown" })), { kind: "no_file" });
    const posts = [1, 2].map(() => store.post(world().newPost(ann, { file: file.id })));
    const [first, second] = await Promise.all(posts);
    assert.equal(first?.kind, "posted");
    assert.deepEqual(second, { kind: "file_taken" });
    assert.deepEqual(await store.post(world().newPost(bob, { file: file.id })), { kind: "no_file" });
    assert.equal(world().eventsOf(loungeId, start).length, 1, "what was refused is told to nobody");
  });

  test("a refused post attaches nothing, and a repeated one is the first, its file taken or gone", async () => {
    const { store } = world();
    const ann = await world().account();
    const file = await world().file(ann);
    const elsewhere = world().newPost(ann, { roomId: "unknown", file: file.id });
    assert.deepEqual(await store.post(elsewhere), { kind: "no_room" });
    const post = world().newPost(ann, { file: file.id, clientKey: world().fresh("key") });
    const first = await store.post(post);
    assert.ok(first.kind === "posted");
    const { message } = first;
    assert.deepEqual(await store.post(post), { kind: "repeated", message });
    await store.deleteMessage({ messageId: message.id, by: person(ann), at: 9 });
    const again = await store.post(post);
    assert.ok(again.kind === "repeated" && again.message.deletedAt === 9);
    assert.deepEqual(await store.post({ ...post, clientKey: null }), { kind: "no_file" });
    await released(world());
  });
}

function picturing(world: () => World): void {
  test("a file is one message's or its owner's picture, not both; the picture stays however old, and is released when it goes", async () => {
    const { store } = world();
    const ann = await world().account();
    const old = { createdAt: 1, image: { width: 9, height: 8, hasPreview: true } };
    const [picture, posted] = [
      await world().file(ann, { ...old, hash: "picture", previewHash: "small" }),
      await world().file(ann, { ...old, previewHash: "small" }),
    ];
    await world().post(ann, { file: posted.id });
    assert.deepEqual(await store.setProfile({ userId: ann.id, avatarFileId: posted.id }), { kind: "no_file" });
    const outcome = await store.setProfile({ userId: ann.id, avatarFileId: picture.id });
    assert.deepEqual(outcome.kind === "done" && outcome.profile.avatar, picture);
    assert.deepEqual((await store.findProfile(ann.id))?.avatar, picture);
    assert.deepEqual(await store.post(world().newPost(ann, { file: picture.id })), { kind: "file_taken" });
    await store.deleteUnattachedFiles(2, everything);
    assert.notEqual(await store.findFile(picture.id), null);
    await released(world());
    await store.setProfile({ userId: ann.id, avatarFileId: null });
    assert.deepEqual(await released(world()), ["picture", "small"]);
    assert.deepEqual(await store.post(world().newPost(ann, { file: picture.id })), { kind: "no_file" });
  });
}

function going(world: () => World): void {
  test("files attached to nothing are deleted, the oldest first, those of before alone; attached ones stay", async () => {
    const { store } = world();
    await store.deleteUnattachedFiles(everything, everything);
    await released(world());
    const ann = await world().account();
    const files: FileRef[] = [];
    for (const createdAt of [98, 99, 97, 100, 96]) files.push(await world().file(ann, { createdAt, hash: `h${createdAt}` }));
    await world().post(ann, { file: files[4]?.id ?? null });
    const left = async () =>
      (await Promise.all(files.map(({ id }) => store.findFile(id)))).flatMap((file) => file?.createdAt ?? []);
    assert.equal(await store.deleteUnattachedFiles(100, 0), 0);
    assert.equal(await store.deleteUnattachedFiles(100, 2), 2);
    assert.deepEqual(await left(), [99, 100, 96]);
    assert.deepEqual(await released(world()), ["h97", "h98"]);
    assert.equal(await store.deleteUnattachedFiles(100, 2), 1);
    assert.equal(await store.deleteUnattachedFiles(100, 2), 0);
    assert.deepEqual(await left(), [100, 96]);
    await released(world());
  });

  test("a deleted message's blobs are released, its preview's too, each time anew, until they are forgotten", async () => {
    const { store } = world();
    const ann = await world().account();
    await released(world());
    const image = { width: 1, height: 1, hasPreview: true };
    for (const previewHash of ["p", null]) {
      const file = await world().file(ann, { hash: "h", previewHash, image: { ...image, hasPreview: previewHash !== null } });
      const { id } = await world().post(ann, { file: file.id });
      await store.deleteMessage({ messageId: id, by: person(ann), at: 9 });
    }
    const list = await store.releasedBlobs(everything);
    assert.deepEqual(
      list.map(({ hash }) => hash),
      ["h", "p", "h"],
    );
    assert.deepEqual(await store.releasedBlobs(2), list.slice(0, 2));
    await store.forgetReleased([list[0]?.id ?? 0, everything]);
    assert.deepEqual(await store.releasedBlobs(everything), list.slice(1));
    await released(world());
  });

  test("a blob is nameless when no file names it, as its content or as its preview", async () => {
    const { store } = world();
    const ann = await world().account();
    const [a, b, c] = [world().fresh("blob"), world().fresh("blob"), world().fresh("blob")];
    assert.deepEqual(await store.namelessBlobs([a, b, c]), [a, b, c]);
    assert.deepEqual(await store.namelessBlobs([]), []);
    const image = { width: 1, height: 1, hasPreview: true };
    await world().file(ann, { hash: a, previewHash: b, image, createdAt: 1 });
    const second = await world().file(ann, { hash: a });
    await world().post(ann, { file: second.id });
    assert.deepEqual(await store.namelessBlobs([c, b, a]), [c]);
    assert.equal(await store.deleteUnattachedFiles(2, 10), 1);
    assert.deepEqual(await store.namelessBlobs([a, b, c]), [b, c]);
    await released(world());
  });
}
