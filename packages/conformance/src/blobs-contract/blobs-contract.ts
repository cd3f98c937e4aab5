import assert from "node:assert/strict";
import { createHash, randomInt } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { describe, test } from "node:test";
import type { BlobHash, Blobs } from "@parlance/server/ports/blobs.ts";
import fc from "fast-check";

/** A store of blobs as the contract is run over it. */
export interface BlobsUnderTest extends AsyncDisposable {
  readonly blobs: Blobs;
  /** What is kept anywhere that is no whole blob: of contents that never came to their end. */
  leftovers(): Promise<number>;
}

export const sha256 = (bytes: Uint8Array): BlobHash => createHash("sha256").update(bytes).digest("hex");
export const never = async (): Promise<boolean> => assert.fail("nobody need be asked");
const needed = async (): Promise<boolean> => true;
export const useless = async (): Promise<boolean> => false;

export async function* pieces(...all: readonly (Uint8Array | string)[]): AsyncGenerator<Uint8Array> {
  for (const piece of all) yield Buffer.from(piece);
}

export async function contentOf(blobs: Blobs, hash: BlobHash): Promise<Buffer | null> {
  const stream = await blobs.open(hash);
  return stream === null ? null : buffer(stream);
}

type Rule = (under: BlobsUnderTest) => Promise<void>;
type AddRule = (title: string, hold: Rule) => void;

/** Runs the obligations of `ports/blobs.ts` over what `make` makes: one for each test. */
export function blobsContract(name: string, make: () => Promise<BlobsUnderTest>): void {
  const rule: AddRule = (title, hold) => {
    test(title, async () => {
      await using under = await make();
      await hold(under);
    });
  };
  describe(`blobs contract: ${name}`, () => {
    keeping(rule);
    breaking(rule);
    removing(rule);
    listing(rule);
    meeting(make);
  });
}

function keeping(rule: AddRule): void {
  rule("what is kept comes back, whole or in pieces of any size, under its hash", async ({ blobs, leftovers }) => {
    const large = Buffer.alloc(300_000, "0123456789");
    const slices = Array.from({ length: 31 }, (_, n) => large.subarray(n * 10_000, (n + 1) * 10_000));
    for (const [content, given] of [
      [Buffer.from("abc"), ["a", "", "bc"]],
      [Buffer.alloc(0), []],
      [large, slices],
    ] as const) {
      using held = await blobs.receive(pieces(...given), content.length);
      assert.deepEqual([held.hash, held.sizeBytes], [sha256(content), content.length]);
      assert.deepEqual(await contentOf(blobs, held.hash), content);
      using again = await blobs.put(content);
      assert.deepEqual([again.hash, again.sizeBytes], [held.hash, content.length]);
      assert.deepEqual(await contentOf(blobs, held.hash), content);
    }
    assert.equal(await leftovers(), 0);
  });

  rule("a piece is asked for when the one before was taken, and nothing is there before the last", async ({ blobs }) => {
    const whole = Buffer.from("one two three");
    let asked = 0;
    async function* watched(): AsyncGenerator<Uint8Array> {
      for (const piece of ["one ", "two ", "three"]) {
        asked += 1;
        assert.equal(await blobs.open(sha256(whole)), null);
        assert.deepEqual(await blobs.list("", 10), []);
        yield Buffer.from(piece);
      }
    }
    // What was promised is no promise: more and less may come.
    using held = await blobs.receive(watched(), 3);
    assert.deepEqual([asked, held.hash], [3, sha256(whole)]);
  });
}

function breaking(rule: AddRule): void {
  rule("content that breaks off is rejected with its own error and leaves nothing", async ({ blobs, leftovers }) => {
    for (const size of [0, 1, 100_000]) {
      const error = new Error("broken off");
      async function* broken(): AsyncGenerator<Uint8Array> {
        if (size > 0) yield Buffer.alloc(size, "x");
        throw error;
      }
      await assert.rejects(blobs.receive(broken(), size), (caught) => caught === error);
    }
    assert.deepEqual(await blobs.list("", 10), []);
    assert.equal(await leftovers(), 0);
  });

  rule("content that breaks off leaves alone what is there of the same beginning", async ({ blobs }) => {
    using held = await blobs.put(Buffer.from("same"));
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("same");
      throw new Error("broken off");
    }
    await assert.rejects(blobs.receive(broken(), 4));
    assert.equal(String(await contentOf(blobs, held.hash)), "same");
  });
}

