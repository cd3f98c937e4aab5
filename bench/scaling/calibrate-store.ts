/** What a transaction of posts, and the reading for somebody who comes, cost PostgreSQL. */
import { globSync, readFileSync } from "node:fs";
import { boundsWith } from "../../packages/server/src/ports/bounds.ts";
import type { NewPost } from "../../packages/server/src/ports/posts.ts";
import type { Store } from "../../packages/server/src/ports/store.ts";
import { openPostgresStore } from "../../packages/server/src/store/postgres/open.ts";
import { startBackend } from "../lib/cluster.ts";
import { median } from "../lib/figures.ts";
import { seedAccounts, seedDirects } from "../lib/seed.ts";
import type { Costs } from "./costs.ts";
import { line } from "./line.ts";

type StoreCosts = Pick<
  Costs,
  | "batchMicros"
  | "batchMessageMicros"
  | "postgresBatchMicros"
  | "postgresMessageMicros"
  | "messageBytes"
  | "arrivalMicros"
  | "postgresArrivalMicros"
>;

const accounts = 200;
const inFlight = [1, 16, 64, 250, 1_000] as const;
const roundMs = 2_500;
const arrivals = 2_000;
const text = "what somebody says to somebody, in a hundred characters or so, as people do when they talk to each other".slice(
  0,
  100,
);

/** CPU time in microseconds of a process and its children so far. */
function cpuMicros(parent: number): number {
  const spent = (pid: number): number =>
    globSync(`/proc/${pid}/task/*/schedstat`).reduce((sum, file) => sum + Number.parseInt(readFileSync(file, "utf8"), 10), 0);
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  return [parent, ...children].reduce((sum, pid) => sum + spent(pid), 0) / 1_000;
}

interface Round {
  readonly batches: number;
  readonly messages: number;
  /** Mean of a transaction. */
  readonly size: number;
  readonly micros: number;
  readonly cpuMicros: number;
}

async function posts(store: Store, rooms: readonly string[], count: number): Promise<number> {
  const end = performance.now() + roundMs;
  let sent = 0;
  const sender = async (n: number): Promise<void> => {
    const user = `user${(n % (accounts / 2)) * 2}`;
    const roomId = rooms[n % rooms.length] ?? "";
    const post: NewPost = {
      roomId,
      author: { id: user, kind: "account", name: user },
      text,
      file: null,
      at: Date.now(),
      membersOnly: true,
      nameKey: null,
      clientKey: null,
    };
    while (performance.now() < end) {
      const { kind } = await store.post(post);
      if (kind !== "posted") throw new Error(`a post was answered with ${kind}`);
      sent += 1;
    }
  };
  await Promise.all(Array.from({ length: count }, (_, n) => sender(n)));
  return sent;
}

export async function storeCosts(say: (line: string) => void): Promise<StoreCosts> {
  await using backend = await startBackend({ hasRedis: false });
  const url = await backend.newDatabase();
  const batches: { size: number; micros: number }[] = [];
  const onBatch = (size: number, durationMs: number): void => void batches.push({ size, micros: durationMs * 1_000 });
  const store = await openPostgresStore({ url, bounds: boundsWith(), onBatch });
  try {
    const users = await seedAccounts(store, accounts);
    const pairs = Array.from({ length: accounts / 2 }, (_, n) => [users[2 * n], users[2 * n + 1]] as const);
    const rooms = await seedDirects(
      store,
      pairs.flatMap(([a, b]) => (a === undefined || b === undefined ? [] : [[a, b] as const])),
    );
    const pid = backend.postgres.pid;
    const bytesOf = async (): Promise<number> => {
      const [row] = await backend.postgres.query(`SELECT pg_database_size('${new URL(url).pathname.slice(1)}')::float8 AS bytes`);
      return Number((row as { bytes: number }).bytes);
    };
    const rounds: Round[] = [];
    let [messages, bytes] = [0, await bytesOf()];
    for (const count of inFlight) {
      batches.length = 0;
      const before = cpuMicros(pid);
      const sent = await posts(store, rooms, count);
      const full = batches.splice(0).slice(5);
      const size = full.reduce((sum, one) => sum + one.size, 0) / full.length;
      rounds.push({
        batches: sent / size,
        messages: sent,
        size,
        micros: median(full.map(({ micros }) => micros)),
        cpuMicros: cpuMicros(pid) - before,
      });
      messages += sent;
      say(
        `${count} in flight: ${Math.round((sent * 1_000) / roundMs).toLocaleString("en")} posts/s, ${size.toFixed(1)} a transaction`,
      );
    }
    bytes = (await bytesOf()) - bytes;
    const held = line(rounds.map(({ size, micros }) => [size, micros]));
    const computed = line(rounds.map((round) => [round.size, round.cpuMicros / round.batches]));
    return {
      batchMicros: held.at0,
      batchMessageMicros: held.slope,
      postgresBatchMicros: computed.at0,
      postgresMessageMicros: computed.slope,
      messageBytes: bytes / messages,
      ...(await arriving(store, pid, say)),
    };
  } finally {
    await store.close();
  }
}

/** A token, the rooms, and what was missed in one of them; half of them somebody who was just here. */
async function arriving(
  store: Store,
  pid: number,
  say: (line: string) => void,
): Promise<Pick<StoreCosts, "arrivalMicros" | "postgresArrivalMicros">> {
  const [own, theirs] = [process.cpuUsage(), cpuMicros(pid)];
  for (let n = 0; n < arrivals; n += 1) {
    const userId = `user${n % accounts}`;
    await store.findUser(userId);
    const standings = await store.standingsOf(userId, "", 100);
    const positions = standings.map(({ room, seq }) => ({ roomId: room.id, seq: Math.max(0, seq - 5) }));
    await store.catchUp({ readerId: userId, positions, maxEvents: 500, pageSize: 50, maxItems: 500, maxChars: 100_000 });
  }
  const { user, system } = process.cpuUsage(own);
  say(`${arrivals} arrivals`);
  return { arrivalMicros: (user + system) / arrivals, postgresArrivalMicros: (cpuMicros(pid) - theirs) / arrivals };
}
