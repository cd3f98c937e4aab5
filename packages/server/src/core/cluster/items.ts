/** What nodes know of one another: items, each under a key, the newest of which counts. */
import type { UserId } from "../../ports/model.ts";
import type { NodeItem } from "../../ports/nodes.ts";

export type ItemKey = `user ${string}` | `name ${string}`;

export const userKey = (id: UserId): ItemKey => `user ${id}`;
/** Of a folded name. */
export const claimKey = (key: string): ItemKey => `name ${key}`;
export const keyOf = (item: NodeItem): ItemKey => (item.kind === "user" ? userKey(item.user.id) : claimKey(item.key));

/** Whether it says that there is nothing (any more): such items are told, and not kept. */
export function isOver(item: NodeItem): boolean {
  return item.kind === "user" ? !item.online && item.state === "offline" : item.state === "free";
}

/** What is to be said of it when its node is gone. */
export function ended(item: NodeItem): NodeItem {
  return item.kind === "user" ? { ...item, online: false, state: "offline" } : { ...item, state: "free" };
}

/** What a signal has besides its items, with room to spare. */
const envelopeBytes = 500;

export const bytesOf = (part: unknown): number => Buffer.byteLength(JSON.stringify(part)) + 1;

/** Parts in their order, as many together as a signal may have bytes. A part alone always fits: names and ids are short. */
export function packed<T>(parts: readonly T[], maxBytes: number): T[][] {
  const packs: T[][] = [];
  let left = 0;
  for (const part of parts) {
    const bytes = bytesOf(part);
    if (bytes > left || packs.length === 0) {
      packs.push([]);
      left = maxBytes - envelopeBytes;
    }
    packs.at(-1)?.push(part);
    left -= bytes;
  }
  return packs;
}

/** How many bytes of items one signal takes. */
export const roomFor = (maxBytes: number): number => maxBytes - envelopeBytes;