function removing(rule: AddRule): void {
  rule("what is held is not removed, and nobody is asked; what is needed is not; what is neither is gone", async ({ blobs }) => {
    const content = Buffer.from("content");
    const first = await blobs.put(content);
    const second = await blobs.receive(pieces(content), content.length);
    const { hash } = first;
    assert.equal(await blobs.remove(hash, never), "held");
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    assert.equal(await blobs.remove(hash, never), "held", "letting go twice is letting go once");
    second[Symbol.dispose]();
    assert.equal(await blobs.remove(hash, needed), "needed");
    assert.deepEqual(await contentOf(blobs, hash), content);
    assert.equal(await blobs.remove(hash, useless), "removed");
    assert.equal(await blobs.open(hash), null);
    assert.deepEqual(await blobs.list("", 10), []);
    assert.equal(await blobs.remove(hash, useless), "removed");
    using _ = await blobs.put(content);
    assert.deepEqual(await contentOf(blobs, hash), content);
  });

  rule("who cannot say whether it is needed has it kept", async ({ blobs }) => {
    const { hash, ...held } = await blobs.put(Buffer.from("content"));
    held[Symbol.dispose]();
    const error = new Error("nobody knows");
    await assert.rejects(
      blobs.remove(hash, () => Promise.reject(error)),
      (caught) => caught === error,
    );
    assert.notEqual(await contentOf(blobs, hash), null);
    assert.equal(await blobs.remove(hash, useless), "removed", "and may ask again");
  });

  rule("what is being read is read to its end", async ({ blobs }) => {
    const content = Buffer.alloc(1_000_000, "abc");
    const held = await blobs.put(content);
    const stream = await blobs.open(held.hash);
    held[Symbol.dispose]();
    assert.equal(await blobs.remove(held.hash, useless), "removed");
    assert.ok(stream !== null);
    assert.deepEqual(await buffer(stream), content);
  });

  rule("no path and nothing else that is no hash is ever removed", async ({ blobs }) => {
    using held = await blobs.put(Buffer.from("content"));
    for (const hash of ["", "..", "../..", "unfinished", held.hash.toUpperCase(), `${held.hash}/`, `${held.hash}\0`])
      await blobs.remove(hash, useless);
    assert.deepEqual(await blobs.list("", 10), [held.hash]);
  });

  for (const how of ["put", "receive"] as const) {
    rule(`whoever keeps (${how}) what is just being removed waits, and then it is there`, async ({ blobs }) => {
      const content = Buffer.from("content");
      const hash = sha256(content);
      (await blobs.put(content))[Symbol.dispose]();
      const asked = Promise.withResolvers<void>();
      const answer = Promise.withResolvers<boolean>();
      const removal = blobs.remove(hash, () => {
        asked.resolve();
        return answer.promise;
      });
      await asked.promise;
      let isKept = false;
      const keep = how === "put" ? blobs.put(content) : blobs.receive(pieces(content), content.length);
      const keeping = keep.then((held) => {
        isKept = true;
        return held;
      });
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(isKept, false, "it must not be taken for kept on the word of what is about to go");
      answer.resolve(false);
      using held = await keeping;
      assert.equal(await removal, "removed");
      assert.deepEqual(await contentOf(blobs, hash), content);
      assert.equal(await blobs.remove(held.hash, never), "held");
    });
  }
}

function listing(rule: AddRule): void {
  rule("blobs are listed in order, a page at a time, each once", async ({ blobs }) => {
    const hashes: BlobHash[] = [];
    for (let n = 0; n < 40; n += 1) {
      using held = await blobs.put(Buffer.from(`${n}`));
      hashes.push(held.hash);
    }
    hashes.sort();
    for (const limit of [1, 7, 40, 1_000]) {
      const listed: BlobHash[] = [];
      let page: readonly BlobHash[] = [];
      do {
        page = await blobs.list(page.at(-1) ?? "", limit);
        assert.ok(page.length <= limit);
        listed.push(...page);
      } while (page.length > 0);
      assert.deepEqual(listed, hashes, `${limit} at a time`);
    }
    assert.deepEqual(await blobs.list("f".repeat(64), 10), []);
    assert.deepEqual(await blobs.list("", 0), []);
  });
}

/** The rule by which names and blobs meet, under random crossings of those who give names, take them away, and sweep. */
function meeting(make: () => Promise<BlobsUnderTest>): void {
  const seed = Number(process.env["PARLANCE_FC_SEED"] ?? randomInt(2 ** 31));
  const deed = fc.record({
    kind: fc.constantFrom("upload", "upload", "fail", "sweep", "sweep", "forget"),
    blob: fc.integer({ min: 0, max: 1 }),
    turns: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }),
  });
  const rest = async (turns = 0): Promise<void> => {
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };

  test("whatever happens at the same time, what has a name is there, and what has none can be removed", async (t) => {
    t.diagnostic(`PARLANCE_FC_SEED=${seed}`);
    const property = fc.asyncProperty(fc.array(deed, { minLength: 2, maxLength: 16 }), async (deeds) => {
      await using under = await make();
      const { blobs } = under;
      const contents = [Buffer.from("first"), Buffer.from("second")];
      const names = new Set<BlobHash>();
      const act = async ({ kind, blob, turns: [first, second, third] }: (typeof deeds)[number]): Promise<void> => {
        const content = contents[blob] ?? Buffer.alloc(0);
        await rest(first);
        if (kind === "forget") {
          names.delete(sha256(content));
        } else if (kind === "sweep") {
          await blobs.remove(sha256(content), async () => {
            await rest(second);
            const isNamed = names.has(sha256(content));
            await rest(third);
            return isNamed;
          });
        } else {
          using held = await (blob === 0 ? blobs.put(content) : blobs.receive(pieces(content), content.length));
          await rest(second);
          if (kind === "upload") names.add(held.hash);
          assert.deepEqual(await contentOf(blobs, held.hash), content);
        }
      };
      await Promise.all(deeds.map(act));
      for (const content of contents) {
        const hash = sha256(content);
        if (names.has(hash)) assert.deepEqual(await contentOf(blobs, hash), content, "it has a name");
        assert.equal(await blobs.remove(hash, async () => names.has(hash)), names.has(hash) ? "needed" : "removed");
      }
      assert.deepEqual(await blobs.list("", 10), [...names].sort());
    });
    await fc.assert(property, { numRuns: 60, seed });
  });
}
