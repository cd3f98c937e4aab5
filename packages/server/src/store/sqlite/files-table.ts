import type { DatabaseSync } from "node:sqlite";
import type { FileId, FileRef, MessageId, UserId } from "../../ports/model.ts";
import type { Handlers } from "../calls.ts";
import { number, text } from "../columns.ts";
import { fileColumns, fileOf, fileValues, refOf } from "../file-rows.ts";
import { Statement } from "./statement.ts";

export function fileReads(db: DatabaseSync): Handlers<"findFile" | "namelessBlobs" | "releasedBlobs"> {
  const byId = new Statement(db, `SELECT ${fileColumns} FROM files WHERE id = ?`);
  const named = new Statement(
    db,
    "SELECT 1 FROM files WHERE hash = ?1 UNION ALL SELECT 1 FROM files WHERE preview_hash = ?1 LIMIT 1",
  );
  const released = new Statement(db, "SELECT id, hash FROM released_blobs WHERE id > 0 ORDER BY id LIMIT ?");
  return {
    findFile: (id) => {
      const row = byId.get(id);
      return row && fileOf(row);
    },
    namelessBlobs: (hashes) => hashes.filter((hash) => named.get(hash) === null),
    releasedBlobs: (limit) => released.all(limit).map(([id, hash]) => ({ id: number(id), hash: text(hash) })),
  };
}

export function fileWrites(db: DatabaseSync): Handlers<"saveFile" | "deleteUnattachedFiles" | "forgetReleased"> {
  const insert = new Statement(db, `INSERT INTO files (${fileColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const unattached = new Statement(
    db,
    "SELECT id FROM files WHERE attached_to IS NULL AND created_at < ? ORDER BY created_at, id LIMIT ?",
  );
  const remove = new Statement(db, "DELETE FROM files WHERE id = ?");
  const forget = new Statement(db, "DELETE FROM released_blobs WHERE id = ?");
  return {
    saveFile: (file) => {
      insert.run(...fileValues(file));
    },
    deleteUnattachedFiles: (before, limit) => {
      const ids = unattached.all(before, limit);
      for (const [id] of ids) remove.run(text(id));
      return ids.length;
    },
    forgetReleased: (ids) => {
      for (const id of ids) forget.run(id);
    },
  };
}

/** What a file is attached to that is its owner's picture: no message has this id. */
const picture = 0;

/** Files on their way into messages and profiles. */
export class Attachments {
  readonly #byId: Statement;
  readonly #attach: Statement;

  constructor(db: DatabaseSync) {
    this.#byId = new Statement(db, `SELECT ${fileColumns}, attached_to FROM files WHERE id = ?`);
    this.#attach = new Statement(db, "UPDATE files SET attached_to = ? WHERE id = ?");
  }

  /** The owner's file, if it is attached to nothing yet. */
  find(id: FileId, ownerId: UserId): FileRef | "no_file" | "file_taken" {
    const row = this.#byId.get(id);
    if (row === null || row[8] !== ownerId) return "no_file";
    return row[10] === null ? refOf(row) : "file_taken";
  }

  keep(id: FileId, message: MessageId): void {
    this.#attach.run(message, id);
  }

  keepAsPicture(id: FileId): void {
    this.#attach.run(picture, id);
  }
}
