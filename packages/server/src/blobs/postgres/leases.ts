import type { BlobHash, HeldBlob } from "../../ports/blobs.ts";
import type { BlobPool, Queries } from "./blob-pool.ts";

/** A lease is renewed when so much of it is over. */
const renewedAfter = 1 / 4;

/**
 * What this node holds, as rows that count for every node. A row is good for `leaseMs` by the database's clock, and put off while the node
 * lives: what a node held that died can be removed after that. A node that was stopped for longer, in the middle of giving a name, and goes on, has
 * held nothing: so it is long.
 */
export class Leases {
  readonly #pool: BlobPool;
  readonly #leaseMs: number;
  readonly #held = new Set<number>();
  readonly #ending = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | null = null;

  constructor(pool: BlobPool, leaseMs: number) {
    this.#pool = pool;
    this.#leaseMs = leaseMs;
  }

  /** A row that says that the blob is held, in the transaction that keeps it. */
  async begin(db: Queries, hash: BlobHash): Promise<number> {
    const [row] = await db.query(
      "INSERT INTO blob_holds (hash, until) VALUES ($1, clock_timestamp() + $2 * interval '1 ms') RETURNING id",
      [hash, this.#leaseMs],
    );
    return Number(row?.[0]);
  }

  /** What is held by such a row, once it is committed. */
  held(id: number, hash: BlobHash, sizeBytes: number): HeldBlob {
    this.#held.add(id);
    this.#timer ??= setInterval(() => void this.#renew(), this.#leaseMs * renewedAfter).unref();
    return { hash, sizeBytes, [Symbol.dispose]: () => this.#end(id) };
  }

  /** When what was let go of here is known to all. */
  async settled(): Promise<void> {
    await Promise.all(this.#ending);
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.settled();
  }

  #end(id: number): void {
    if (!this.#held.delete(id)) return;
    // A row that cannot be deleted now is not put off any more, and ends by itself.
    const ended = this.#pool.query("DELETE FROM blob_holds WHERE id = $1", [id]).then(
      () => undefined,
      () => undefined,
    );
    this.#ending.add(ended);
    void ended.then(() => this.#ending.delete(ended));
  }

  async #renew(): Promise<void> {
    if (this.#held.size === 0) return;
    const renewal = "UPDATE blob_holds SET until = clock_timestamp() + $2 * interval '1 ms' WHERE id = ANY($1::bigint[])";
    // The next time comes before the lease is over.
    await this.#pool.query(renewal, [[...this.#held], this.#leaseMs]).catch(() => undefined);
  }
}
