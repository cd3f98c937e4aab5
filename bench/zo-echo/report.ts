/** Medians, and ratios within the same round with their least and greatest. */
import { median } from "../lib/figures.ts";
import { type ContenderName, contenderNames, contenders, socketIoFor } from "./contenders.ts";
import type { Measured, Turn } from "./measure.ts";

export interface Ratio {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

export interface Row {
  readonly name: ContenderName;
  readonly label: string;
  readonly roundTripsPerSecond: number;
  readonly serverCpuUsPerRoundTrip: number;
  readonly rateOverSocketIo: Ratio;
  readonly rateOverWs: Ratio;
  readonly cpuOverWs: Ratio;
  readonly cpuOverSocketIo: Ratio;
  /** The load used more than 90 % of a core: the server could have answered more. */
  readonly isLoadTheBottleneck: boolean;
}

function ratio(ours: readonly Turn[], theirs: readonly Turn[], figure: (turn: Turn) => number): Ratio {
  const ratios = ours.flatMap((turn, round) => {
    const other = theirs[round];
    return other === undefined ? [] : [figure(turn) / figure(other)];
  });
  return { median: median(ratios), least: Math.min(...ratios), greatest: Math.max(...ratios) };
}

const rate = (turn: Turn): number => turn.roundTripsPerSecond;
const cpu = (turn: Turn): number => turn.serverCpuUsPerRoundTrip;

export function rowsOf(measured: Measured): Row[] {
  return contenderNames.map((name) => {
    const turns = measured[name];
    const socketIo = measured[socketIoFor[name]];
    return {
      name,
      label: contenders[name].label,
      roundTripsPerSecond: median(turns.map(rate)),
      serverCpuUsPerRoundTrip: median(turns.map(cpu)),
      rateOverSocketIo: ratio(turns, socketIo, rate),
      rateOverWs: ratio(turns, measured.ws, rate),
      cpuOverWs: ratio(turns, measured.ws, cpu),
      cpuOverSocketIo: ratio(turns, socketIo, cpu),
      isLoadTheBottleneck: median(turns.map((turn) => turn.loadCpu)) > 0.9,
    };
  });
}

const inWords = ({ median, least, greatest }: Ratio): string =>
  `${median.toFixed(2)} (${least.toFixed(2)}–${greatest.toFixed(2)})`;

/** A Markdown table, and a line for each row that the load held back. */
export function tableOf(rows: readonly Row[]): string {
  const head = ["", "round trips/s", "server CPU µs each", "rate ÷ Socket.IO", "rate ÷ ws", "CPU ÷ ws", "CPU ÷ Socket.IO"];
  const cells = rows.map((row) => [
    row.label,
    Math.round(row.roundTripsPerSecond).toLocaleString("en"),
    row.serverCpuUsPerRoundTrip.toFixed(1),
    ...[row.rateOverSocketIo, row.rateOverWs, row.cpuOverWs, row.cpuOverSocketIo].map(inWords),
  ]);
  const lines = [head, head.map(() => "---"), ...cells].map((line) => `| ${line.join(" | ")} |`);
  const heldBack = rows.filter((row) => row.isLoadTheBottleneck);
  return [...lines, ...heldBack.map((row) => `${row.label}: the load was the bottleneck (over 90 % of its core)`)].join("\n");
}
