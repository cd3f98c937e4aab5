/** Accounts two by two, each pair in a direct room of its own: who wants to be heard by few, whatever crowd is beside. */
import type { Store } from "../../packages/server/src/ports/store.ts";
import { openSeed, type Pair, type Seeded, seedAccounts, seedDirects } from "./seed.ts";

export interface Pairs {
  /** Of pair n: 2n and 2n + 1. */
  readonly users: readonly Seeded[];
  /** Of pair n: n. */
  readonly rooms: readonly string[];
}

/** Seeds the folder, which no server may have open. */
export const seedPairs = async (folder: string, count: number): Promise<Pairs> => seedPairsIn(await openSeed(folder), count);

/** Seeds the store, and closes it. */
export async function seedPairsIn(store: Store, count: number): Promise<Pairs> {
  try {
    const users = await seedAccounts(store, count * 2);
    const pairs = users.flatMap((user, n): Pair[] => {
      const other = users[n + 1];
      return n % 2 === 1 || other === undefined ? [] : [[user, other]];
    });
    return { users, rooms: await seedDirects(store, pairs) };
  } finally {
    await store.close();
  }
}

/** What a client of `rooms` says in the room of that id. */
export const sayIn = (room: string, text: string): string => JSON.stringify({ room, messages: text });
