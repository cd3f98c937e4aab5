/** A whole deployment of the test's own: nodes, PostgreSQL, Redis and the links between them, each of which can be broken and mended. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Deployment } from "../deployment.ts";
import { temporaryFolder } from "../server-process.ts";
import { PostgresServer } from "../services/postgres.ts";
import { RedisServer } from "../services/redis.ts";
import { ClusterNode } from "./node.ts";

export interface ClusterOptions {
  readonly nodes: number;
  /** Without it nodes tell each other by PostgreSQL. */
  readonly redis: boolean;
  /** `sqlite`: one node, no other services. Default: `postgres`. */
  readonly store?: "postgres" | "sqlite";
  /** A replica that every commit waits for, to fail over to. */
  readonly replica?: boolean;
  /** Changed bounds of all nodes, by their names in docs/OPERATIONS.md. */
  readonly bounds?: Readonly<Record<string, number>>;
}

/** What is silent is found dead soon, so that a run need not wait for it. */
const hastyBounds = { pingIntervalMs: 1_000, pongTimeoutMs: 1_000, closeGraceMs: 200 };

export class Cluster implements AsyncDisposable {
  readonly nodes: readonly ClusterNode[];
  readonly redis: RedisServer | null;
  readonly #disposables: readonly AsyncDisposable[];
  #postgres: PostgresServer | null;
  #replica: PostgresServer | null;

  private constructor(parts: {
    readonly nodes: readonly ClusterNode[];
    readonly postgres: PostgresServer | null;
    readonly replica: PostgresServer | null;
    readonly redis: RedisServer | null;
    readonly disposables: readonly AsyncDisposable[];
  }) {
    this.nodes = parts.nodes;
    this.#postgres = parts.postgres;
    this.#replica = parts.replica;
    this.redis = parts.redis;
    this.#disposables = parts.disposables;
  }

  static async start(options: ClusterOptions): Promise<Cluster> {
    const disposables: AsyncDisposable[] = [];
    const keep = <T extends AsyncDisposable>(one: T): T => {
      disposables.unshift(one);
      return one;
    };
    try {
      const folder = keep(await temporaryFolder("cluster"));
      const isShared = options.store !== "sqlite";
      if (!isShared && options.nodes !== 1) throw new Error("SQLite serves one node");
      // Durable: a kill -9 of it, and a fail-over, may lose nothing.
      const postgres = isShared ? keep(await PostgresServer.start({ isDurable: true })) : null;
      const url = postgres === null ? null : await postgres.newDatabase();
      const replica = postgres !== null && options.replica === true ? keep(await postgres.startReplica()) : null;
      const redis = isShared && options.redis ? keep(await RedisServer.start()) : null;
      const nodes: ClusterNode[] = [];
      for (let at = 0; at < options.nodes; at += 1) {
        const own = join(folder.path, `node${at}`);
        await mkdir(own);
        const bounds = { ...hastyBounds, ...options.bounds };
        const database = url === null ? null : { url };
        nodes.push(keep(await ClusterNode.start({ folder: own, database, redis, bounds })));
      }
      return new Cluster({ nodes, postgres, replica, redis, disposables });
    } catch (error) {
      for (const one of disposables) await one[Symbol.asyncDispose]();
      throw error;
    }
  }

  get deployments(): readonly Deployment[] {
    return this.nodes.map(({ deployment }) => deployment);
  }

  /** The one that is written to. */
  get postgres(): PostgresServer | null {
    return this.#postgres;
  }

  get canFailOver(): boolean {
    return this.#replica !== null;
  }

  /** The primary dies, its replica takes its place, and every node's link leads there. There is no going back. */
  async failOver(): Promise<void> {
    const [old, replica] = [this.#postgres, this.#replica];
    if (old === null || replica === null) throw new Error("there is no replica to fail over to");
    await old.kill();
    await replica.promote();
    for (const { toDatabase } of this.nodes) {
      if (toDatabase === null) continue;
      toDatabase.target = replica.port;
      toDatabase.cutAll();
    }
    this.#postgres = replica;
    this.#replica = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#disposables) await one[Symbol.asyncDispose]();
  }
}
