import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { blobsContract } from "@parlance/conformance/blobs-contract/blobs-contract.ts";
import { StoreError } from "../../ports/store.ts";
import { openDiskBlobs } from "./disk-blobs.ts";

const parent = mkdtempSync(join(tmpdir(), "blobs-"));
after(() => rmSync(parent, { recursive: true }));
const newFolder = (): string => mkdtempSync(join(parent, "folder-"));

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const fileOf = (folder: string, hash: string): string => join(folder, hash.slice(0, 2), hash.slice(2, 4), hash);
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
const contentOf = async (stream: Readable | null): Promise<Buffer | null> => (stream === null ? null : buffer(stream));
const failsWith = (code: string) => (error: unknown) => error instanceof StoreError && error.code === code;

blobsContract("disk", async () => {
  const folder = newFolder();
  return {
    blobs: await openDiskBlobs({ folder }),
    leftovers: async () => readdirSync(join(folder, "unfinished")).length,
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true }),
  };
});

test("put answers the content's SHA-256 and open gives the same bytes back, also after the next opening", async () => {
  const folder = newFolder();
  const contents = [Buffer.alloc(0), Buffer.from("a\0b\r\n"), Buffer.alloc(3 * 1024 * 1024 + 1, "xyz")];
  const blobs = await openDiskBlobs({ folder });
  for (const bytes of contents) {
    assert.equal((await blobs.put(bytes)).hash, sha256(bytes));
    const reopened = await openDiskBlobs({ folder });
    for (const reader of [blobs, reopened]) assert.deepEqual(await contentOf(await reader.open(sha256(bytes))), bytes);
  }
});

test("a folder that is not there yet is made, with those above it", async () => {
  const folder = join(newFolder(), "deep", "er");
  const blobs = await openDiskBlobs({ folder });
  const { hash } = await blobs.put(Buffer.from("x"));
  assert.deepEqual(readFileSync(fileOf(folder, hash), "utf8"), "x");
});

test("the same bytes put many times at once, and again, are one file", async () => {
  const folder = newFolder();
  const blobs = await openDiskBlobs({ folder });
  const bytes = Buffer.alloc(100_000, 1);
  const hashes = await Promise.all(Array.from({ length: 20 }, () => blobs.put(bytes)));
  assert.deepEqual(new Set(hashes.map(({ hash }) => hash)), new Set([sha256(bytes)]));
  await blobs.put(bytes);
  assert.deepEqual(filesBelow(folder), [sha256(bytes)]);
});

test("what is no hash, or nobody's, is no blob: no path leads out of the folder", async () => {
  const folder = newFolder();
  writeFileSync(join(parent, "secret"), "secret");
  const blobs = await openDiskBlobs({ folder });
  const { hash } = await blobs.put(Buffer.from("kept"));
  const wrong = [
    "",
    "../secret",
    `../../${hash}`,
    hash.toUpperCase(),
    `${hash}\0`,
    `${hash}/`,
    hash.slice(1),
    sha256(Buffer.from("other")),
  ];
  for (const name of wrong) assert.equal(await blobs.open(name), null, name);
});

test("a crash between write and rename leaves nothing under the hash, and the next opening removes the leftover", async () => {
  const folder = newFolder();
  const blobs = await openDiskBlobs({ folder });
  const { hash: kept } = await blobs.put(Buffer.from("kept"));
  const half = Buffer.from("half of wh");
  writeFileSync(join(folder, "unfinished", "left-behind"), half);
  const reopened = await openDiskBlobs({ folder });
  assert.equal(await reopened.open(sha256(half)), null);
  assert.deepEqual(filesBelow(folder), [kept]);
});

test("a file that lost its end is written anew by the next put", async () => {
  const folder = newFolder();
  const blobs = await openDiskBlobs({ folder });
  const bytes = Buffer.from("whole");
  const { hash } = await blobs.put(bytes);
  truncateSync(fileOf(folder, hash), 2);
  await blobs.put(bytes);
  assert.deepEqual(readFileSync(fileOf(folder, hash)), bytes);
});

test("a put that cannot be finished rejects as failed and leaves nothing; a later one succeeds", async () => {
  const folder = newFolder();
  const blobs = await openDiskBlobs({ folder });
  const bytes = Buffer.from("in the way");
  const place = fileOf(folder, sha256(bytes));
  mkdirSync(join(place, "occupied"), { recursive: true });
  await assert.rejects(blobs.put(bytes), failsWith("failed"));
  assert.deepEqual(filesBelow(folder), []);
  rmSync(place, { recursive: true });
  await blobs.put(bytes);
  assert.deepEqual(filesBelow(folder), [sha256(bytes)]);
});

test("a folder that cannot be one is refused at opening", async () => {
  const file = join(newFolder(), "file");
  writeFileSync(file, "");
  await assert.rejects(openDiskBlobs({ folder: file }), failsWith("failed"));
});

