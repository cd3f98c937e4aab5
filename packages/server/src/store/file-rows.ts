import type { StoredFile } from "../ports/files.ts";
import type { FileRef } from "../ports/model.ts";
import type { Row } from "./columns.ts";
import { number, text, textOrNull } from "./columns.ts";

const refs = ["id", "name", "type", "size_bytes", "width", "height", "hash", "preview_hash"];

/** What `fileOf` and `refOf` take, in this order, of the table of files. */
export const fileColumns = [...refs, "owner", "created_at"].join(", ");

/** What `refOf` takes, in this order. */
export const refColumns = (table: string): string => refs.map((name) => `${table}.${name}`).join(", ");

export function refOf([id, name, type, sizeBytes, width, height, , previewHash]: Row): FileRef {
  const image =
    width === null ? null : { width: number(width), height: number(height), hasPreview: textOrNull(previewHash) !== null };
  return { id: text(id), name: text(name), type: text(type), sizeBytes: number(sizeBytes), image };
}

export function fileOf(row: Row): StoredFile {
  const [, , , , , , hash, previewHash, ownerId, createdAt] = row;
  const about = { ownerId: text(ownerId), createdAt: number(createdAt) };
  return { ...refOf(row), hash: text(hash), previewHash: textOrNull(previewHash), ...about };
}

/** The values of `fileColumns`. */
export function fileValues(file: StoredFile): (string | number | null)[] {
  const { id, name, type, sizeBytes, image, hash, previewHash, ownerId, createdAt } = file;
  return [id, name, type, sizeBytes, image?.width ?? null, image?.height ?? null, hash, previewHash, ownerId, createdAt];
}
