/** The entries of a column: bounded, and told to views together, however many come at once. */
import { Store } from "../store.ts";
import { bytesOf, type Entry, type FrameEntry, keptEntries, type Note, parsed } from "./entries.ts";
import type { World } from "./world.ts";

export interface Listed {
  readonly entries: readonly Entry[];
  /** How many older ones were dropped. */
  readonly dropped: number;
}

/** What is known of a frame besides its text. */
export type About = Partial<Pick<FrameEntry, "path" | "isError" | "isAnswer" | "isPing" | "isSaid" | "mark" | "answers">>;

/** As often as a screen is drawn. */
const tellMs = 16;

export class Journal {
  readonly listed = new Store<Listed>({ entries: [], dropped: 0 });
  readonly #world: Pick<World, "now" | "after">;
  #entries: Entry[] = [];
  #dropped = 0;
  #key = 0;
  #isTelling = false;

  constructor(world: Pick<World, "now" | "after">) {
    this.#world = world;
  }

  /** Of the newest entry; keys grow. */
  get lastKey(): number {
    return this.#key;
  }

  frame(direction: FrameEntry["direction"], text: string, about: About = {}): number {
    const kept = { isError: false, isAnswer: false, isPing: false, isSaid: false, ...about };
    return this.#add({ kind: "frame", direction, text, value: parsed(text), bytes: bytesOf(text), ...kept });
  }

  note(note: Note): void {
    this.#add({ kind: "note", note });
  }

  /** It turned out which message a frame carries. */
  mark(key: number, mark: number): void {
    this.#entries = this.#entries.map((entry) => (entry.key === key && entry.kind === "frame" ? { ...entry, mark } : entry));
    this.#tellSoon();
  }

  clear(): void {
    this.#entries = [];
    this.#dropped = 0;
    this.#tellSoon();
  }

  #add(entry: Omit<FrameEntry, "key" | "at"> | { readonly kind: "note"; readonly note: Note }): number {
    this.#key += 1;
    this.#entries.push({ ...entry, key: this.#key, at: this.#world.now() });
    if (this.#entries.length > keptEntries) {
      this.#dropped += this.#entries.length - keptEntries;
      this.#entries = this.#entries.slice(-keptEntries);
    }
    this.#tellSoon();
    return this.#key;
  }

  #tellSoon(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    this.#world.after(tellMs, () => {
      this.#isTelling = false;
      this.listed.set({ entries: [...this.#entries], dropped: this.#dropped });
    });
  }
}
