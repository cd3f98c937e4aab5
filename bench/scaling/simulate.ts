/**
 * Message by message, what the parts of a cluster do to each other: nodes with a core each, primaries that take one node's batch after
 * another, Redis shards, hops. What `demand.ts` multiplies out is here drawn: arrivals, rooms, who is connected where.
 */
import { seededRandom } from "../../packages/server/src/core/testing/random.ts";
import { quantile } from "../lib/figures.ts";
import type { Costs } from "./costs.ts";
import { batchMost, type Design, nodesWith } from "./demand.ts";
import { Agenda, Cores } from "./queue.ts";
import { type RoomKind, ratesOf, type Workload, within } from "./workload.ts";

export interface SimulationOptions {
  readonly seed: number;
  /** Of simulated time; the first fifth is not counted. */
  readonly seconds: number;
  /** All nodes, PostgreSQL and Redis on so many cores together, as in the scenarios of the bench. Absent: each has its own. */
  readonly sharedCores?: number;
  /** Senders who wait for their own message before the next one, so many under way each. Absent: messages come as the workload has them. */
  readonly closed?: { readonly senders: number; readonly window: number };
}

export interface Simulated {
  readonly messagesPerSecond: number;
  readonly deliveriesPerSecond: number;
  /** From the sender's frame until the last connection of a node has it, in milliseconds. */
  readonly latency: { readonly p50Ms: number; readonly p99Ms: number };
  readonly nearMs: number;
  readonly farMs: number;
  /** The busiest. */
  readonly nodeCpu: number;
  readonly head: number;
  readonly redisCpu: number;
  readonly meanBatch: number;
}

/** Microseconds of work so far. */
interface Busy {
  readonly nodes: readonly number[];
  readonly redis: readonly number[];
  readonly heads: readonly number[];
}

interface Message {
  readonly node: number;
  /** The node that commits it. */
  readonly writer: number;
  readonly sentAt: number;
  readonly listeners: number;
  readonly whenHeard: () => void;
}

export function simulate(workload: Workload, design: Design, given: { costs: Costs; options: SimulationOptions }): Simulated {
  return new Simulation(workload, design, given.costs, given.options).run();
}

class Simulation {
  readonly #agenda = new Agenda();
  readonly #random: () => number;
  readonly #workload: Workload;
  readonly #design: Design;
  readonly #costs: Costs;
  readonly #options: SimulationOptions;
  readonly #kinds: readonly RoomKind[];
  readonly #nodes: readonly Cores[];
  readonly #redis: readonly Cores[];
  readonly #shared: Cores | null;
  /** Of each primary: what waits at each node, whose turn it is, and whether somebody holds the head. */
  readonly #primaries: { readonly waiting: Message[][]; turn: number; isHeld: boolean; heldMicros: number }[];
  readonly #near: number[] = [];
  readonly #far: number[] = [];
  #sent = 0;
  #delivered = 0;
  #batches = 0;
  #batched = 0;

