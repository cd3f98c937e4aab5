/** Blobs in a database, for several nodes: rows of pieces under the content's SHA-256 (tables.ts). */
import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import type { BlobHash, Blobs, HeldBlob, Removal } from "../../ports/blobs.ts";
import type { Bounds } from "../../ports/bounds.ts";
import { StoreError } from "../../ports/store.ts";
import { isHash, sha256 } from "../hashes.ts";
import { BlobPool, type Queries } from "./blob-pool.ts";
import { Leases } from "./leases.ts";
import { inPieces, readingOf } from "./pieces.ts";
import { lockClass } from "./tables.ts";

export interface PostgresBlobsOptions {
  /** `postgres://…` */
  readonly url: string;
  readonly bounds: Pick<Bounds, "blobConnections" | "blobConnectMs" | "blobLeaseMs" | "blobRemovalMs" | "blobReadMs">;
}

export interface OpenBlobs extends Blobs {
  /** After everything that is under way. */
  close(): Promise<void>;
}

/** Opens the blobs of a database and makes their tables if need be. Rejects with `StoreError`: `unavailable`, `full`, `read_only`, `failed`. */
export async function openPostgresBlobs({ url, bounds }: PostgresBlobsOptions): Promise<OpenBlobs> {
  const pool = poolOf({ url, bounds });
  try {
    await pool.migrate();
    const blobs = new PostgresBlobs(pool, bounds);
    await blobs.sweep();
    return blobs;
  } catch (error) {
    await pool.close();
    throw error;
  }
}

/** The blobs of a database, to be read and not touched. One without tables for them has none. Rejects as `openPostgresBlobs`. */
export async function readPostgresBlobs({
  url,
  bounds,
}: PostgresBlobsOptions): Promise<Pick<OpenBlobs, "list" | "open" | "close">> {
  const pool = poolOf({ url, bounds });
  const blobs = new PostgresBlobs(pool, bounds);
  if (await pool.hasTables()) return blobs;
  return { list: async () => [], open: async () => null, close: () => blobs.close() };
}

function poolOf({ url, bounds }: PostgresBlobsOptions): BlobPool {
  const { blobConnections: connections, blobConnectMs: connectMs, blobRemovalMs: idleMs } = bounds;
  return new BlobPool({ url, connections, connectMs, idleMs });
}

/** What goes is deleted a few at a time. */
const sweptAtOnce = 10;

class PostgresBlobs implements OpenBlobs {
  readonly #pool: BlobPool;
  readonly #leases: Leases;
  readonly #leaseMs: number;
  readonly #readMs: number;
  #sweep: NodeJS.Timeout | null = null;

  constructor(pool: BlobPool, bounds: PostgresBlobsOptions["bounds"]) {
    this.#pool = pool;
    this.#leaseMs = bounds.blobLeaseMs;
    this.#readMs = bounds.blobReadMs;
    this.#leases = new Leases(pool, bounds.blobLeaseMs);
  }

