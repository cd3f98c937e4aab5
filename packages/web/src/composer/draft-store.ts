/** What somebody has begun to write, by room and thread. It outlives the page, and is nobody else's. */
type Keep = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export interface DraftTimer {
  /** Calls `work` later; gives what cancels it. */
  after(ms: number, work: () => void): () => void;
}

export interface DraftPlace {
  readonly userId: string;
  readonly roomId: string;
  readonly thread?: number | undefined;
}

export const draftPrefix = "parlance.draft.";
/** Not each key is written. */
const writeAfterMs = 400;

/** Any room id, in a key whose parts are told apart. */
const keyOf = ({ userId, roomId, thread }: DraftPlace): string =>
  draftPrefix + [userId, roomId, ...(thread === undefined ? [] : [thread])].map(encodeURIComponent).join("/");

export class DraftStore {
  readonly #storage: Keep;
  readonly #timer: DraftTimer;
  /** Newer than what is stored; empty for none. */
  readonly #unwritten = new Map<string, string>();
  #cancel: (() => void) | undefined;

  constructor(storage: Keep, timer: DraftTimer) {
    this.#storage = storage;
    this.#timer = timer;
  }

  read(place: DraftPlace): string {
    const key = keyOf(place);
    return this.#unwritten.get(key) ?? this.#storage.getItem(key) ?? "";
  }

  write(place: DraftPlace, text: string): void {
    this.#unwritten.set(keyOf(place), text);
    this.#cancel ??= this.#timer.after(writeAfterMs, () => this.flush());
  }

  /** Writes what is not written: when the page may be gone at any time. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    for (const [key, text] of this.#unwritten) {
      try {
        if (text.trim() === "") this.#storage.removeItem(key);
        else this.#storage.setItem(key, text);
        this.#unwritten.delete(key);
      } catch {
        // A full storage: it is kept as long as the page is.
      }
    }
  }

  /** All drafts of all who used this browser. */
  forget(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#unwritten.clear();
    const keys = Array.from({ length: this.#storage.length }, (_, at) => this.#storage.key(at));
    for (const key of keys) if (key?.startsWith(draftPrefix)) this.#storage.removeItem(key);
  }
}
