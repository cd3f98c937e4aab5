/** The smallest layout that holds a workload with room to spare. */
import { boundsWith } from "../../packages/server/src/ports/bounds.ts";
import type { Costs } from "./costs.ts";
import { type Demand, type Design, demandOf } from "./demand.ts";
import { ratesOf, type Workload } from "./workload.ts";

/** No part is to be busier than this at the busiest hour: the rest is for a node that fails, and for what nobody foresaw. */
export const busyAtMost = 0.5;
const nodeMemoryBytes = 4 * 2 ** 30;
/** What a node takes unless it is told otherwise; 19,000 were measured (bench, scenario f). */
const nodeConnections = boundsWith().connections;
/** Of a node, for telling it who is online elsewhere; past it nodes are told only of those whom somebody there watches. */
const presenceAtMost = 0.1;
const primaryCores = 16;
/** Whom somebody watches: the people in their list. */
const watchedPerUser = 30;
/** Messages a second in the busiest room that everybody may be in. */
const hallMessagesPerSecond = 50;
/** Until each writer's batch had its turn, when all have one. */
const turnAtMostMillis = 50;
const nodesAtMost = 100_000;

export function sized(workload: Workload, costs: Costs): { readonly design: Design; readonly demand: Demand } {
  let design: Design = {
    nodes: 1,
    partitions: 1,
    replicas: 0,
    redisShards: 1,
    writers: null,
    presence: { told: "all" },
    relayFanOut: null,
  };
  for (;;) {
    const next = larger(design, workload, costs);
    if (next === null) return { design, demand: demandOf(workload, design, costs) };
    if (next.nodes > nodesAtMost) throw new Error("no layout of this kind holds that");
    design = next;
  }
}

/** One step up where something is too busy; null when nothing is. */
function larger(design: Design, workload: Workload, costs: Costs): Design | null {
  const demand = demandOf(workload, design, costs);
  if (demand.presenceCpu > presenceAtMost && design.presence.told === "all") {
    return { ...design, presence: { told: "watched", perUser: watchedPerUser } };
  }
  const isCrowded = ratesOf(workload).connections / design.nodes > nodeConnections;
  if (isCrowded || demand.nodeCpu > busyAtMost || demand.nodeMemoryBytes + demand.presenceBytesPerNode > nodeMemoryBytes) {
    return { ...design, nodes: Math.ceil(design.nodes * 1.05) };
  }
  if (demand.primaryCores > primaryCores * busyAtMost && design.replicas === 0) return { ...design, replicas: 1 };
  if (demand.replicaCores > primaryCores * busyAtMost) return { ...design, replicas: design.replicas + 1 };
  if (demand.head > busyAtMost || demand.primaryCores > primaryCores * busyAtMost) {
    return { ...design, partitions: design.partitions + 1 };
  }
  // As few as that take turns in time; what they are not asked for by others they would be by one another.
  if (demand.turnMillis > turnAtMostMillis && (design.writers ?? design.nodes) > 2) {
    return { ...design, writers: Math.max(2, Math.floor((design.writers ?? design.nodes) * 0.9)) };
  }
  if (demand.redisCpuPerHallMessage * hallMessagesPerSecond > busyAtMost && design.relayFanOut === null) {
    return { ...design, relayFanOut: Math.ceil(Math.sqrt(design.nodes)) };
  }
  return demand.redisCpu > busyAtMost ? { ...design, redisShards: design.redisShards + 1 } : null;
}
