import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { after, describe, test } from "node:test";
import { blobsContract } from "@parlance/conformance/blobs-contract/blobs-contract.ts";
import { sharedBlobsContract } from "@parlance/conformance/blobs-contract/several-nodes.ts";
import { PostgresServer, withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import type { BlobHash } from "../../ports/blobs.ts";
import { StoreError } from "../../ports/store.ts";
import { pieceBytes } from "./pieces.ts";
import { type OpenBlobs, openPostgresBlobs, type PostgresBlobsOptions } from "./postgres-blobs.ts";

const skip = withoutPostgres();
const usual = { blobConnections: 4, blobConnectMs: 5_000, blobLeaseMs: 60_000, blobRemovalMs: 20_000, blobReadMs: 60_000 };
const sha256 = (bytes: Uint8Array): BlobHash => createHash("sha256").update(bytes).digest("hex");
const failsWith = (code: string) => (error: unknown) => error instanceof StoreError && error.code === code;

let started: Promise<PostgresServer> | null = null;
after(async () => (await started)?.stop());
const serving = (): Promise<PostgresServer> => {
  started ??= PostgresServer.start();
  return started;
};

/** Nodes over one new database. */
async function open(count: number, bounds: Partial<PostgresBlobsOptions["bounds"]> = {}) {
  const server = await serving();
  const url = await server.newDatabase();
  const name = new URL(url).pathname.slice(1);
  const node = (): Promise<OpenBlobs> => openPostgresBlobs({ url, bounds: { ...usual, ...bounds } });
  const nodes = await Promise.all(Array.from({ length: count }, node));
  return {
    nodes,
    node,
    count: async (what: string): Promise<number> => {
      const [row] = (await server.query(`SELECT count(*)::int4 AS n FROM ${what}`, name)) as { n: number }[];
      return row?.n ?? 0;
    },
    query: (sql: string) => server.query(sql, name),
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((one) => one.close()));
    },
  };
}

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe("postgres", { skip }, () => {
  /** One database for all rules, emptied after each. */
  let shared: ReturnType<typeof open> | null = null;
  after(async () => (await shared)?.[Symbol.asyncDispose]());
  const emptied = async () => {
    shared ??= open(2);
    const { nodes, count, query } = await shared;
    const [one, other] = nodes;
    assert.ok(one !== undefined && other !== undefined);
    const empty = async (): Promise<void> => void (await query("TRUNCATE blobs, blob_pieces, blob_holds"));
    return { one, other, count, [Symbol.asyncDispose]: empty };
  };
  blobsContract("postgres", async () => {
    const { one, count, ...rest } = await emptied();
    return { blobs: one, leftovers: () => count("blobs WHERE size_bytes IS NULL"), ...rest };
  });
  sharedBlobsContract("postgres", async () => {
    const { one, other, ...rest } = await emptied();
    return { nodes: [one, other], ...rest };
  });

  test("content of any length is rows of pieces, the last of them shorter, however it came; nothing is in memory but a piece", async () => {
    await using under = await open(1);
    const [blobs] = under.nodes;
    assert.ok(blobs !== undefined);
    for (const size of [0, 1, pieceBytes - 1, pieceBytes, pieceBytes + 1, 3 * pieceBytes + 7]) {
      const content = Buffer.alloc(size, `${size}+`);
      for (const step of [1_000_000, 65_537]) {
        async function* slices(): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < size; at += step) yield content.subarray(at, at + step);
        }
        using held = await (step === 65_537 ? blobs.receive(slices(), size) : blobs.put(content));
        const stream = await blobs.open(held.hash);
        assert.ok(stream !== null);
        assert.deepEqual(await buffer(stream), content);
      }
      const rows = await under.count(`blob_pieces p JOIN blobs b ON b.key = p.blob WHERE b.hash = '${sha256(content)}'`);
      assert.equal(rows, Math.ceil(size / pieceBytes));
    }
  });

  test("of nodes that open an empty database together each finds the tables", async () => {
    await using under = await open(4);
    assert.equal(under.nodes.length, 4);
  });

  test("I8: what a node holds that died can be removed after blobLeaseMs, and not before; one that lives renews it", async () => {
    await using under = await open(1, { blobLeaseMs: 400 });
    const [living] = under.nodes;
    const dying = await under.node();
    assert.ok(living !== undefined);
    const [left, kept] = [Buffer.from("left"), Buffer.from("kept")];
    const startedAt = performance.now();
    await dying.put(left);
    using _ = await living.put(kept);
    // Its connections are gone, and nothing was let go of.
    await dying.close();
    let removal = await living.remove(sha256(left), async () => false);
    assert.ok(removal === "held" || performance.now() - startedAt > 400);
    await until(async () => {
      removal = await living.remove(sha256(left), async () => false);
      return removal === "removed";
    });
    assert.ok(performance.now() - startedAt > 390, "the lease was over");
    await until(async () => performance.now() - startedAt > 900);
    assert.equal(await living.remove(sha256(kept), async () => false), "held", "twice its lease later");
  });

  test("I8: a node that stops while it removes keeps others waiting for blobRemovalMs, and removes nothing when it goes on", async () => {
    await using under = await open(2, { blobRemovalMs: 300 });
    const [stopped, other] = under.nodes;
    assert.ok(stopped !== undefined && other !== undefined);
    const content = Buffer.from("content");
    (await stopped.put(content))[Symbol.dispose]();
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<boolean>();
    const removal = stopped.remove(sha256(content), () => {
      asked.resolve();
      return answer.promise;
    });
    await asked.promise;
    using held = await other.put(content);
    answer.resolve(false);
    await assert.rejects(removal, failsWith("unavailable"));
    const stream = await other.open(held.hash);
    assert.ok(stream !== null);
    assert.deepEqual(await buffer(stream), content);
    using again = await stopped.put(content);
    assert.equal(again.hash, held.hash, "and works on with another connection");
  });

  test("I8: removed bytes stay for blobReadMs after the last look of who reads them, then they leave the database", async () => {
    await using under = await open(1, { blobReadMs: 300 });
    const [blobs] = under.nodes;
    assert.ok(blobs !== undefined);
    const content = Buffer.alloc(8 * pieceBytes, "x");
    const held = await blobs.put(content);
    held[Symbol.dispose]();
    const stream = await blobs.open(held.hash);
    assert.ok(stream !== null);
    assert.equal(await blobs.remove(held.hash, async () => false), "removed");
    // Slowly, for longer than it stays when nobody reads.
    let size = 0;
    for await (const piece of stream) {
      size += (piece as Buffer).length;
      await new Promise((resolve) => setTimeout(resolve, 80));
    }
    assert.equal(size, content.length);
    await until(async () => (await under.count("blob_pieces")) === 0);
    assert.equal(await under.count("blobs"), 0);
  });

  test("what a node left that died while content came in goes at an opening, once its lease is over", async () => {
    await using under = await open(1);
    await under.query(
      "WITH made AS (INSERT INTO blobs (until) VALUES (now() - interval '1 s'), (now() + interval '1 h') RETURNING key) INSERT INTO blob_pieces SELECT key, 0, 'x' FROM made",
    );
    const opened = await under.node();
    assert.equal(await under.count("blobs"), 1);
    assert.equal(await under.count("blob_pieces"), 1);
    await opened.close();
  });

  test("an upload that was swept away in the meantime fails, and nothing of it is left", async () => {
    await using under = await open(1);
    const [blobs] = under.nodes;
    assert.ok(blobs !== undefined);
    async function* swept(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(pieceBytes);
      yield Buffer.alloc(pieceBytes);
      await under.query("DELETE FROM blobs");
      yield Buffer.from("rest");
    }
    await assert.rejects(blobs.receive(swept(), 0), failsWith("failed"));
    assert.equal(await under.count("blob_pieces"), 0);
  });

  test("I8: of blobConnections no more are opened; who gets none in blobConnectMs is refused", async () => {
    await using under = await open(1, { blobConnections: 1, blobConnectMs: 150 });
    const [blobs] = under.nodes;
    assert.ok(blobs !== undefined);
    const held = await blobs.put(Buffer.from("x"));
    held[Symbol.dispose]();
    const answer = Promise.withResolvers<boolean>();
    const asked = Promise.withResolvers<void>();
    const removal = blobs.remove(held.hash, () => {
      asked.resolve();
      return answer.promise;
    });
    await asked.promise;
    await assert.rejects(blobs.list("", 1), failsWith("unavailable"));
    answer.resolve(true);
    assert.equal(await removal, "needed");
    assert.deepEqual(await blobs.list("", 1), [held.hash]);
  });

  test("a database that was killed is unavailable; when it runs again what was kept is there", async () => {
    await using server = await PostgresServer.start({ isDurable: true });
    const blobs = await openPostgresBlobs({ url: await server.newDatabase(), bounds: usual });
    const held = await blobs.put(Buffer.alloc(pieceBytes + 1, "x"));
    await server.kill();
    await assert.rejects(blobs.put(Buffer.from("lost")), failsWith("unavailable"));
    await assert.rejects(blobs.open(held.hash), failsWith("unavailable"));
    await server.run();
    assert.deepEqual(await blobs.list("", 10), [held.hash]);
    const stream = await blobs.open(held.hash);
    assert.ok(stream !== null);
    assert.equal((await buffer(stream)).length, pieceBytes + 1);
    await blobs.close();
    await assert.rejects(blobs.list("", 1), failsWith("closed"));
  });
});
