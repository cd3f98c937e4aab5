import type { Bounds } from "../../ports/bounds.ts";
import type { ChangeSignal, NodeItem, NodeSignal } from "../../ports/nodes.ts";
import { bytesOf, type ItemKey, isOver, packed, roomFor } from "./items.ts";

/** Where the present state of this node's items is. */
export interface ItemSource {
  keys(): ItemKey[];
  /** One that is over for none. */
  itemOf(key: ItemKey): NodeItem;
}

interface SaidOptions {
  readonly nodeId: string;
  readonly bounds: Pick<Bounds, "nodeSignalBytes" | "nodeChangesKept" | "nodePagesAtOnce">;
  readonly source: ItemSource;
  readonly send: (signal: NodeSignal) => void;
}

interface Statement {
  readonly number: number;
  /** Those of the moment of its first page: what comes later is told as a change after that. */
  keys: readonly ItemKey[];
  next: number;
  page: number;
}

/**
 * What this node tells the others of itself: what changes, numbered, and all there is to who asks. What goes out is read from the source at
 * that moment, so an item that changes often is told once, and a page is never older than a change that was told before it.
 */
export class Said {
  readonly #options: SaidOptions;
  #version = 0;
  /** Something changed while nobody heard. */
  #isUnsaid = false;
  readonly #dirty = new Set<ItemKey>();
  /** The last that were told, for who lost one. */
  #kept: ChangeSignal[] = [];
  #statement: Statement | null = null;
  #statements = 0;
  #isAskedAgain = false;

  constructor(options: SaidOptions) {
    this.#options = options;
  }

  /** Of the last change. */
  get version(): number {
    this.#countUnsaid();
    return this.#version;
  }

  /** An item changed. Where nobody hears it costs nothing. */
  note(key: ItemKey, isHeard: boolean): void {
    if (isHeard) this.#dirty.add(key);
    else this.#isUnsaid = true;
  }

  /** Somebody wants what came after a version, or all. */
  asked(version: number | null): void {
    this.#countUnsaid();
    if (version === this.#version) return;
    const kept = version === null ? [] : this.#kept.filter((change) => change.version > version);
    if (version !== null && version < this.#version && kept[0]?.version === version + 1) {
      for (const change of kept) this.#options.send(change);
    } else if (this.#statement === null) {
      this.#begin();
    } else if (this.#statement.page > 0) {
      this.#isAskedAgain = true;
    }
  }

  /** Tells what is to be told; true when some of a statement is left for the next time. */
  say(): boolean {
    this.#sayChanges();
    for (let page = 0; page < this.#options.bounds.nodePagesAtOnce && this.#statement !== null; page++)
      this.#sayPage(this.#statement);
    return this.#statement !== null;
  }

  #countUnsaid(): void {
    if (!this.#isUnsaid) return;
    this.#isUnsaid = false;
    this.#version++;
    this.#kept = [];
  }

  #sayChanges(): void {
    if (this.#dirty.size === 0) return;
    this.#countUnsaid();
    const { bounds, source, nodeId, send } = this.#options;
    const items = Array.from(this.#dirty, (key) => source.itemOf(key));
    this.#dirty.clear();
    for (const pack of packed(items, bounds.nodeSignalBytes)) {
      const change: ChangeSignal = { kind: "change", nodeId, version: ++this.#version, items: pack };
      this.#kept.push(change);
      send(change);
    }
    this.#kept = this.#kept.slice(-bounds.nodeChangesKept);
  }

  #begin(): void {
    this.#isAskedAgain = false;
    this.#statement = { number: this.#statements++, keys: [], next: 0, page: 0 };
  }

  #sayPage(statement: Statement): void {
    const { bounds, source, nodeId, send } = this.#options;
    if (statement.page === 0) statement.keys = source.keys();
    const items: NodeItem[] = [];
    let left = roomFor(bounds.nodeSignalBytes);
    for (; statement.next < statement.keys.length; statement.next++) {
      const key = statement.keys[statement.next];
      const item = key === undefined ? undefined : source.itemOf(key);
      // What is over by now was told as a change.
      if (item === undefined || isOver(item)) continue;
      left -= bytesOf(item);
      if (left < 0 && items.length > 0) break;
      items.push(item);
    }
    const isLast = statement.next >= statement.keys.length;
    const { number, page } = statement;
    send({ kind: "page", nodeId, statement: number, page, isLast, version: this.#version, items });
    statement.page++;
    if (!isLast) return;
    this.#statement = null;
    if (this.#isAskedAgain) this.#begin();
  }
}
