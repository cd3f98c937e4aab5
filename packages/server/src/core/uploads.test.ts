import assert from "node:assert/strict";
import { test } from "node:test";
import type { Images } from "../ports/images.ts";
import type { Person } from "../ports/model.ts";
import { StoreError } from "../ports/store.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import { ChatError } from "./errors.ts";
import { createMemoryBlobs } from "./testing/memory-blobs.ts";
import { type MemoryChat, memoryChat } from "./testing/memory-chat.ts";
import { settle } from "./testing/settle.ts";
import { storeWith } from "./testing/store-with.ts";

const owner: Person = { id: "user_1", kind: "account", name: "ann" };
const png = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(100, 7)]);
const gif = Buffer.from("GIF89a".padEnd(40));

async function* pieces(...all: readonly (Uint8Array | string)[]): AsyncGenerator<Uint8Array> {
  for (const piece of all) yield Buffer.from(piece);
}

type Upload = Parameters<MemoryChat["chat"]["files"]["upload"]>[0];
const upload = ({ chat }: MemoryChat, change: Partial<Upload> = {}) =>
  chat.files.upload({
    content: pieces("hel", "lo"),
    expectedBytes: null,
    name: "a.txt",
    type: "text/plain",
    owner,
    address: "192.0.2.1",
    ...change,
  });
const isKept = async ({ blobs }: MemoryChat): Promise<number> => (await blobs.list("", 100)).length;

/** Content of which not a byte is to be asked for. */
async function* unread(isAllowed = false): AsyncGenerator<Uint8Array> {
  assert.ok(isAllowed, "a byte was asked for");
  yield Buffer.alloc(0);
}

/** Content that waits until it is told to end. */
function waiting(): { readonly content: AsyncIterable<Uint8Array>; readonly end: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  async function* content(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("x");
    await promise;
  }
  return { content: content(), end: resolve };
}

test("an upload is a file like any other: its bytes, its name, its type without parameters", async () => {
  await using at = await memoryChat();
  const file = await upload(at, { type: "Text/Plain; charset=utf-8" });
  assert.deepEqual(file, { id: file.id, name: "a.txt", type: "text/plain", sizeBytes: 5, image: null });
  const opened = await at.chat.files.open(file.id);
  assert.deepEqual(Buffer.concat(await Array.fromAsync(opened?.content ?? [])), Buffer.from("hello"));
  assert.equal(await at.chat.files.openPreview(file.id), null);
});

test("I8: an upload has uploadBytes bytes and not one more, by what it says and by what comes", async () => {
  await using at = await memoryChat({ bounds: { uploadBytes: 5, fileBytes: 1 } });
  await upload(at, { expectedBytes: 5 });
  await assert.rejects(upload(at, { content: unread(), expectedBytes: 6 }), { code: "file_too_large" });
  await assert.rejects(upload(at, { content: pieces("hello", "!") }), { code: "file_too_large" });
  assert.equal(await isKept(at), 1);
});

test("a bad name or type is refused before a byte is asked for; nothing at all is no file", async () => {
  await using at = await memoryChat({ bounds: { fileNameChars: 3, fileTypeChars: 12 } });
  const bad: readonly Partial<Upload>[] = [
    ...["", "  ", "abcd"].map((name) => ({ name })),
    ...["", "text", "/", "a/b/c", "a b/c", "text/longer-x", "é/b", "*/*", "a/\r\n"].map((type) => ({ name: "abc", type })),
  ];
  for (const change of bad)
    await assert.rejects(upload(at, { content: unread(), ...change }), { code: "file_invalid" }, JSON.stringify(change));
  await upload(at, { name: "abc", type: "text/long-xy" });
  await assert.rejects(upload(at, { name: "abc", content: pieces("", "") }), { code: "file_invalid" });
});

test("an image is what its first bytes say, however small the pieces and whatever its name; no other type is doubted", async () => {
  await using at = await memoryChat();
  const typeOf = async (type: string | null, ...content: readonly (Uint8Array | string)[]) =>
    (await upload(at, { type, content: pieces(...content) })).type;
  assert.equal(await typeOf("image/jpeg", png), "image/png");
  assert.equal(await typeOf("IMAGE/GIF", png.subarray(0, 1), png.subarray(1, 3), "", png.subarray(3)), "image/png");
  assert.equal(await typeOf(null, gif), "image/gif");
  assert.equal(await typeOf("application/octet-stream", gif), "image/gif");
  assert.equal(await typeOf("image/png", "<script>"), "application/octet-stream");
  assert.equal(await typeOf("image/svg+xml", "<svg/>"), "image/svg+xml");
  assert.equal(await typeOf("text/html", png), "text/html");
  assert.equal(await typeOf(null, "hello"), "application/octet-stream");
});

