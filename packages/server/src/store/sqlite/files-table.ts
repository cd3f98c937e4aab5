import type { DatabaseSync } from "node:sqlite";
import type { StoredFile } from "../../ports/store.ts";
import { number, Statement, text } from "./statement.ts";

const columns = "id, name, type, size_bytes, hash, owner, created_at";

export function filesReader(db: DatabaseSync): (id: string) => StoredFile | null {
  const byId = new Statement(db, `SELECT ${columns} FROM files WHERE id = ?`);
  return (id) => {
    const row = byId.get(id);
    if (row === null) return null;
    const [, name, type, sizeBytes, hash, ownerId, createdAt] = row;
    return {
      id,
      name: text(name),
      type: text(type),
      sizeBytes: number(sizeBytes),
      hash: text(hash),
      ownerId: text(ownerId),
      createdAt: number(createdAt),
    };
  };
}

export function filesWriter(db: DatabaseSync): (file: StoredFile) => void {
  const insert = new Statement(db, `INSERT INTO files (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  return (file) => {
    insert.run(file.id, file.name, file.type, file.sizeBytes, file.hash, file.ownerId, file.createdAt);
  };
}
