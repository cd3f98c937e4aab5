/** Three nodes over a PostgreSQL and a Redis that tests take away, and what is asked of them meanwhile. */
import { setTimeout as delay } from "node:timers/promises";
import { get } from "../clients/http.ts";
import { type Nodes, startNodes } from "../cluster/nodes.ts";
import type { Deployment } from "../deployment.ts";
import type { ServerProcess } from "../server-process.ts";
import { type PostgresOptions, PostgresServer } from "../services/postgres.ts";
import { RedisServer } from "../services/redis.ts";

const patienceMs = 20_000;

/** What is silent is found out soon, so that tests need not wait long. Other bounds are as they are in production. */
const hasty = {
  nodeBeatMs: 200,
  nodeLeaseMs: 1_000,
  busPingMs: 200,
  busAnswerMs: 600,
  databaseConnectMs: 500,
  databaseHoldMs: 400,
};

export interface ThreeNodes extends AsyncDisposable {
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
  readonly nodes: Nodes;
  readonly deployment: Deployment;
  /** URL of the nodes' database. */
  readonly database: string;
}

export async function threeNodes(bounds: Readonly<Record<string, number>>, options: PostgresOptions = {}): Promise<ThreeNodes> {
  await using ends = new AsyncDisposableStack();
  const postgres = ends.use(await PostgresServer.start({ isDurable: true, ...options }));
  const redis = ends.use(await RedisServer.start());
  const database = await postgres.newDatabase();
  const nodes = ends.use(
    await startNodes({ count: 3, database, redis: redis.url, limits: "off", bounds: { ...hasty, ...bounds } }),
  );
  const ending = ends.move();
  return { postgres, redis, database, nodes, deployment: nodes.deployment, [Symbol.asyncDispose]: () => ending.disposeAsync() };
}

/** Asks again and again until it is so. */
export async function until(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await delay(20);
  }
}

/** 200, or why not. */
export async function readiness(node: ServerProcess): Promise<string> {
  const { status, text } = await get(node.deployment, "/ready");
  const { reason } = JSON.parse(text) as { readonly reason?: string };
  return reason === undefined ? String(status) : `${status} ${reason}`;
}

export const areReady = (nodes: Nodes): Promise<void> =>
  until("all nodes are ready", async () => (await Promise.all(nodes.all.map(readiness))).every((said) => said === "200"));

/** The value of a metric of a node, with its labels as they are written there; 0 where it has none. */
export async function metric({ deployment }: ServerProcess, name: string): Promise<number> {
  const { text } = await get(deployment, "/metrics");
  const line = text.split("\n").find((one) => one.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length + 1));
}

/** What all nodes have in their logs of a level, as a person reads it. */
export function complaints({ all }: Nodes, level: "error" | "fatal"): readonly string[] {
  return all.flatMap(({ log }) => log.split("\n").filter((line) => line.includes(`"level":"${level}"`)));
}
