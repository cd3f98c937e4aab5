/**
 * What a long history costs: each size is seeded, then a server is started on it and the store is asked for pages. Scenario i of
 * `npm run bench` does the smaller sizes.
 * Usage: node bench/growth.ts [--largest=1000000] [--folder=FOLDER]
 * Sizes rise tenfold from 10,000. With a folder the seeded histories stay there and are used again; else each is removed after it was measured.
 */
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loungeId } from "../packages/server/src/ports/model.ts";
import type { Store } from "../packages/server/src/ports/store.ts";
import { median, option, quantile, tell, word } from "./lib/figures.ts";
import { rawSync } from "./lib/raw-sync.ts";
import { openSeed, seedAccounts, seedHistory } from "./lib/seed.ts";
import { startServer } from "./lib/server.ts";

const people = 1_000;
const repeats = 200;
/** As `rooms` reads for `retrieve`. */
const page = 100;

async function seed(folder: string, messages: number): Promise<void> {
  const store = await openSeed(folder);
  await seedHistory(store, await seedAccounts(store, people), messages);
  await store.close();
}

async function medianStartMs(folder: string): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 5; n += 1) {
    await using server = await startServer(folder);
    times.push(server.startedInMs);
  }
  return median(times);
}

/** Milliseconds each call took. `n` goes from 0 to 1 over the repeats: where in the history to look. */
async function timed(call: (n: number) => Promise<unknown>, count = repeats): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const since = performance.now();
    await call(n / count);
    times.push(performance.now() - since);
  }
  return times;
}

const person = (n: number) => ({ id: `user${n}`, kind: "account" as const, name: `user${n}` });

/** Milliseconds of one kind of call. */
export interface Step {
  readonly name: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What so many messages cost. */
export interface Size {
  readonly messages: number;
  readonly startMs: number;
  readonly bytesPerMessage: number;
  /** The disk alone: a block appended and synced. */
  readonly rawSyncMs: number;
  readonly steps: readonly Step[];
}

const stepOf = (name: string, times: readonly number[]): Step => ({
  name,
  p50Ms: median(times),
  p99Ms: quantile(times, 0.99),
});

async function measure(store: Store, messages: number): Promise<readonly Step[]> {
  const post = { author: person(0), file: null, at: Date.UTC(2027, 0), membersOnly: true, nameKey: null, clientKey: null };
  const calls: Readonly<Record<string, (n: number) => Promise<unknown>>> = {
    "send lounge": () => store.post({ ...post, roomId: loungeId, text: "x".repeat(60) }),
    "send direct": (n) => store.post({ ...post, roomId: n % 2 === 0 ? "direct0" : `direct${people - 1}`, text: "x".repeat(60) }),
    "newest page": () => store.snapshot(loungeId, page),
    "oldest page": () => store.eventsAfter(loungeId, 0, page),
    "page in the midst": (n) => store.eventsAfter(loungeId, Math.floor((n * messages) / 2), page),
    "retrieve from 0": (n) => store.messagesAfter(`user${Math.floor(n * people)}`, 0, page),
    "retrieve in the midst": (n) => store.messagesAfter(`user${Math.floor(n * people)}`, Math.floor(n * messages), page),
    "one message": (n) => store.findMessage(Math.floor(n * messages)),
  };
  const steps: Step[] = [];
  for (const [name, call] of Object.entries(calls)) steps.push(stepOf(name, await timed(call)));
  const toAllRooms = () =>
    Promise.all(
      Array.from({ length: people }, (_, n) =>
        store.post({ ...post, author: person(n), roomId: `direct${n}`, text: "x".repeat(60) }),
      ),
    );
  // Few, and last: they make a short history longer.
  steps.push(stepOf("1,000 sends, a room each", await timed(toAllRooms, 20)));
  return steps;
}

async function measureSize(folder: string, messages: number): Promise<Size> {
  if (!existsSync(folder)) await seed(folder, messages);
  const { size } = statSync(join(folder, "parlance.db"));
  const startMs = await medianStartMs(folder);
  const store = await openSeed(folder);
  try {
    const steps = await measure(store, messages);
    const rawSyncMs = median(rawSync(repeats, "append"));
    return { messages, startMs, bytesPerMessage: size / messages, rawSyncMs, steps };
  } finally {
    await store.close();
  }
}

/** One size after another. `kept`: a folder where the seeded histories stay, and are found again. */
export async function* sizesUpTo(largest: number, kept: string | null = null): AsyncGenerator<Size> {
  for (let messages = 10_000; messages <= largest; messages *= 10) {
    const root = kept ?? mkdtempSync(fileURLToPath(new URL("../.tmp-bench-", import.meta.url)));
    try {
      yield await measureSize(join(root, String(messages)), messages);
    } finally {
      if (kept === null) rmSync(root, { recursive: true });
    }
  }
}

if (import.meta.main) {
  for await (const { messages, startMs, bytesPerMessage, rawSyncMs, steps } of sizesUpTo(
    option("largest", 1_000_000),
    word("folder"),
  )) {
    tell(`${messages.toLocaleString("en")} messages`, {
      "start ms": startMs,
      "bytes/message": bytesPerMessage,
      "raw sync p50": rawSyncMs,
    });
    for (const { name, p50Ms, p99Ms } of steps) tell(`  ${name}, ms`, { p50: p50Ms, p99: p99Ms });
  }
}
