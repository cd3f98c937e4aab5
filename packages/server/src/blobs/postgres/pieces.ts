import { Readable } from "node:stream";
import { StoreError } from "../../ports/store.ts";
import type { Queries } from "./blob-pool.ts";

/** Bytes of one row; the last of a content may be shorter. */
export const pieceBytes = 256 * 1024;

/** Content cut into pieces of rows, whatever it came in. */
export async function* inPieces(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  for await (const given of content) {
    for (let at = 0; at < given.length; ) {
      const part = given.subarray(at, at + pieceBytes - waitingBytes);
      waiting.push(part);
      waitingBytes += part.length;
      at += part.length;
      if (waitingBytes < pieceBytes) continue;
      yield Buffer.concat(waiting);
      [waiting, waitingBytes] = [[], 0];
    }
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting);
}

export interface StoredContent {
  readonly key: number;
  readonly sizeBytes: number;
  /** The first piece; null for no content. */
  readonly first: Buffer | null;
}

/**
 * A blob's content, a row at a time, as it is asked for: no connection is kept by who reads slowly. What was removed meanwhile stays until nothing
 * was read of it for `readMs`.
 */
export function readingOf(db: Queries, { key, sizeBytes, first }: StoredContent, readMs: number): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    let left = sizeBytes;
    for (let nth = 0, piece = first; left > 0; nth += 1) {
      if (nth > 0) piece = await pieceOf(db, { key, nth, readMs });
      if (piece === null || piece.length > left) throw new StoreError("failed", "the content of a blob is not whole");
      left -= piece.length;
      yield piece;
    }
  }
  return Readable.from(pieces(), { objectMode: false, highWaterMark: pieceBytes });
}

interface Wanted {
  readonly key: number;
  readonly nth: number;
  readonly readMs: number;
}

async function pieceOf(db: Queries, { key, nth, readMs }: Wanted): Promise<Buffer | null> {
  const [row] = await db.query(
    `WITH put_off AS (
       UPDATE blobs SET until = clock_timestamp() + $3 * interval '1 ms'
       WHERE key = $1 AND hash IS NULL AND until < clock_timestamp() + $3 * interval '0.5 ms'
     )
     SELECT bytes FROM blob_pieces WHERE blob = $1 AND nth = $2`,
    [key, nth, readMs],
  );
  return row?.[0] instanceof Buffer ? row[0] : null;
}
