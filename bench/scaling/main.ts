/**
 * What many users take: the layout that multiplication comes to, and what the simulation makes of it, with the costs that were measured last.
 * Usage: npm exec -- node bench/scaling/main.ts [--users=10000,1000000,100000000] [--seconds=4] [--seed=1]
 */
import { option, word } from "../lib/figures.ts";
import { tableText } from "../report/markdown.ts";
import { againstMeasured } from "./against.ts";
import { type Costs, measuredCosts } from "./costs.ts";
import { commitsAtMost, type Demand, type Design, demandOf } from "./demand.ts";
import { type Simulated, simulate } from "./simulate.ts";
import { sized } from "./size.ts";
import { ratesOf, type Workload, workDay } from "./workload.ts";

const number = (value: number, digits = 3): string => value.toLocaleString("en", { maximumSignificantDigits: digits });
const percent = (share: number): string => `${number(share * 100, 2)} %`;
const gib = (bytes: number): string => `${number(bytes / 2 ** 30, 2)} GiB`;

interface Sized {
  readonly workload: Workload;
  readonly design: Design;
  readonly demand: Demand;
  readonly simulated: Simulated;
}

function rowsOf({ workload, design, demand, simulated }: Sized): readonly (readonly [string, string])[] {
  const rates = ratesOf(workload);
  return [
    ["connections", number(rates.connections)],
    ["messages a second", number(rates.messagesPerSecond)],
    ["deliveries a second", number(rates.deliveriesPerSecond)],
    ["arrivals a second", number(rates.arrivalsPerSecond)],
    ["stored in a year", gib(demand.storedBytesPerYear)],
    ["nodes", number(design.nodes)],
    ["PostgreSQL primaries, each with so many replicas", `${design.partitions}, ${design.replicas}`],
    ["Redis shards", number(design.redisShards)],
    ["nodes that write to each primary", design.writers === null ? "all" : number(design.writers)],
    ["presence is told to", design.presence.told === "all" ? "all nodes" : "nodes where somebody watches"],
    ["relays for large rooms", design.relayFanOut === null ? "none" : `${design.relayFanOut} nodes pass it on`],
    ["a node: CPU; memory", `${percent(demand.nodeCpu)}; ${gib(demand.nodeMemoryBytes + demand.presenceBytesPerNode)}`],
    ["a primary: of its commits; cores", `${percent(demand.head)}; ${number(demand.primaryCores, 2)}`],
    ["a turn of all writers", `${number(demand.turnMillis, 2)} ms`],
    ["a Redis shard: CPU", percent(demand.redisCpu)],
    ["simulated: messages a second", number(simulated.messagesPerSecond)],
    ["simulated: heard after, p50; p99", `${number(simulated.latency.p50Ms, 2)} ms; ${number(simulated.latency.p99Ms, 2)} ms`],
    ["simulated: busiest node; primary; Redis", [simulated.nodeCpu, simulated.head, simulated.redisCpu].map(percent).join("; ")],
    ["simulated: writes in a commit", number(simulated.meanBatch, 2)],
  ];
}

function sizes(users: readonly number[], costs: Costs): void {
  const [seed, seconds] = [option("seed", 1), option("seconds", 4)];
  const all = users.map((count): Sized => {
    const workload = workDay(count);
    const { design, demand } = sized(workload, costs);
    // What few send takes longer to be a sample.
    const enough = Math.max(seconds, Math.min(600, 20_000 / ratesOf(workload).messagesPerSecond));
    return { workload, design, demand, simulated: simulate(workload, design, { costs, options: { seed, seconds: enough } }) };
  });
  const columns = all.map(rowsOf);
  const rows = (columns[0] ?? []).map(([name], n) => [name, ...columns.map((column) => column[n]?.[1] ?? "")]);
  const title = "what many users take";
  process.stdout.write(`${tableText({ title, columns: ["users", ...users.map((count) => number(count))], rows })}\n`);
}

/** The number of users, to two digits, at which `isTooMuch` begins. */
function usersUntil(isTooMuch: (workload: Workload) => boolean): number {
  let [low, high] = [1_000, 1e12];
  while (high / low > 1.02) {
    const middle = Math.sqrt(low * high);
    if (isTooMuch(workDay(middle))) high = middle;
    else low = middle;
  }
  return low;
}

function limits(costs: Costs): void {
  const three: Design = {
    nodes: 3,
    partitions: 1,
    replicas: 0,
    redisShards: 1,
    writers: null,
    presence: { told: "all" },
    relayFanOut: null,
  };
  const wide = { ...three, nodes: 1_000 };
  const hall = (nodes: number, listeners: number): number =>
    1e6 / (costs.eventMicros + costs.takeInMicros + (listeners / nodes) * costs.deliveryMicros);
  const rows = [
    ["one primary commits at most", `${number(commitsAtMost(costs))} messages/s`],
    [
      "users until one primary is full",
      number(
        usersUntil((day) => demandOf(day, wide, costs).head > 1),
        2,
      ),
    ],
    [
      "users until three nodes are full",
      number(
        usersUntil((day) => demandOf(day, three, costs).nodeCpu > 1),
        2,
      ),
    ],
    [
      "users until a tenth of each node goes to who is online, told to all",
      number(
        usersUntil((day) => demandOf(day, wide, costs).presenceCpu > 0.1),
        2,
      ),
    ],
    [
      "users until one Redis is full, at 100 nodes",
      number(
        usersUntil((day) => demandOf(day, { ...three, nodes: 100 }, costs).redisCpu > 1),
        2,
      ),
    ],
    ["a room of 10,000 listeners on 3 nodes", `${number(hall(3, 10_000), 2)} messages/s`],
    ["a room of 1,000,000 listeners on 300 nodes", `${number(hall(300, 1_000_000), 2)} messages/s`],
    [
      "a room that 1,000 nodes hear, through one Redis",
      `${number(1 / demandOf(workDay(1e6), wide, costs).redisCpuPerHallMessage, 2)} messages/s`,
    ],
  ];
  process.stdout.write(`${tableText({ title: "where it ends", columns: ["", "at"], rows })}\n`);
}

/** The closed loop of the bench, drawn with the costs alone: how far the simulation can be believed. */
function comparison(costs: Costs): void {
  const rows = againstMeasured(costs, option("seed", 1)).map(({ label, measured, simulated }) => [
    label,
    number(measured, 2),
    number(simulated, 2),
    number(simulated / measured, 2),
  ]);
  const columns = ["messages a second", "measured", "simulated", "ratio"];
  process.stdout.write(`${tableText({ title: "against the bench, all on two cores", columns, rows })}\n`);
}

const costs = measuredCosts();
const users = (word("users") ?? "10000,1000000,100000000").split(",").map(Number);
sizes(users, costs);
limits(costs);
comparison(costs);
