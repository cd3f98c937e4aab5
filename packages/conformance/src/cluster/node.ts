/** One node of a cluster: a server process, and the links it has to everything else. */
import { fileURLToPath } from "node:url";
import { type Deployment, deploymentAt } from "../deployment.ts";
import { ServerProcess, type StartOptions } from "../server-process.ts";
import { Link } from "./link.ts";

const clockFile = fileURLToPath(new URL("shifted-clock.ts", import.meta.url));

export interface NodeOptions {
  readonly folder: string;
  /** Of PostgreSQL, with the database's name and the user; null: SQLite in the folder. */
  readonly database: { readonly url: string } | null;
  readonly redis: { readonly url: string } | null;
  readonly bounds: Readonly<Record<string, number>>;
}

export class ClusterNode implements AsyncDisposable {
  /** As clients reach it: the same over restarts. */
  readonly deployment: Deployment;
  readonly toClients: Link;
  readonly toDatabase: Link | null;
  readonly toRedis: Link | null;
  readonly #options: NodeOptions;
  #process: ServerProcess;
  #clockShiftMs = 0;

  private constructor(process: ServerProcess, options: NodeOptions, links: Links) {
    this.#process = process;
    this.#options = options;
    this.toClients = links.toClients;
    this.toDatabase = links.toDatabase;
    this.toRedis = links.toRedis;
    const http = `http://127.0.0.1:${this.toClients.port}`;
    // Roster's own port has no link: its mount beside the others does.
    this.deployment = deploymentAt({ http, roster: `${http.replace(/^http/, "ws")}/chat`, limits: "off" });
  }

  static async start(options: NodeOptions): Promise<ClusterNode> {
    const toDatabase = options.database === null ? null : await Link.open(Number(new URL(options.database.url).port));
    const toRedis = options.redis === null ? null : await Link.open(Number(new URL(options.redis.url).port));
    const server = await ServerProcess.start(options.folder, startOptions(options, { toDatabase, toRedis }, 0));
    const toClients = await Link.open(Number(new URL(server.deployment.http).port));
    return new ClusterNode(server, options, { toClients, toDatabase, toRedis });
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** The end of what it printed. */
  get log(): string {
    return this.#process.log;
  }

  pause(): void {
    this.#process.signal("SIGSTOP");
  }

  resume(): void {
    this.#process.signal("SIGCONT");
  }

  async kill(): Promise<void> {
    await this.#process.kill();
  }

  /** An orderly stop. */
  async stop(): Promise<void> {
    await this.#process.stop();
  }

  /** After `kill` or `stop`: on the same ports, with a wall clock that is so many milliseconds off. */
  async run(clockShiftMs = 0): Promise<void> {
    this.#clockShiftMs = clockShiftMs;
    const { toDatabase, toRedis } = this;
    const options = startOptions(this.#options, { toDatabase, toRedis }, this.#clockShiftMs);
    this.#process = await ServerProcess.start(this.#options.folder, { ...options, inPlaceOf: this.#process.deployment });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
    for (const link of [this.toClients, this.toDatabase, this.toRedis]) await link?.[Symbol.asyncDispose]();
  }
}

interface Links {
  readonly toClients: Link;
  readonly toDatabase: Link | null;
  readonly toRedis: Link | null;
}

function startOptions(options: NodeOptions, links: Omit<Links, "toClients">, clockShiftMs: number): StartOptions {
  const env = clockShiftMs === 0 ? {} : { NODE_OPTIONS: `--import ${clockFile}`, CHAOS_CLOCK_SHIFT_MS: String(clockShiftMs) };
  return {
    limits: "off",
    bounds: options.bounds,
    ...(options.database === null ? {} : { database: through(options.database.url, links.toDatabase) }),
    ...(options.redis === null ? {} : { redis: through(options.redis.url, links.toRedis) }),
    env,
  };
}

/** The same address, by way of the link. */
function through(url: string, link: Link | null): string {
  const changed = new URL(url);
  if (link !== null) changed.port = String(link.port);
  return changed.href;
}
