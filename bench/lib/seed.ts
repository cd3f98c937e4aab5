/** Fills a folder with accounts and history through the store's own writer, so that it is what a server would have left. */
import { hash } from "node:crypto";
import { boundsWith } from "../../packages/server/src/ports/bounds.ts";
import { loungeId } from "../../packages/server/src/ports/model.ts";
import type { NewPost } from "../../packages/server/src/ports/posts.ts";
import type { Store } from "../../packages/server/src/ports/store.ts";
import { openSqliteStore } from "../../packages/server/src/store/sqlite/open.ts";

export interface Seeded {
  readonly id: string;
  readonly name: string;
  /** Logs in on every protocol that takes one. */
  readonly token: string;
}

const bounds = boundsWith();
/** Writes under way at once: enough for full batches, few enough that a million do not wait in memory. */
const inFlight = 8 * bounds.storeBatch;
const at = Date.UTC(2026, 0, 1);
const foreverMs = 100 * 365 * 24 * 60 * 60 * 1_000;

export function openSeed(folder: string): Promise<Store> {
  return openSqliteStore({ folder, bounds });
}

async function together<T>(count: number, one: (n: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let done = 0; done < count; done += inFlight) {
    const size = Math.min(inFlight, count - done);
    all.push(...(await Promise.all(Array.from({ length: size }, (_, n) => one(done + n)))));
  }
  return all;
}

const userName = (n: number): string => `user${n}`;

/** Members of the lounge, named `user0`, `user1` … unless said, with tokens that never expire. No password opens them. */
export function seedAccounts(store: Store, count: number, nameOf = userName): Promise<Seeded[]> {
  return together(count, async (n) => {
    const name = nameOf(n);
    const token = `${name}-`.padEnd(43, "x");
    const made = { id: name, name, nameKey: name, email: null, emailKey: null, passwordHash: "none", at, joins: [loungeId] };
    await store.createAccount(made);
    await store.createToken({
      hash: hash("sha256", token, "hex"),
      sessionId: name,
      userId: name,
      createdAt: at,
      expiresAt: at + foreverMs,
    });
    return { id: name, name, token };
  });
}

export type Pair = readonly [Seeded, Seeded];

/** Makes a direct room for each pair, `direct0`, `direct1` … unless said, and answers their ids. */
export function seedDirects(store: Store, pairs: readonly Pair[], idOf = (n: number) => `direct${n}`): Promise<string[]> {
  return together(pairs.length, async (n) => {
    const [from = "", to = ""] = pairs[n]?.map(({ id }) => id) ?? [];
    const outcome = await store.openDirect({ from, to, newRoomId: idOf(n), at });
    if (outcome.kind !== "room") throw new Error(`no room between ${from} and ${to}`);
    return outcome.room.id;
  });
}

/** Every second message goes to the lounge, the others to a direct room of each account and the next in turn; each has 60 letters. */
export async function seedHistory(store: Store, users: readonly Seeded[], messages: number): Promise<void> {
  const pairs = users.flatMap((user, n): Pair[] => {
    const next = users[(n + 1) % users.length];
    return next === undefined ? [] : [[user, next]];
  });
  const rooms = await seedDirects(store, pairs);
  let waiting: Promise<unknown>[] = [];
  for (let n = 0; n < messages; n += 1) {
    const turn = Math.floor(n / 2) % users.length;
    const user = users[turn];
    if (user === undefined) throw new Error("history needs people");
    const post: NewPost = {
      roomId: n % 2 === 0 ? loungeId : (rooms[turn] ?? loungeId),
      author: { id: user.id, kind: "account", name: user.name },
      text: `${n} ${"lorem ipsum dolor sit amet consectetur adipiscing elit sed do"}`.slice(0, 60),
      file: null,
      at: at + n,
      membersOnly: true,
      nameKey: null,
      clientKey: null,
    };
    waiting.push(store.post(post));
    if (waiting.length < inFlight) continue;
    await Promise.all(waiting);
    waiting = [];
  }
  await Promise.all(waiting);
}
