/** A Redis with a replica, and a sentinel that says which of the two is the master. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { freePort } from "./free-port.ts";
import { RedisServer } from "./redis.ts";

const master = "chat";
const startTimeoutMs = 20_000;

export class RedisSentinel implements AsyncDisposable {
  readonly servers: readonly [RedisServer, RedisServer];
  readonly #port: number;
  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(servers: readonly [RedisServer, RedisServer], port: number) {
    this.servers = servers;
    this.#port = port;
    this.#folder = mkdtempSync(join(tmpdir(), "parlance-sentinel-"));
    const file = join(this.#folder, "sentinel.conf");
    const lines = [
      `port ${port}`,
      "bind 127.0.0.1",
      `sentinel monitor ${master} 127.0.0.1 ${servers[0].port} 1`,
      `sentinel down-after-milliseconds ${master} 1000`,
      `sentinel failover-timeout ${master} 5000`,
    ];
    writeFileSync(file, `${lines.join("\n")}\n`);
    this.#child = spawn("redis-server", [file, "--sentinel"], { stdio: "ignore", cwd: this.#folder });
  }

  static async start(): Promise<RedisSentinel> {
    const first = await RedisServer.start();
    const second = await RedisServer.start({ replicaof: `127.0.0.1 ${first.port}` });
    const sentinel = new RedisSentinel([first, second], await freePort());
    // Without a replica that it knows of it has nowhere to turn to.
    await sentinel.#until(
      (client) => client.call("SENTINEL", "REPLICAS", master),
      (answer) => Array.isArray(answer) && answer.length === 1,
    );
    return sentinel;
  }

  /** As the bus takes it. */
  get url(): string {
    return `redis+sentinel://127.0.0.1:${this.#port}/${master}`;
  }

  /** Resolves when the other one is the master. */
  async failOver(): Promise<void> {
    const where = (client: Redis): Promise<unknown> => client.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", master);
    const before = String(await this.#until(where, () => true));
    await this.#until(
      (client) => client.call("SENTINEL", "FAILOVER", master),
      () => true,
    );
    await this.#until(where, (answer) => String(answer) !== before);
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
    rmSync(this.#folder, { recursive: true, force: true });
    await Promise.all(this.servers.map((server) => server.stop()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Asks the sentinel until it answers as wanted. */
  async #until(ask: (client: Redis) => Promise<unknown>, isWanted: (answer: unknown) => boolean): Promise<unknown> {
    const client = new Redis(this.#port, "127.0.0.1", { maxRetriesPerRequest: null, retryStrategy: () => 20 });
    client.on("error", () => undefined);
    const deadline = performance.now() + startTimeoutMs;
    try {
      while (performance.now() < deadline) {
        const answer = await ask(client).catch(() => undefined);
        if (answer !== undefined && isWanted(answer)) return answer;
        await delay(50);
      }
      throw new Error("the sentinel did not come to it");
    } finally {
      client.disconnect();
    }
  }
}
