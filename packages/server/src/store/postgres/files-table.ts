import type { FileId, FileRef, MessageId, UserId } from "../../ports/model.ts";
import type { Functions } from "../calls.ts";
import { number, text } from "../columns.ts";
import { fileColumns, fileOf, fileValues, refOf } from "../file-rows.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

export function fileReads(db: Connection): Pick<Functions, "findFile" | "namelessBlobs" | "releasedBlobs"> {
  const byId = new Statement(db, `SELECT ${fileColumns} FROM files WHERE id = $1`);
  // A subquery with a limit is asked for each hash by its index, whatever is known of the table: as a join it could become a scan of all files.
  const noFile = (column: string) => `(SELECT 1 FROM files f WHERE f.${column} = asked.hash LIMIT 1) IS NULL`;
  const nameless = new Statement(
    db,
    `SELECT asked.hash FROM unnest($1::text[]) WITH ORDINALITY AS asked (hash, place)
     WHERE ${noFile("hash")} AND ${noFile("preview_hash")} ORDER BY asked.place`,
  );
  const released = new Statement(db, "SELECT id, hash FROM released_blobs ORDER BY id LIMIT $1");
  return {
    findFile: async (id) => {
      const row = await byId.get(id);
      return row && fileOf(row);
    },
    namelessBlobs: async (hashes) => (await nameless.all(hashes)).map(([hash]) => text(hash)),
    releasedBlobs: async (limit) => (await released.all(limit)).map(([id, hash]) => ({ id: number(id), hash: text(hash) })),
  };
}

export function fileWrites(db: Connection): Pick<Functions, "saveFile" | "deleteUnattachedFiles" | "forgetReleased"> {
  const insert = new Statement(db, `INSERT INTO files (${fileColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`);
  const unattached = new Statement(
    db,
    "SELECT id FROM files WHERE attached_to IS NULL AND created_at < $1 ORDER BY created_at, id LIMIT $2",
  );
  const remove = new Statement(db, "DELETE FROM files WHERE id = $1");
  const forget = new Statement(db, "DELETE FROM released_blobs WHERE id = ANY ($1::bigint[])");
  return {
    saveFile: async (file) => {
      await insert.run(...fileValues(file));
    },
    deleteUnattachedFiles: async (before, limit) => {
      const ids = await unattached.all(before, limit);
      // One by one, sent at once: their blobs are released in this order, and one DELETE of many has no order.
      await Promise.all(ids.map(([id]) => remove.run(text(id))));
      return ids.length;
    },
    forgetReleased: async (ids) => {
      await forget.run(ids);
    },
  };
}

/** What a file is attached to that is its owner's picture: no message has this id. */
const picture = 0;

/** Files on their way into messages and profiles. */
export class Attachments {
  readonly #byId: Statement;
  readonly #attach: Statement;

  constructor(db: Connection) {
    this.#byId = new Statement(db, `SELECT ${fileColumns}, attached_to FROM files WHERE id = $1`);
    this.#attach = new Statement(db, "UPDATE files SET attached_to = $1 WHERE id = $2");
  }

  /** The owner's file, if it is attached to nothing yet. */
  async find(id: FileId, ownerId: UserId): Promise<FileRef | "no_file" | "file_taken"> {
    const row = await this.#byId.get(id);
    if (row === null || row[8] !== ownerId) return "no_file";
    return row[10] === null ? refOf(row) : "file_taken";
  }

  async keep(id: FileId, message: MessageId): Promise<void> {
    await this.#attach.run(message, id);
  }

  async keepAsPicture(id: FileId): Promise<void> {
    await this.#attach.run(picture, id);
  }
}
