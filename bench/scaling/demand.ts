/** How busy each part is, by multiplication alone; `simulate.ts` says what queues make of it. */
import type { Costs } from "./costs.ts";
import { meanAudience, ratesOf, type Workload, within } from "./workload.ts";

/** How it is laid out. */
export interface Design {
  readonly nodes: number;
  /** PostgreSQL primaries, each with the rooms that are its own. */
  readonly partitions: number;
  /** Of each primary, for reading; what is read there may be some milliseconds old. */
  readonly replicas: number;
  readonly redisShards: number;
  /** Nodes that write to each primary; the others hand them what is sent. Null: each writes for itself. */
  readonly writers: number | null;
  /**
   * Who is told who is online: `all` nodes of everybody, or a node only of those whom somebody there watches (so many for each user connected).
   */
  readonly presence: { readonly told: "all" } | { readonly told: "watched"; readonly perUser: number };
  /** A message for more nodes than this goes to so many that pass it on; null: Redis sends it to each. */
  readonly relayFanOut: number | null;
}

/** What one PostgreSQL transaction takes at most (bound `storeBatch`). */
export const batchMost = 1_024;

/** Messages a second that one primary can commit, with full batches: past that everybody waits. */
export const commitsAtMost = ({ batchMicros, batchMessageMicros }: Costs): number =>
  (batchMost * 1e6) / (batchMicros + batchMost * batchMessageMicros);

/** Nodes with somebody who hears a message that `listeners` hear, when these are anywhere. */
export const nodesWith = (listeners: number, nodes: number): number => nodes * (1 - (1 - 1 / nodes) ** listeners);

export interface Demand {
  /** Shares of one core, 1 is all of it. */
  readonly nodeCpu: number;
  readonly nodeMemoryBytes: number;
  /** Of what one primary can commit with full batches. */
  readonly head: number;
  /** How long it takes until each writer's batch had its turn; batches grow with it, so it is latency and no limit, until it is endless. */
  readonly turnMillis: number;
  /** Cores of one primary, and of each of its replicas; without replicas all is the primary's. */
  readonly primaryCores: number;
  readonly replicaCores: number;
  readonly redisCpu: number;
  /** Of the Redis shard that has one room which all nodes hear, for each message a second in it. */
  readonly redisCpuPerHallMessage: number;
  /** Of `nodeCpu`, what telling it who is online takes. */
  readonly presenceCpu: number;
  readonly presenceBytesPerNode: number;
  readonly storedBytesPerYear: number;
}

/** Hours a day as busy as the busiest, for what is stored. */
const busyHoursPerDay = 8;

export function demandOf(workload: Workload, design: Design, costs: Costs): Demand {
  const { nodes, partitions, redisShards, presence } = design;
  const rates = ratesOf(workload);
  const perNode = 1 / nodes;
  const reached = workload.rooms.reduce((sum, kind) => {
    const mean = meanAudience(within(rates.connections, kind));
    return sum + kind.share * nodesWith(mean, nodes);
  }, 0);
  const told = presence.told === "all" ? rates.online : Math.min(rates.online, rates.online * perNode * presence.perUser);
  // Each coming and going is a line to every node that is told of that user.
  const lines = (told / rates.online) * rates.arrivalsPerSecond * 2;
  const nodeMicros =
    perNode *
      (rates.messagesPerSecond * (costs.commandMicros + costs.publishMicros) +
        rates.messagesPerSecond * reached * (costs.eventMicros + costs.takeInMicros) +
        rates.deliveriesPerSecond * costs.deliveryMicros +
        rates.arrivalsPerSecond * costs.arrivalMicros +
        rates.connections * costs.connectionMicrosPerSecond) +
    lines * costs.presenceMicros;
  const writing = rates.messagesPerSecond * (costs.postgresMessageMicros + costs.postgresBatchMicros / batchMost);
  const reading = rates.arrivalsPerSecond * costs.postgresArrivalMicros;
  const heldByMessages = (rates.messagesPerSecond / partitions) * costs.batchMessageMicros * 1e-6;
  const writers = design.writers ?? nodes;
  const sent = (n: number): number => (design.relayFanOut === null ? n : Math.min(n, design.relayFanOut));
  return {
    nodeCpu: nodeMicros / 1e6,
    nodeMemoryBytes: perNode * rates.connections * costs.connectionBytes,
    head: rates.messagesPerSecond / partitions / commitsAtMost(costs),
    turnMillis: heldByMessages < 1 ? (writers * costs.batchMicros) / (1 - heldByMessages) / 1e3 : Number.POSITIVE_INFINITY,
    primaryCores: (writing + (design.replicas === 0 ? reading : 0)) / partitions / 1e6,
    replicaCores: design.replicas === 0 ? 0 : reading / partitions / design.replicas / 1e6,
    redisCpu: (rates.messagesPerSecond * (costs.redisPublishMicros + sent(reached) * costs.redisNodeMicros)) / redisShards / 1e6,
    redisCpuPerHallMessage: (costs.redisPublishMicros + sent(nodes) * costs.redisNodeMicros) / 1e6,
    presenceCpu: (lines * costs.presenceMicros) / 1e6,
    presenceBytesPerNode: told * costs.presenceBytes,
    storedBytesPerYear: rates.messagesPerSecond * 3_600 * busyHoursPerDay * 365 * costs.messageBytes,
  };
}
