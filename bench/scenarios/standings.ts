/** What a race comes to: medians, ratios within the same round, who was left out. */
import type { Contender } from "../contenders/contender.ts";
import type { Entry, Lap, Taken } from "../lib/arena.ts";
import { median } from "../lib/figures.ts";
import { type Latencies, latenciesOf, merged } from "../lib/histogram.ts";
import type { Bars, Report, Table } from "./scenario.ts";

/** One load on all contenders. What tells them apart is in a closed loop the rate, in an open loop the latency. */
export interface Heat {
  readonly loop: "closed" | "open";
  readonly title: string;
  readonly taken: Taken;
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

export const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  least: Math.min(...values),
  greatest: Math.max(...values),
});

/** Of each round ours by theirs: both had the same minute of the machine. */
export const ratios = (ours: readonly number[], theirs: readonly number[]): Spread =>
  spreadOf(ours.flatMap((one, round) => (theirs[round] === undefined ? [] : [one / theirs[round]])));

const whole = (value: number): string => Math.round(value).toLocaleString("en");
/** Two digits that count. */
const short = (value: number): string => (value < 9.95 ? value.toPrecision(2) : whole(value));
const spreadText = ({ median, least, greatest }: Spread): string => `${short(median)} (${short(least)}–${short(greatest)})`;

const figure = (laps: readonly Lap[], of: (lap: Lap) => number): number => median(laps.map(of));
const latencyOf = (laps: readonly Lap[]): Latencies => latenciesOf(merged(laps.map((lap) => lap.latency)));

/** Beside whom everybody is put, in columns of their own. */
const yardsticks = ["floor", "ws", "socket.io"] as const;

const compared = {
  closed: { name: "rate", of: (lap: Lap) => lap.deliveriesPerSecond },
  open: { name: "p99", of: (lap: Lap) => latenciesOf(lap.latency).p99Ms },
} as const;

function tableOf({ loop, title, taken }: Heat): Table {
  const { name, of } = compared[loop];
  const against = yardsticks.flatMap((yardstick) => {
    const found = [...taken].find(([{ contender }]) => contender.name === yardstick);
    return found === undefined ? [] : [{ column: `${name} ÷ ${yardstick}`, values: found[1].map(of) }];
  });
  const columns = [
    "",
    "deliveries/s",
    ...against.map(({ column }) => column),
    "server CPU µs each",
    "p50 ms",
    "p99 ms",
    "p99.9 ms",
  ];
  const rows = [...taken].map(([{ contender }, laps]) => {
    const { p50Ms, p99Ms, p999Ms } = latencyOf(laps);
    const rate = whole(figure(laps, (lap) => lap.deliveriesPerSecond));
    const beside = against.map(({ values }) => spreadText(ratios(laps.map(of), values)));
    const cpu = figure(laps, (lap) => lap.serverCpuUsPerDelivery);
    return [contender.label, rate, ...beside, short(cpu), ...[p50Ms, p99Ms, p999Ms].map(short)];
  });
  return { title, columns, rows };
}

function guaranteesOf(entries: readonly Entry[]): Table {
  return {
    title: "what each promises, and what its server holds in memory with everybody connected",
    columns: ["", "durable", "ordered", "validated", "authenticated", "MiB"],
    rows: entries.map(({ contender, memoryBytes }) => {
      const { durable, ordered, validated, authenticated } = contender.guarantees;
      return [contender.label, durable, ordered, validated, authenticated, whole(memoryBytes / 2 ** 20)];
    }),
  };
}

function plotOf({ title, taken }: Heat): Bars {
  const bars = [...taken].map(([{ contender }, laps]) => ({
    label: contender.label.replaceAll("`", ""),
    value: figure(laps, (lap) => lap.deliveriesPerSecond),
    isOurs: contender.name === "parlance",
  }));
  return { title, unit: "deliveries/s", bars };
}

/** Where a figure is a bound only. */
function doubts({ title, taken }: Heat): string[] {
  return [...taken].flatMap(([{ contender }, laps]) => {
    const busy = laps.filter((lap) => lap.isLoadTheBottleneck).length;
    const held = laps.filter((lap) => lap.held > 0).length;
    return [
      ...(busy > 0
        ? [
            `${title}: THE LOAD WAS THE BOTTLENECK for ${contender.label} in ${busy} of ${laps.length} laps (over 90 % of its core)`,
          ]
        : []),
      ...(held > 0
        ? [`${title}: ${contender.label} fell behind in ${held} of ${laps.length} laps; the wait is in its latencies`]
        : []),
    ];
  });
}

export function reportOf(entries: readonly Entry[], heats: readonly Heat[], asked: readonly Contender[]): Report {
  const absent = asked.flatMap((contender) => {
    const missing = contender.missing();
    return missing === undefined ? [] : [`LEFT OUT: ${contender.label}: ${missing}`];
  });
  const figures = heats.map(({ title, taken }) => ({
    title,
    contenders: [...taken].map(([{ contender }, laps]) => ({
      name: contender.name,
      latency: latencyOf(laps),
      laps: laps.map(({ latency, ...lap }) => ({ ...lap, latency: latenciesOf(latency) })),
    })),
  }));
  const checked = entries.map(({ contender, checked, memoryBytes }) => ({ name: contender.name, checked, memoryBytes }));
  return {
    tables: [...heats.map(tableOf), guaranteesOf(entries)],
    plots: heats.filter(({ loop }) => loop === "closed").map(plotOf),
    notes: [...absent, ...heats.flatMap(doubts)],
    figures: { checked, heats: figures },
  };
}