test("a write past the largest file allowed rejects as full, leaves nothing, and smaller ones go on", () => {
  // The shell's limit on file sizes (in blocks of 512 or 1,024 bytes) stands in for a disk that is full.
  const folder = newFolder();
  const module = fileURLToPath(new URL("./disk-blobs.ts", import.meta.url));
  const script = `
    const { openDiskBlobs } = await import(${JSON.stringify(module)});
    const blobs = await openDiskBlobs({ folder: process.argv[1] });
    const code = await blobs.put(Buffer.alloc(1_000_000)).catch((error) => error.code);
    console.log(code, (await blobs.put(Buffer.from("small"))).hash);
  `;
  const command = 'ulimit -f 100 && exec "$0" --input-type=module --eval "$1" "$2"';
  const out = execFileSync("sh", ["-c", command, process.execPath, script, folder], { encoding: "utf8" });
  assert.equal(out.trim(), `full ${sha256(Buffer.from("small"))}`);
  assert.deepEqual(filesBelow(folder), [sha256(Buffer.from("small"))]);
});

test("a folder without the right to write is read_only", async () => {
  const folder = newFolder();
  chmodSync(folder, 0o500);
  const superuser = process.geteuid?.() === 0;
  // The superuser may write anywhere: step down meanwhile. This process runs no other test at the same time.
  if (superuser) process.seteuid?.(65_534);
  try {
    await assert.rejects(openDiskBlobs({ folder }), failsWith("read_only"));
  } finally {
    if (superuser) process.seteuid?.(0);
  }
});

test("I8: files leave diskReserveBytes of the disk to the database, and a tenth of a small disk", async () => {
  const folder = newFolder();
  const diskOf = async () => ({ bsize: 1_000, blocks: 1_000, bavail: 200 });
  const taken = async (bytes: number, reserveBytes: number): Promise<boolean> => {
    const blobs = await openDiskBlobs({ folder, reserveBytes, diskOf });
    try {
      await blobs.put(Buffer.alloc(bytes, `${reserveBytes}`));
      return true;
    } catch (error) {
      assert.ok(failsWith("full")(error));
      return false;
    }
  };
  assert.deepEqual([await taken(150_000, 50_000), await taken(150_001, 50_000)], [true, false]);
  assert.deepEqual([await taken(100_000, 500_000), await taken(100_001, 500_000)], [true, false]);
  assert.equal(filesBelow(folder).length, 2);
});

test("what is kept already may be put again on a full disk, and be read", async () => {
  const folder = newFolder();
  const kept = Buffer.from("kept");
  const { hash } = await (await openDiskBlobs({ folder })).put(kept);
  const full = await openDiskBlobs({ folder, reserveBytes: 1, diskOf: async () => ({ bsize: 1, blocks: 1_000, bavail: 0 }) });
  await assert.rejects(full.put(Buffer.from("new")), failsWith("full"));
  assert.equal((await full.put(kept)).hash, hash);
  assert.deepEqual(await contentOf(await full.open(hash)), kept);
});

async function* endless(piece: Uint8Array, count: number): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < count; n += 1) yield piece;
}

test("content that comes in pieces is refused before the first when there is no room for it, and where the room ends", async () => {
  const folder = newFolder();
  let bavail = 10_000;
  const diskOf = async () => ({ bsize: 1_024, blocks: 100_000, bavail });
  const blobs = await openDiskBlobs({ folder, reserveBytes: 1_024, diskOf });
  let asked = 0;
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const piece of endless(Buffer.alloc(1024 * 1024, "x"), 30)) {
      asked += 1;
      // Others fill the disk meanwhile.
      if (asked === 10) bavail = 0;
      yield piece;
    }
  }
  await assert.rejects(blobs.receive(watched(), 9_999 * 1_024 + 1), failsWith("full"));
  assert.equal(asked, 0);
  await assert.rejects(blobs.receive(watched(), 9_999 * 1_024), failsWith("full"));
  assert.ok(asked >= 10 && asked <= 14, `${asked} pieces of a MiB`);
  assert.deepEqual(filesBelow(folder), []);
});

test("a write that fails midway rejects as the port's own error, and the content is told that no more is wanted", () => {
  // As above: the shell's limit on file sizes.
  const folder = newFolder();
  const module = fileURLToPath(new URL("./disk-blobs.ts", import.meta.url));
  const script = `
    const { openDiskBlobs } = await import(${JSON.stringify(module)});
    const blobs = await openDiskBlobs({ folder: process.argv[1] });
    async function* content() { try { for (;;) yield Buffer.alloc(10_000); } finally { console.log("told"); } }
    console.log(await blobs.receive(content(), 0).catch((error) => error.code));
  `;
  const command = 'ulimit -f 100 && exec "$0" --input-type=module --eval "$1" "$2"';
  const out = execFileSync("sh", ["-c", command, process.execPath, script, folder], { encoding: "utf8" });
  assert.equal(out.trim(), "told\nfull");
  assert.deepEqual(filesBelow(folder), []);
});

test("a blob that cannot be removed is an error, and still there", async () => {
  const folder = newFolder();
  const blobs = await openDiskBlobs({ folder });
  const place = fileOf(folder, sha256(Buffer.from("x")));
  mkdirSync(join(place, "occupied"), { recursive: true });
  await assert.rejects(
    blobs.remove(sha256(Buffer.from("x")), async () => false),
    failsWith("failed"),
  );
});

test("what is no blob among the folders is not listed", async () => {
  const folder = newFolder();
  const blobs = await openDiskBlobs({ folder });
  using held = await blobs.put(Buffer.from("kept"));
  mkdirSync(join(folder, "zz"));
  writeFileSync(join(folder, held.hash.slice(0, 2), held.hash.slice(2, 4), "notes.txt"), "");
  mkdirSync(join(folder, "00"), { recursive: true });
  assert.deepEqual(await blobs.list("", 10), [held.hash]);
});
