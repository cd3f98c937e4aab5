import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { describe, test } from "node:test";
import type { BlobHash, Blobs } from "@parlance/server/ports/blobs.ts";
import fc from "fast-check";
import { contentOf, never, pieces, sha256, useless } from "./blobs-contract.ts";

/** Two nodes' ways to the same blobs. */
export interface SharedBlobs extends AsyncDisposable {
  readonly nodes: readonly [Blobs, Blobs];
}

/** Removes what nobody holds any more: that it was let go of may be known to other nodes a moment later. */
async function removed(blobs: Blobs, hash: BlobHash): Promise<void> {
  for (;;) {
    const removal = await blobs.remove(hash, useless);
    if (removal === "removed") return;
    assert.equal(removal, "held");
  }
}

const turns = async (count = 0): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Runs what the obligations of `ports/blobs.ts` say of several nodes. */
export function sharedBlobsContract(name: string, make: () => Promise<SharedBlobs>): void {
  const rule = (title: string, hold: (one: Blobs, other: Blobs) => Promise<void>): void => {
    test(title, async () => {
      await using under = await make();
      await hold(...under.nodes);
    });
  };
  describe(`blobs contract, two nodes: ${name}`, () => {
    rule("what one node keeps all have, and keep again as one; what one removes none has", async (one, other) => {
      const content = Buffer.alloc(700_000, "0123456789");
      using held = await one.receive(pieces(content.subarray(0, 5), content.subarray(5)), content.length);
      assert.deepEqual(await contentOf(other, held.hash), content);
      using again = await other.put(content);
      assert.deepEqual(await other.list("", 10), [held.hash]);
      held[Symbol.dispose]();
      again[Symbol.dispose]();
      await removed(other, held.hash);
      assert.equal(await one.open(held.hash), null);
      assert.deepEqual(await one.list("", 10), []);
    });

    rule("what is held on one node is removed by none, and nobody is asked", async (one, other) => {
      const content = Buffer.from("content");
      const [first, second] = [await one.put(content), await other.receive(pieces(content), 0)];
      for (const node of [one, other]) assert.equal(await node.remove(first.hash, never), "held");
      second[Symbol.dispose]();
      assert.equal(await other.remove(first.hash, never), "held");
      first[Symbol.dispose]();
      await removed(other, first.hash);
    });

    rule("what one node reads is read to its end, whoever removes it", async (one, other) => {
      const content = Buffer.alloc(1_000_000, "abc");
      const held = await one.put(content);
      const stream = await one.open(held.hash);
      held[Symbol.dispose]();
      await removed(other, held.hash);
      assert.ok(stream !== null);
      assert.deepEqual(await buffer(stream), content);
    });

    for (const how of ["put", "receive"] as const) {
      rule(`whoever keeps (${how}) what another node is just removing waits, and then it is there`, async (one, other) => {
        const content = Buffer.from("content");
        const hash = sha256(content);
        (await one.put(content))[Symbol.dispose]();
        const asked = Promise.withResolvers<void>();
        const answer = Promise.withResolvers<boolean>();
        const removal = one.remove(hash, () => {
          asked.resolve();
          return answer.promise;
        });
        await asked.promise;
        let isKept = false;
        const keep = how === "put" ? other.put(content) : other.receive(pieces(content), content.length);
        const keeping = keep.then((held) => {
          isKept = true;
          return held;
        });
        // Something else there and back, on the way that it would take.
        (await other.put(Buffer.from("else")))[Symbol.dispose]();
        await turns(20);
        assert.equal(isKept, false, "it must not be taken for kept on the word of what is about to go");
        answer.resolve(false);
        using _ = await keeping;
        assert.equal(await removal, "removed");
        for (const node of [one, other]) assert.deepEqual(await contentOf(node, hash), content);
        assert.equal(await one.remove(hash, never), "held");
      });
    }

    meeting(make);
  });
}

/** The rule by which names and blobs meet, under random crossings on two nodes; the names are known to both at once. */
function meeting(make: () => Promise<SharedBlobs>): void {
  const seed = Number(process.env["PARLANCE_FC_SEED"] ?? randomInt(2 ** 31));
  const deed = fc.record({
    kind: fc.constantFrom("upload", "upload", "fail", "sweep", "sweep", "forget"),
    blob: fc.integer({ min: 0, max: 1 }),
    node: fc.integer({ min: 0, max: 1 }),
    rests: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 2 }),
  });
  test("whatever two nodes do at the same time, what has a name is there, and what has none can be removed", async (t) => {
    t.diagnostic(`PARLANCE_FC_SEED=${seed}`);
    await using under = await make();
    let run = 0;
    const property = fc.asyncProperty(fc.array(deed, { minLength: 2, maxLength: 16 }), async (deeds) => {
      run += 1;
      const contents = [Buffer.from(`first ${run}`), Buffer.from(`second ${run}`)];
      const names = new Set<BlobHash>();
      const act = async ({ kind, blob, node, rests: [first, second] }: (typeof deeds)[number]): Promise<void> => {
        const content = contents[blob] ?? Buffer.alloc(0);
        const blobs = under.nodes[node === 0 ? 0 : 1];
        await turns(first);
        if (kind === "forget") names.delete(sha256(content));
        else if (kind === "sweep") {
          await blobs.remove(sha256(content), async () => {
            await turns(second);
            return names.has(sha256(content));
          });
        } else {
          using held = await (blob === 0 ? blobs.put(content) : blobs.receive(pieces(content), content.length));
          await turns(second);
          if (kind === "upload") names.add(held.hash);
          assert.deepEqual(await contentOf(blobs, held.hash), content);
        }
      };
      await Promise.all(deeds.map(act));
      for (const content of contents) {
        const hash = sha256(content);
        if (names.has(hash)) assert.deepEqual(await contentOf(under.nodes[0], hash), content, "it has a name");
        else await removed(under.nodes[1], hash);
      }
      for (const hash of names) await removed(under.nodes[0], hash);
      assert.deepEqual(await under.nodes[1].list("", 10), []);
    });
    await fc.assert(property, { numRuns: 40, seed });
  });
}