test("an operator's types alone are let in, and no file by calling itself an image, on any way in", async () => {
  await using at = await memoryChat({ fileTypes: ["image/*", "application/pdf"] });
  const kinds = [
    ["image/png", png, true],
    ["image/x-anything", "x", true],
    ["application/pdf", "x", true],
    ["Application/PDF; v=1", "x", true],
    ["application/pdfx", "x", false],
    ["text/plain", "x", false],
    ["image/png", "MZ is no image, not even a short one", false],
    ["image/png", "x", false],
    ["application/octet-stream", gif, true],
    ["application/octet-stream", "x", false],
  ] as const;
  for (const [type, content, isLetIn] of kinds) {
    const ways = [
      upload(at, { type, content: pieces(content) }),
      at.chat.files.save({ bytes: Buffer.from(content), name: "a", type, owner, address: "192.0.2.1" }),
    ];
    for (const way of ways) {
      if (isLetIn) await way;
      else await assert.rejects(way, { code: "file_invalid" }, `${type} ${String(content)}`);
    }
  }
  assert.equal(await isKept(at), 3, "nothing of what was refused is left");
});

test("I8: uploadsAtOnce uploads of one user are under way; the next is told to come later, and may when one has ended", async () => {
  await using at = await memoryChat({ bounds: { uploadsAtOnce: 2 } });
  const [first, second] = [waiting(), waiting()];
  const uploads = [upload(at, first), upload(at, second)];
  await settle();
  await assert.rejects(upload(at), { code: "rate_limited" });
  await upload(at, { owner: { ...owner, id: "user_2" } });
  first.end();
  await uploads[0];
  await upload(at);
  second.end();
  await uploads[1];
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from("x");
    throw new ChatError("bad_request");
  };
  for (let n = 0; n < 5; n += 1) await assert.rejects(upload(at, { content: broken() }), { code: "bad_request" });
});

test("I8: uploads count as files do: filesPerMinute of a user, filesPerAddressPerMinute of an address", async () => {
  await using at = await memoryChat({ bounds: { filesPerMinute: 2, filesPerAddressPerMinute: 4 } });
  await at.chat.files.save({ bytes: png, name: "a", type: "a/b", owner, address: "192.0.2.1" });
  await upload(at);
  await assert.rejects(upload(at), { code: "rate_limited" });
  await upload(at, { owner: { ...owner, id: "user_2" } });
  await assert.rejects(upload(at, { owner: { ...owner, id: "user_2" } }), { code: "rate_limited" });
});

test("an upload whose name cannot be kept leaves no bytes, and no preview", async () => {
  const store = storeWith(createMemoryStore(), { saveFile: () => Promise.reject(new StoreError("overloaded", "x")) });
  await using at = await memoryChat({ store, images: fakeImages() });
  await assert.rejects(upload(at, { type: "image/png", content: pieces(png) }), { code: "overloaded" });
  assert.equal(await isKept(at), 0);
});

const fakeImages = (look: Images["look"] = async () => ({ width: 4, height: 3, preview: Buffer.from("small") })): Images => ({
  look,
});

test("an image's dimensions are known from the first, and its preview has a link, from either way in", async () => {
  await using at = await memoryChat({ images: fakeImages() });
  const { files } = at.chat;
  const image = { width: 4, height: 3, hasPreview: true };
  const ways = [
    await upload(at, { name: "../ü?.png", content: pieces(png), type: "image/png" }),
    await files.save({ bytes: png, name: "../ü?.png", type: "image/png", owner, address: "192.0.2.1" }),
  ];
  for (const file of ways) {
    assert.deepEqual(file.image, image);
    assert.equal(files.previewLinkOf(file), `http://chat.test/files/${file.id}/preview/..%2F%C3%BC%3F.png.webp`);
    const preview = await files.openPreview(file.id);
    assert.deepEqual(Buffer.concat(await Array.fromAsync(preview?.content ?? [])), Buffer.from("small"));
  }
  const text = await upload(at);
  assert.deepEqual([text.image, files.previewLinkOf(text)], [null, null]);
  const liar = await files.save({ bytes: png, name: "a", type: "image/gif", owner, address: "192.0.2.1" });
  assert.equal(liar.image, null, "what is not shown in place has no preview");
});

test("an image that cannot be looked at, and a preview that cannot be kept, are no fault of the file", async () => {
  const image = { type: "image/png" };
  for (const look of [async () => null, () => Promise.reject(new Error("a bug"))]) {
    await using at = await memoryChat({ images: fakeImages(look) });
    assert.equal((await upload(at, { ...image, content: pieces(png) })).image, null);
  }
  const blobs = createMemoryBlobs();
  const full = { ...blobs, put: () => Promise.reject(new StoreError("full", "x")) };
  await using at = await memoryChat({ blobs: full, images: fakeImages() });
  const file = await upload(at, { ...image, content: pieces(png) });
  assert.deepEqual(file.image, { width: 4, height: 3, hasPreview: false });
  assert.deepEqual([at.chat.files.previewLinkOf(file), await at.chat.files.openPreview(file.id)], [null, null]);
});
