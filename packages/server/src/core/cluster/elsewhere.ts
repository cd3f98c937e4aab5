import type { UserId } from "../../ports/model.ts";
import type { NameItem, NodeItem, UserItem } from "../../ports/nodes.ts";
import type { PresenceState } from "../../ports/signals.ts";
import { isOver } from "./items.ts";

type ByNode<T> = Map<string, T>;

const rank: Readonly<Record<PresenceState, number>> = { offline: 0, away: 1, online: 2 };

/** What all other nodes together say. */
export class Elsewhere {
  readonly #users = new Map<UserId, ByNode<UserItem>>();
  readonly #names = new Map<string, ByNode<NameItem>>();

  put(nodeId: string, item: NodeItem): void {
    if (item.kind === "user") putIn(this.#users, item.user.id, { nodeId, item });
    else putIn(this.#names, item.key, { nodeId, item });
  }

  /** The most that any node says of the user; null for one who is on none. */
  user(id: UserId): UserItem | null {
    let most: UserItem | null = null;
    // By node, so that all nodes show one of several names.
    for (const [, item] of sorted(this.#users.get(id))) most = most === null ? item : together(most, item);
    return most;
  }

  /** Who of others' guests has the better claim on a name; null for nobody. */
  name(key: string): NameItem | null {
    let best: NameItem | null = null;
    for (const item of this.#names.get(key)?.values() ?? []) if (best === null || isBetter(item, best)) best = item;
    return best;
  }
}

/** Whether `a` has a name rather than `b`: decided alike on every node, whatever their clocks say. */
export function isBetter(a: Pick<NameItem, "at" | "guestId">, b: Pick<NameItem, "at" | "guestId">): boolean {
  return a.at < b.at || (a.at === b.at && a.guestId < b.guestId);
}

export function moreOf(a: PresenceState, b: PresenceState): PresenceState {
  return rank[a] >= rank[b] ? a : b;
}

function together(a: UserItem, b: UserItem): UserItem {
  return {
    ...b,
    online: a.online || b.online,
    state: moreOf(a.state, b.state),
    lastActiveAt: Math.max(a.lastActiveAt, b.lastActiveAt),
  };
}

function sorted<T>(byNode: ByNode<T> | undefined): readonly (readonly [string, T])[] {
  const all = [...(byNode ?? [])];
  return all.length < 2 ? all : all.sort(([a], [b]) => (a < b ? -1 : 1));
}

function putIn<T extends NodeItem>(all: Map<string, ByNode<T>>, key: string, said: { nodeId: string; item: T }): void {
  const byNode = all.get(key) ?? new Map<string, T>();
  if (isOver(said.item)) byNode.delete(said.nodeId);
  else byNode.set(said.nodeId, said.item);
  if (byNode.size > 0) all.set(key, byNode);
  else all.delete(key);
}
