import type { Redis } from "ioredis";
import { connectionTo, disconnect } from "./connections.ts";
import { describe, type Endpoint, keyOf, type RedisAddress } from "./redis-url.ts";
import { ServerLink, type ServerLinkOptions } from "./server-link.ts";
import { slotCount, slotOf } from "./slots.ts";

export interface ServersOptions extends Omit<ServerLinkOptions, "connection" | "name" | "moved"> {
  readonly address: RedisAddress;
}

/** The server of each channel. Outside of a cluster there is one. */
export class Servers {
  readonly #options: ServersOptions;
  readonly #links = new Map<string, ServerLink>();
  /** Of each slot; empty until a cluster was asked. */
  #slots: readonly (ServerLink | null)[] = [];
  /** Channels without a server: a cluster that was not asked yet, or does not serve the slot. */
  readonly #homeless = new Set<string>();
  readonly #stopLooking: () => void;
  #looking: Promise<void> | null = null;
  #isStale = false;
  #isComplained = false;
  #isClosed = false;

  constructor(options: ServersOptions) {
    this.#options = options;
    const { address, clock, bounds } = options;
    if (address.kind === "cluster") void this.#look();
    else this.#slots = new Array<ServerLink>(slotCount).fill(this.#linkTo(address.endpoints[0]));
    this.#stopLooking = clock.every(bounds.busPingMs, () => {
      if (address.kind === "cluster" && (this.#isStale || !this.isUp)) void this.#look();
    });
  }

  get isUp(): boolean {
    return this.#slots.length > 0 && this.#homeless.size === 0 && this.#links.values().every(({ isUp }) => isUp);
  }

  get pendingBytes(): number {
    return this.#links.values().reduce((sum, { pendingBytes }) => sum + pendingBytes, 0);
  }

  send(channel: string, message: Buffer): void {
    const link = this.#slots[slotOf(channel)] ?? null;
    if (link === null) this.#options.telemetry.busLost("down", 1);
    else link.send(channel, message);
  }

  /** Resolves when the subscription stands, or when there is no use in waiting. */
  async add(channel: string): Promise<void> {
    if (this.#slots.length === 0) await this.#looking;
    const link = this.#slots[slotOf(channel)] ?? null;
    if (link === null) this.#homeless.add(channel);
    else await link.add(channel);
  }

  remove(channel: string): void {
    this.#homeless.delete(channel);
    this.#slots[slotOf(channel)]?.remove(channel);
  }

  close(): void {
    this.#isClosed = true;
    this.#stopLooking();
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
    this.#homeless.clear();
  }

  #linkTo(endpoint: Endpoint): ServerLink {
    const { address } = this.#options;
    const link = new ServerLink({
      ...this.#options,
      connection: () => connectionTo(address, endpoint, this.#options.bounds),
      name: address.kind === "sentinel" ? describe(address) : keyOf(endpoint),
      moved: () => {
        this.#isStale = true;
        void this.#look();
      },
    });
    this.#links.set(keyOf(endpoint), link);
    return link;
  }

  /** Asks the cluster who serves what. One question at a time; what failed is asked again with the next look. */
  #look(): Promise<void> {
    this.#looking ??= this.#ask().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #ask(): Promise<void> {
    const { address, log } = this.#options;
    if (address.kind !== "cluster" || this.#isClosed) return;
    this.#isStale = false;
    for (const redis of this.#links.values().map(({ asked }) => asked)) {
      const answer = redis === null ? null : await this.#askOne(redis);
      if (answer !== null) return this.#take(answer);
    }
    let reason = "no answer";
    for (const endpoint of address.endpoints) {
      const redis = connectionTo(address, endpoint, this.#options.bounds);
      // Of an error only what it says, as in line.ts.
      redis.on("error", ({ message }: Error) => {
        reason = message;
      });
      const answer = await this.#askOne(redis, true);
      disconnect(redis);
      if (answer !== null) return this.#take(answer);
    }
    if (this.#isComplained || this.#isClosed) return;
    this.#isComplained = true;
    log.warn({ redis: describe(address), reason }, "no node of the Redis Cluster answers; trying again");
  }

  async #askOne(redis: Redis, isNew = false): Promise<readonly Served[] | null> {
    const { clock, bounds } = this.#options;
    let cancel = (): void => undefined;
    const late = new Promise<null>((resolve) => {
      cancel = clock.after(bounds.busAnswerMs, () => resolve(null));
    });
    const asked = async (): Promise<readonly Served[] | null> => {
      try {
        if (isNew) await redis.connect();
        return servedFrom(await redis.cluster("SLOTS"), redis.options);
      } catch {
        return null;
      }
    };
    try {
      return await Promise.race([asked(), late]);
    } finally {
      cancel();
    }
  }

  #take(answer: readonly Served[]): void {
    if (this.#isClosed) return;
    this.#isComplained = false;
    const slots = new Array<ServerLink | null>(slotCount).fill(null);
    const used = new Set<ServerLink>();
    for (const { from, to, endpoint } of answer) {
      const link = this.#links.get(keyOf(endpoint)) ?? this.#linkTo(endpoint);
      used.add(link);
      slots.fill(link, from, to + 1);
    }
    this.#slots = slots;
    const channels = [...this.#homeless];
    this.#homeless.clear();
    for (const [key, link] of this.#links) {
      const strays = link.channels().filter((channel) => slots[slotOf(channel)] !== link);
      channels.push(...strays);
      for (const channel of strays) link.remove(channel);
      if (used.has(link)) continue;
      this.#links.delete(key);
      link.close();
    }
    for (const channel of channels) {
      const link = slots[slotOf(channel)] ?? null;
      if (link === null) this.#homeless.add(channel);
      else void link.add(channel);
    }
    this.#options.changed();
  }
}

interface Served {
  readonly from: number;
  readonly to: number;
  readonly endpoint: Endpoint;
}

/** Reads the answer to CLUSTER SLOTS: from, to, then the master as host and port; a host that the node does not know is that of the node itself. */
function servedFrom(answer: unknown, { host: ownHost = "" }: { readonly host?: string | undefined }): readonly Served[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((range: unknown) => {
    if (!Array.isArray(range)) return [];
    const [from, to, master] = range as readonly unknown[];
    const [host, port] = Array.isArray(master) ? (master as readonly unknown[]) : [];
    const isKnown = typeof host === "string" && host !== "" && host !== "?";
    if (typeof from !== "number" || typeof to !== "number" || typeof port !== "number") return [];
    return [{ from, to, endpoint: { host: isKnown ? host : ownHost, port } }];
  });
}