  constructor(workload: Workload, design: Design, costs: Costs, options: SimulationOptions) {
    this.#workload = workload;
    this.#design = design;
    this.#costs = costs;
    this.#options = options;
    this.#random = seededRandom(options.seed);
    this.#shared = options.sharedCores === undefined ? null : new Cores(options.sharedCores);
    const own = (count: number): Cores[] => Array.from({ length: count }, () => this.#shared ?? new Cores(1));
    this.#nodes = own(design.nodes);
    this.#redis = own(design.redisShards);
    this.#primaries = Array.from({ length: design.partitions }, () => ({
      waiting: Array.from({ length: design.nodes }, () => []),
      turn: 0,
      isHeld: false,
      heldMicros: 0,
    }));
    const { connections } = ratesOf(workload);
    this.#kinds = workload.rooms.map((kind) => within(connections, kind));
  }

  run(): Simulated {
    const { seconds, closed } = this.#options;
    const end = seconds * 1e6;
    if (closed === undefined) this.#arrive();
    else for (let n = 0; n < closed.senders * closed.window; n += 1) this.#sendOnAndOn(n % this.#design.nodes);
    const warm = end / 5;
    this.#agenda.runUntil(warm);
    const busyBefore = this.#busy();
    [this.#sent, this.#delivered, this.#batches, this.#batched] = [0, 0, 0, 0];
    this.#near.length = 0;
    this.#far.length = 0;
    this.#agenda.runUntil(end);
    return this.#told(busyBefore, end - warm);
  }

  #busy(): Busy {
    return {
      nodes: this.#nodes.map(({ busy }) => busy),
      redis: this.#redis.map(({ busy }) => busy),
      heads: this.#primaries.map(({ heldMicros }) => heldMicros),
    };
  }

  #told(before: Busy, micros: number): Simulated {
    const after = this.#busy();
    const most = (now: readonly number[], was: readonly number[]): number =>
      now.reduce((greatest, value, n) => Math.max(greatest, (value - (was[n] ?? 0)) / micros), 0);
    const all = this.#near.concat(this.#far);
    return {
      messagesPerSecond: (this.#sent * 1e6) / micros,
      deliveriesPerSecond: (this.#delivered * 1e6) / micros,
      latency: { p50Ms: quantile(all, 0.5) / 1e3, p99Ms: quantile(all, 0.99) / 1e3 },
      nearMs: quantile(this.#near, 0.5) / 1e3,
      farMs: quantile(this.#far, 0.5) / 1e3,
      nodeCpu: most(after.nodes, before.nodes),
      head: most(after.heads, before.heads),
      redisCpu: most(after.redis, before.redis),
      meanBatch: this.#batched / Math.max(1, this.#batches),
    };
  }

  /** Messages come as a Poisson process. */
  #arrive(): void {
    const { messagesPerSecond } = ratesOf(this.#workload);
    const gap = (-Math.log(1 - this.#random()) * 1e6) / messagesPerSecond;
    this.#agenda.at(this.#agenda.now + gap, () => {
      this.#send(Math.floor(this.#random() * this.#design.nodes), this.#drawListeners(), () => undefined);
      this.#arrive();
    });
  }

  #sendOnAndOn(node: number): void {
    this.#send(node, 1, () => this.#sendOnAndOn(node));
  }

  #drawListeners(): number {
    let left = this.#random();
    for (const { share, least, most } of this.#kinds) {
      if (left < share) return Math.round(least * (most / least) ** this.#random());
      left -= share;
    }
    return this.#kinds[0]?.least ?? 1;
  }

  #send(node: number, listeners: number, whenHeard: () => void): void {
    const writer = node % (this.#design.writers ?? this.#design.nodes);
    const message = { node, writer, sentAt: this.#agenda.now, listeners, whenHeard };
    const decodedAt = this.#work(this.#nodes[node], this.#costs.commandMicros);
    const primary = Math.floor(this.#random() * this.#primaries.length);
    this.#agenda.at(decodedAt + this.#wayToWriter(message), () => {
      if (writer !== node) this.#work(this.#nodes[writer], this.#costs.takeInMicros);
      this.#primaries[primary]?.waiting[writer]?.push(message);
      this.#commitNext(primary);
    });
  }

  #wayToWriter({ node, writer }: Message): number {
    return node === writer ? 0 : this.#costs.hopMicros;
  }

  /** One node's batch after another, each with all that it has waiting. */
  #commitNext(number: number): void {
    const primary = this.#primaries[number];
    if (primary === undefined || primary.isHeld) return;
    const { nodes } = this.#design;
    for (let n = 0; n < nodes; n += 1) {
      const node = (primary.turn + n) % nodes;
      const batch = primary.waiting[node]?.splice(0, batchMost) ?? [];
      if (batch.length === 0) continue;
      primary.turn = node + 1;
      primary.isHeld = true;
      const { batchMicros, batchMessageMicros, postgresBatchMicros, postgresMessageMicros } = this.#costs;
      const held = batchMicros + batch.length * batchMessageMicros;
      // On cores of its own what PostgreSQL computes is within the time that the head is held.
      const computed = postgresBatchMicros + batch.length * postgresMessageMicros;
      const computedAt = this.#shared === null ? 0 : this.#shared.done(this.#agenda.now, computed);
      const doneAt = Math.max(this.#agenda.now + held, computedAt);
      primary.heldMicros += doneAt - this.#agenda.now;
      this.#batches += 1;
      this.#batched += batch.length;
      this.#agenda.at(doneAt, () => {
        primary.isHeld = false;
        for (const message of batch) this.#agenda.at(doneAt + this.#wayToWriter(message), () => this.#committed(message));
        this.#commitNext(number);
      });
      return;
    }
  }

  #committed(message: Message): void {
    const { nodes } = this.#design;
    this.#sent += 1;
    const reached = Math.min(nodes, Math.max(1, Math.round(nodesWith(message.listeners, nodes))));
    const here = Math.max(1, Math.round(message.listeners / reached));
    this.#deliver(message.node, here, message, this.#near);
    if (nodes === 1) return;
    const publishedAt = this.#work(this.#nodes[message.node], this.#costs.publishMicros);
    this.#agenda.at(publishedAt, () => this.#carry(message, reached - 1, here));
  }

  #carry(message: Message, others: number, listenersEach: number): void {
    const { redisPublishMicros, redisNodeMicros, hopMicros } = this.#costs;
    const { nodes, relayFanOut } = this.#design;
    const direct = relayFanOut === null ? others : Math.min(others, relayFanOut);
    const shard = this.#redis[Math.floor(this.#random() * this.#redis.length)];
    const outAt = this.#work(shard, redisPublishMicros + direct * redisNodeMicros);
    const first = Math.floor(this.#random() * nodes);
    for (let n = 0; n < others; n += 1) {
      const node = (message.node + 1 + ((first + n) % (nodes - 1))) % nodes;
      // Who gets it from a relay gets it one hop later.
      const hops = n < direct ? 1 : 2;
      this.#agenda.at(outAt + hops * hopMicros, () => {
        this.#work(this.#nodes[node], this.#costs.takeInMicros);
        this.#deliver(node, listenersEach, message, this.#far);
      });
    }
  }

  #deliver(node: number, listeners: number, message: Message, latencies: number[]): void {
    const { eventMicros, deliveryMicros } = this.#costs;
    const heardAt = this.#work(this.#nodes[node], eventMicros + listeners * deliveryMicros);
    this.#delivered += listeners;
    latencies.push(heardAt - message.sentAt);
    if (latencies === this.#near) this.#agenda.at(heardAt, message.whenHeard);
  }

  #work(cores: Cores | undefined, micros: number): number {
    return cores?.done(this.#agenda.now, micros) ?? this.#agenda.now;
  }
}