  async put(bytes: Uint8Array): Promise<HeldBlob> {
    const hash = await sha256(bytes);
    return await this.#keep(hash, bytes.length, async (db) => {
      const [made] = await db.query("INSERT INTO blobs (hash, size_bytes) VALUES ($1, $2) RETURNING key", [hash, bytes.length]);
      let nth = 0;
      for await (const piece of inPieces([bytes])) {
        await db.query("INSERT INTO blob_pieces (blob, nth, bytes) VALUES ($1, $2, $3)", [Number(made?.[0]), nth, piece]);
        nth += 1;
      }
    });
  }

  /** Each piece is committed by itself; a row without a hash says whose they are, and when they go should this node not come to the end. */
  async receive(content: AsyncIterable<Uint8Array>, _expectedBytes: number): Promise<HeldBlob> {
    const lease = [this.#leaseMs] as const;
    const begun = "INSERT INTO blobs (until) VALUES (clock_timestamp() + $1 * interval '1 ms') RETURNING key";
    const key = Number((await this.#pool.query(begun, lease))[0]?.[0]);
    try {
      const { hash, sizeBytes } = await this.#takeAll(content, key);
      let isNew = false;
      const held = await this.#keep(hash, sizeBytes, async (db) => {
        isNew = true;
        const named = "UPDATE blobs SET hash = $2, size_bytes = $3, until = NULL WHERE key = $1 AND hash IS NULL RETURNING key";
        if ((await db.query(named, [key, hash, sizeBytes])).length === 0) throw tooLate();
      });
      if (!isNew) await this.#forget(key);
      return held;
    } catch (error) {
      await this.#forget(key);
      throw error;
    }
  }

  async open(hash: BlobHash): Promise<Readable | null> {
    if (!isHash(hash)) return null;
    const found = `SELECT b.key, b.size_bytes, p.bytes FROM blobs b LEFT JOIN blob_pieces p ON p.blob = b.key AND p.nth = 0 WHERE b.hash = $1`;
    const [row] = await this.#pool.query(found, [hash]);
    if (row === undefined) return null;
    const first = row[2] instanceof Buffer ? row[2] : null;
    return readingOf(this.#pool, { key: Number(row[0]), sizeBytes: Number(row[1]), first }, this.#readMs);
  }

  async list(after: BlobHash, limit: number): Promise<readonly BlobHash[]> {
    const rows = await this.#pool.query("SELECT hash FROM blobs WHERE hash > $1 ORDER BY hash LIMIT $2", [after, limit]);
    return rows.map(([hash]) => String(hash));
  }

  async remove(hash: BlobHash, isNeeded: () => Promise<boolean>): Promise<Removal> {
    if (!isHash(hash)) return "removed";
    await this.#leases.settled();
    const removal = await this.#pool.inTransaction<Removal>(async (db) => {
      await lock(db, hash);
      const holds = await db.query("SELECT 1 FROM blob_holds WHERE hash = $1 AND until > clock_timestamp() LIMIT 1", [hash]);
      if (holds.length > 0) return "held";
      // While the lock is held. PostgreSQL ends it when this takes too long, and then nothing is removed.
      if (await isNeeded()) return "needed";
      await db.query("UPDATE blobs SET hash = NULL, until = clock_timestamp() + $2 * interval '1 ms' WHERE hash = $1", [
        hash,
        this.#readMs,
      ]);
      await db.query("DELETE FROM blob_holds WHERE hash = $1", [hash]);
      return "removed";
    });
    if (removal === "removed") this.#sweepLater();
    return removal;
  }

  /** Deletes what has to go: removed contents that nobody reads any more, and what nodes left that died while it came in. */
  async sweep(): Promise<void> {
    const going =
      "SELECT key FROM blobs WHERE hash IS NULL AND until < clock_timestamp() ORDER BY until LIMIT $1 FOR UPDATE SKIP LOCKED";
    for (;;) {
      const gone = await this.#pool.query(`DELETE FROM blobs WHERE key IN (${going}) RETURNING key`, [sweptAtOnce]);
      if (gone.length < sweptAtOnce) break;
    }
    const staying = "SELECT 1 FROM blobs WHERE hash IS NULL AND size_bytes IS NOT NULL LIMIT 1";
    if ((await this.#pool.query(staying)).length > 0) this.#sweepLater();
  }

  async close(): Promise<void> {
    if (this.#sweep !== null) clearTimeout(this.#sweep);
    await this.#leases.close();
    await this.#pool.close();
  }

  /** Held, and kept by `write` unless it is there: when it is this one's turn, after a removal that was decided on before. */
  async #keep(hash: BlobHash, sizeBytes: number, write: (db: Queries) => Promise<void>): Promise<HeldBlob> {
    const id = await this.#pool.inTransaction(async (db) => {
      await lock(db, hash);
      const there = await db.query("SELECT 1 FROM blobs WHERE hash = $1", [hash]);
      if (there.length === 0) await write(db);
      return await this.#leases.begin(db, hash);
    });
    return this.#leases.held(id, hash, sizeBytes);
  }

  /** Writes all that comes. What `content` throws passes as it is. */
  async #takeAll(content: AsyncIterable<Uint8Array>, key: number): Promise<{ hash: BlobHash; sizeBytes: number }> {
    const hash = createHash("sha256");
    let sizeBytes = 0;
    let nth = 0;
    const putOff = `WITH put_off AS (
        UPDATE blobs SET until = clock_timestamp() + $4 * interval '1 ms'
        WHERE key = $1 AND until < clock_timestamp() + $4 * interval '0.5 ms'
      )
      INSERT INTO blob_pieces (blob, nth, bytes) SELECT key, $2, $3 FROM blobs WHERE key = $1 AND hash IS NULL RETURNING nth`;
    for await (const piece of inPieces(content)) {
      hash.update(piece);
      sizeBytes += piece.length;
      const taken = await this.#pool.query(putOff, [key, nth, piece, this.#leaseMs]);
      if (taken.length === 0) throw tooLate();
      nth += 1;
    }
    return { hash: hash.digest("hex"), sizeBytes };
  }

  /** What came in and is not to be kept. Where that fails it goes by itself. */
  async #forget(key: number): Promise<void> {
    await this.#pool.query("DELETE FROM blobs WHERE key = $1 AND hash IS NULL", [key]).catch(() => undefined);
  }

  /** Once for all that is removed until then. */
  #sweepLater(): void {
    this.#sweep ??= setTimeout(() => {
      this.#sweep = null;
      this.sweep().catch(() => undefined);
    }, 2 * this.#readMs).unref();
  }
}

/** Until the end of the transaction. Hashes that share these bits only wait for each other. */
async function lock(db: Queries, hash: BlobHash): Promise<void> {
  await db.query("SELECT pg_advisory_xact_lock($1, $2)", [lockClass, Buffer.from(hash.slice(0, 8), "hex").readInt32BE()]);
}

/** This node was stopped for so long that its content was swept away. */
const tooLate = (): StoreError => new StoreError("failed", "an upload took so long that what had come was taken away");
