import type { BlobHash } from "../../ports/blobs.ts";
import type { ReleasedBlob, StoredFile } from "../../ports/files.ts";
import type { FileId, FileRef, UnixMs, UserId } from "../../ports/model.ts";
import { compareText } from "../text.ts";

/** Files by id, and what is left of those that went. */
export class MemoryFiles {
  readonly #files = new Map<FileId, StoredFile>();
  readonly #attached = new Set<FileId>();
  #released: ReleasedBlob[] = [];
  #lastRelease = 0;

  save(file: StoredFile): void {
    if (this.#files.has(file.id)) throw new Error("saveFile: the id is in use");
    this.#files.set(file.id, file);
  }

  find(id: FileId): StoredFile | null {
    return this.#files.get(id) ?? null;
  }

  /** The owner's file, if it is attached to nothing yet. */
  attachable(id: FileId, ownerId: UserId): FileRef | "no_file" | "file_taken" {
    const file = this.#files.get(id);
    if (file === undefined || file.ownerId !== ownerId) return "no_file";
    return this.#attached.has(id) ? "file_taken" : refOf(file);
  }

  ref(id: FileId): FileRef | null {
    const file = this.#files.get(id);
    return file === undefined ? null : refOf(file);
  }

  attach(id: FileId): void {
    this.#attached.add(id);
  }

  delete(id: FileId): void {
    const file = this.#files.get(id);
    if (file === undefined) return;
    this.#files.delete(id);
    this.#attached.delete(id);
    for (const hash of [file.hash, file.previewHash]) {
      if (hash !== null) this.#released.push({ id: ++this.#lastRelease, hash });
    }
  }

  deleteUnattached(before: UnixMs, limit: number): number {
    const doomed = [...this.#files.values()]
      .filter(({ id, createdAt }) => createdAt < before && !this.#attached.has(id))
      .sort((a, b) => a.createdAt - b.createdAt || compareText(a.id, b.id))
      .slice(0, limit);
    for (const { id } of doomed) this.delete(id);
    return doomed.length;
  }

  nameless(hashes: readonly BlobHash[]): BlobHash[] {
    const named = new Set([...this.#files.values()].flatMap(({ hash, previewHash }) => [hash, previewHash]));
    return hashes.filter((hash) => !named.has(hash));
  }

  released(limit: number): ReleasedBlob[] {
    return this.#released.slice(0, limit);
  }

  forget(ids: readonly number[]): void {
    this.#released = this.#released.filter(({ id }) => !ids.includes(id));
  }
}

function refOf({ id, name, type, sizeBytes, image }: StoredFile): FileRef {
  return { id, name, type, sizeBytes, image };
}
