import type { FileRef, ImageFacts } from "../ports/model.ts";
import { number, text } from "./columns.ts";

/** A file reference in one column of the log, as JSON: it belongs to the message and is never searched. Of an image three more parts. */
export function fileColumn(file: FileRef | null): string | null {
  if (file === null) return null;
  const { id, name, type, sizeBytes, image } = file;
  const facts = image === null ? [] : [image.width, image.height, image.hasPreview];
  return JSON.stringify([id, name, type, sizeBytes, ...facts]);
}

export function fileFrom(column: string | null): FileRef | null {
  if (column === null) return null;
  const parts: unknown = JSON.parse(column);
  const [id, name, type, sizeBytes, width, height, hasPreview]: readonly unknown[] = Array.isArray(parts) ? parts : [];
  const image: ImageFacts | null =
    width === undefined ? null : { width: number(width), height: number(height), hasPreview: hasPreview === true };
  return { id: text(id), name: text(name), type: text(type), sizeBytes: number(sizeBytes), image };
}
