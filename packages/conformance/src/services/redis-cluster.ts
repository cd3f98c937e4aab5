/** A Redis Cluster of the test's own: some servers, each with a part of the slots, no replicas. */
import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { freePort } from "./free-port.ts";
import { RedisServer } from "./redis.ts";

const slotCount = 16_384;
const startTimeoutMs = 20_000;

export class RedisCluster implements AsyncDisposable {
  readonly servers: readonly RedisServer[];
  readonly #clients: readonly Redis[];

  private constructor(servers: readonly RedisServer[]) {
    this.servers = servers;
    this.#clients = servers.map(({ url }) => new Redis(url));
    for (const client of this.#clients) client.on("error", () => undefined);
  }

  /** `more`: settings of each, as in redis.conf. */
  static async start(size = 3, more: Readonly<Record<string, string>> = {}): Promise<RedisCluster> {
    const settings = async () => ({
      "cluster-enabled": "yes",
      "cluster-node-timeout": "2000",
      "cluster-port": String(await freePort()),
      "cluster-require-full-coverage": "no",
      ...more,
    });
    const servers = await Promise.all(Array.from({ length: size }, async () => RedisServer.start(await settings())));
    const cluster = new RedisCluster(servers);
    await cluster.#form();
    return cluster;
  }

  /** As the bus takes it. */
  get url(): string {
    return `redis+cluster://${this.servers.map(({ port }) => `127.0.0.1:${port}`).join(",")}`;
  }

  /** Which server has the slot, as the first sees it. */
  async ownerOf(slot: number): Promise<number> {
    const ranges = (await this.#clients[0]?.cluster("SLOTS")) ?? [];
    const range = ranges.find(([from, to]) => slot >= from && slot <= to);
    return this.servers.findIndex(({ port }) => port === range?.[2]?.[1]);
  }

  /** Gives the slot to another server, as an operator does who moves what is in it, which here is nothing. */
  async moveSlot(slot: number, to: number): Promise<void> {
    const id = await this.#clients[to]?.cluster("MYID");
    // The new owner first: then nobody says that it is another's who will not have it.
    for (const client of [this.#clients[to], ...this.#clients])
      await client?.call("CLUSTER", "SETSLOT", slot, "NODE", String(id));
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    await Promise.all(this.servers.map((server) => server.stop()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #form(): Promise<void> {
    const [first] = this.#clients;
    const size = this.#clients.length;
    for (const [index, client] of this.#clients.entries()) {
      const from = Math.floor((slotCount * index) / size);
      const to = Math.floor((slotCount * (index + 1)) / size) - 1;
      await client.call("CLUSTER", "SET-CONFIG-EPOCH", index + 1);
      await client.call("CLUSTER", "ADDSLOTSRANGE", from, to);
    }
    for (const server of this.servers.slice(1)) {
      const busPort = await this.#busPortOf(server);
      await first?.call("CLUSTER", "MEET", "127.0.0.1", server.port, busPort);
    }
    const deadline = performance.now() + startTimeoutMs;
    const knowsAll = async (client: Redis): Promise<boolean> => {
      const info = await client.cluster("INFO");
      return (
        info.includes("cluster_state:ok") &&
        info.includes(`cluster_slots_assigned:${slotCount}`) &&
        info.includes(`cluster_size:${size}`)
      );
    };
    for (const client of this.#clients) {
      while (!(await knowsAll(client))) {
        if (performance.now() > deadline) throw new Error("the Redis Cluster did not form");
        await delay(20);
      }
    }
  }

  async #busPortOf(server: RedisServer): Promise<string> {
    const client = this.#clients[this.servers.indexOf(server)];
    const answer: unknown = await client?.config("GET", "cluster-port");
    return Array.isArray(answer) ? String(answer[1]) : "";
  }
}
