import type { ChangeSignal, NodeItem, PageSignal } from "../../ports/nodes.ts";
import { ended, type ItemKey, isOver, keyOf } from "./items.ts";

/** What it has to be asked for: what came after a version, or, for null, all. */
export interface Missing {
  readonly version: number | null;
}

/** What is known of another node. What it says may be lost, late or doubled. */
export class Peer {
  readonly id: string;
  /** Monotonic, of this process. */
  heardAtMs: number;
  /** It was asked, and has until the next look to begin to answer. */
  isAsked = false;
  readonly #put: (item: NodeItem) => void;
  readonly #items = new Map<ItemKey, NodeItem>();
  /** Up to where its changes are known; null before a statement, and when one came in part. */
  #version: number | null = null;
  /** The newest that it spoke of. */
  #newest = 0;
  #beats = -1;
  #loading: { readonly statement: number; nextPage: number } | null = null;
  #hasProgressed = false;
  /** Known from before the statement that is coming in, and not in it so far. */
  readonly #unconfirmed = new Set<ItemKey>();

  /** `put`: told of every item that it said something about. */
  constructor(id: string, heardAtMs: number, put: (item: NodeItem) => void) {
    this.id = id;
    this.heardAtMs = heardAtMs;
    this.#put = put;
  }

  get missing(): Missing | null {
    if (this.#version === null) return { version: null };
    return this.#version < this.#newest ? { version: this.#version } : null;
  }

  /** False for one that was overtaken by a later one. */
  beat(count: number, version: number): boolean {
    if (count <= this.#beats) return false;
    this.#beats = count;
    this.#newest = Math.max(this.#newest, version);
    return true;
  }

  change({ version, items }: ChangeSignal): void {
    this.#newest = Math.max(this.#newest, version);
    if (this.#version === null || version !== this.#version + 1) return;
    this.#version = version;
    for (const item of items) this.#keep(item);
  }

  page(signal: PageSignal): void {
    const { page, statement } = signal;
    this.#newest = Math.max(this.#newest, signal.version);
    if (page === 0 && this.#loading?.statement !== statement) {
      if (this.missing === null) return;
      this.#loading = { statement, nextPage: 0 };
      this.#version = signal.version;
      for (const key of this.#items.keys()) this.#unconfirmed.add(key);
    }
    if (this.#loading?.statement !== statement || page < this.#loading.nextPage) return;
    if (page > this.#loading.nextPage) {
      this.#giveUp();
      return;
    }
    this.#hasProgressed = true;
    this.#loading.nextPage++;
    for (const item of signal.items) this.#keep(item);
    if (!signal.isLast) return;
    this.#loading = null;
    for (const key of this.#unconfirmed) this.#end(key);
    this.#unconfirmed.clear();
  }

  /** Now and then: what does not go on is asked for again. */
  look(): void {
    if (this.#loading !== null && !this.#hasProgressed) this.#giveUp();
    this.#hasProgressed = false;
    this.isAsked = false;
  }

  /** The node is gone, and all that it had. */
  end(): void {
    for (const key of [...this.#items.keys()]) this.#end(key);
  }

  /** What is known stays until a whole statement says otherwise. */
  #giveUp(): void {
    this.#loading = null;
    this.#version = null;
    this.#unconfirmed.clear();
  }

  #keep(item: NodeItem): void {
    const key = keyOf(item);
    this.#unconfirmed.delete(key);
    if (isOver(item)) this.#items.delete(key);
    else this.#items.set(key, item);
    this.#put(item);
  }

  #end(key: ItemKey): void {
    const item = this.#items.get(key);
    this.#items.delete(key);
    if (item !== undefined) this.#put(ended(item));
  }
}
