/** What a run was, and what was found, for people. */
import type { Line, Violation } from "./records.ts";
import type { Recovery } from "./recovery.ts";

export interface Tally {
  /** `protocol what outcome` to how many. */
  readonly ops: Map<string, number>;
  /** `what` to how many. */
  readonly others: Map<string, number>;
}

export const emptyTally = (): Tally => ({ ops: new Map(), others: new Map() });

/** Adds a round's lines. */
export function count(tally: Tally, lines: readonly Line[]): void {
  const add = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1);
  for (const line of lines) {
    if (line.kind === "op") add(tally.ops, `${line.protocol}\n${line.deed.what}\n${line.outcome}`);
    else if (line.kind === "told") add(tally.others, "delivered");
    else if (line.kind === "opened") add(tally.others, "connections");
    else if (line.kind === "read" || line.kind === "caught")
      add(tally.others, line.kind === "read" && line.isPoll ? "polls" : "reads");
  }
}

/** Rows of cells, the columns aligned. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  return rows
    .map((row) =>
      `  ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  ")}`.trimEnd(),
    )
    .join("\n");
}

export function opsTable({ ops, others }: Tally): string {
  const kinds = [...new Set([...ops.keys()].map((key) => key.split("\n").slice(0, 2).join(" ")))].sort();
  const outcomes = ["acknowledged", "refused", "unknown"];
  const cell = (kind: string, outcome: string): string => String(ops.get([...kind.split(" "), outcome].join("\n")) ?? 0);
  const rows = kinds.map((kind) => [kind, ...outcomes.map((outcome) => cell(kind, outcome))]);
  const rest = [...others].map(([what, many]) => `${many} ${what}`).join(", ");
  return `${table([["operations", ...outcomes], ...rows])}\n  ${rest}`;
}

const secondsOf = (ms: number | null): string => (ms === null ? "never" : (ms / 1_000).toFixed(2));

function quantiles(values: readonly (number | null)[]): readonly [string, string] {
  const sorted = values.map((value) => value ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const shown = (value: number): string => secondsOf(Number.isFinite(value) ? value : null);
  return [shown(at(0.5)), shown(at(1))];
}

/** Per nemesis, median and greatest, in seconds. Where there is one node nothing is told across. */
export function recoveryTable(recoveries: readonly Recovery[], nodes: number): string {
  const head = ["fault", "times", "held p50", "write p50", "max", "delivery p50", "max", "from begin p50", "max"];
  const rows = [...Map.groupBy(recoveries, ({ nemesis }) => nemesis)].map(([nemesis, all]) => {
    const delivery = nodes === 1 ? ["-", "-"] : quantiles(all.map(({ deliveryMs }) => deliveryMs));
    const [held] = quantiles(all.map(({ heldMs }) => heldMs));
    const begin = quantiles(all.map(({ writeFromBeginMs }) => writeFromBeginMs));
    return [nemesis, String(all.length), held, ...quantiles(all.map(({ writeMs }) => writeMs)), ...delivery, ...begin];
  });
  return table([head, ...rows]);
}

const shownPerKind = 4;
/** Of these with what was written down around them. */
const shownWithEvidence = 2;
const aroundMs = 150;
const shownAround = 12;
const shownChars = 260;

/** Each kind with its first few, and what was written down about the message, or about the same time by the same client. */
export function violationsText(violations: readonly Violation[], lines: readonly Line[]): string {
  return [...Map.groupBy(violations, ({ kind }) => kind)]
    .map(([kind, all]) => {
      const who = [...Map.groupBy(all, (one) => one.who)].map(([name, own]) => `${name} ${own.length}`).join(", ");
      const shown = all.slice(0, shownPerKind).map((one, at) => {
        const time = one.atMs === undefined ? "" : ` (${(one.atMs / 1_000).toFixed(2)} s)`;
        return [`  ${one.who}${time}: ${one.detail}`, ...(at < shownWithEvidence ? [evidence(one, lines)] : [])].join("\n");
      });
      return [`${kind}: ${all.length} (${who})`, ...shown].join("\n");
    })
    .join("\n");
}

function evidence({ key, who, atMs }: Violation, lines: readonly Line[]): string {
  const about = lines.filter((line) => {
    if (line.kind === "truth" || line.kind === "recheck" || line.kind === "client") return false;
    if (line.kind === "read" || line.kind === "caught") return line.client === who && isNear(line.endMs, atMs);
    const time =
      line.kind === "op"
        ? line.startMs
        : line.kind === "opened"
          ? line.readyMs
          : line.kind === "fault"
            ? line.beganMs
            : line.atMs;
    if (key !== undefined && JSON.stringify(line).includes(`${key} `)) return true;
    return (line.kind === "fault" || line.client === who) && isNear(time, atMs);
  });
  return about
    .slice(0, shownAround)
    .map((line) => `      ${JSON.stringify(line).slice(0, shownChars)}`)
    .join("\n");
}

const isNear = (time: number, atMs: number | undefined): boolean => atMs !== undefined && Math.abs(time - atMs) < aroundMs;
