/** Files on their way to the server before a message names them: one after the other as they were given, each on its own. */
import type { FileRef } from "@parlance/client";

export type FileState =
  | { readonly kind: "waiting" }
  | { readonly kind: "uploading"; readonly share: number }
  | { readonly kind: "there"; readonly ref: FileRef }
  /** `mayRetry`: the same may work later. */
  | { readonly kind: "failed"; readonly error: unknown; readonly mayRetry: boolean };

export interface QueuedFile {
  readonly key: number;
  readonly file: File;
  readonly state: FileState;
}

interface Upload {
  readonly signal: AbortSignal;
  readonly onProgress: (sentBytes: number, totalBytes: number) => void;
}

export interface FileQueueOptions {
  readonly upload: (file: File, upload: Upload) => Promise<FileRef>;
  /** Why a file is not even tried; undefined for one that is. */
  readonly refuse: (file: File) => unknown;
  readonly mayRetry: (error: unknown) => boolean;
}

/** The server takes four of a user; another page may be at it, too. */
const atOnce = 2;
/** In one go. */
export const mostFiles = 20;

export class FileQueue {
  readonly #options: FileQueueOptions;
  readonly #listeners = new Set<() => void>();
  readonly #aborts = new Map<number, AbortController>();
  #files: readonly QueuedFile[] = [];
  #nextKey = 1;

  constructor(options: FileQueueOptions) {
    this.#options = options;
  }

  /** Another list when one of them is another. */
  readonly get = (): readonly QueuedFile[] => this.#files;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** False when there were too many: those past the bound are left out. */
  add(files: readonly File[]): boolean {
    const room = Math.max(0, mostFiles - this.#files.length);
    const added = files.slice(0, room).map((file): QueuedFile => {
      const error = this.#options.refuse(file);
      const state: FileState = error === undefined ? { kind: "waiting" } : { kind: "failed", error, mayRetry: false };
      return { key: this.#nextKey++, file, state };
    });
    this.#become([...this.#files, ...added]);
    this.#pump();
    return files.length <= room;
  }

  remove(key: number): void {
    this.#aborts.get(key)?.abort();
    this.#aborts.delete(key);
    this.#become(this.#files.filter((file) => file.key !== key));
    this.#pump();
  }

  retry(key: number): void {
    this.#is(key, { kind: "waiting" });
    this.#pump();
  }

  /** Stops all that is under way. */
  clear(): void {
    for (const abort of this.#aborts.values()) abort.abort();
    this.#aborts.clear();
    this.#become([]);
  }

  #pump(): void {
    for (const { key, file, state } of this.#files) {
      if (this.#aborts.size >= atOnce) return;
      if (state.kind === "waiting") void this.#upload(key, file);
    }
  }

  /** Does not reject. */
  async #upload(key: number, file: File): Promise<void> {
    const abort = new AbortController();
    this.#aborts.set(key, abort);
    this.#is(key, { kind: "uploading", share: 0 });
    const onProgress = (sent: number, total: number): void => {
      if (this.#aborts.get(key) === abort) this.#is(key, { kind: "uploading", share: total === 0 ? 0 : sent / total });
    };
    let state: FileState;
    try {
      state = { kind: "there", ref: await this.#options.upload(file, { signal: abort.signal, onProgress }) };
    } catch (error) {
      state = { kind: "failed", error, mayRetry: this.#options.mayRetry(error) };
    }
    // Removed meanwhile: it is nobody's business any more.
    if (this.#aborts.get(key) !== abort) return;
    this.#aborts.delete(key);
    this.#is(key, state);
    this.#pump();
  }

  #is(key: number, state: FileState): void {
    this.#become(this.#files.map((file) => (file.key === key ? { ...file, state } : file)));
  }

  #become(files: readonly QueuedFile[]): void {
    this.#files = files;
    for (const listener of this.#listeners) listener();
  }
}
