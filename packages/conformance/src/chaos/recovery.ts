/** How long it takes until every node takes writes again, and tells what was written elsewhere: from the probes' records. */
import { type FaultLine, keyOf, type Line, type Op } from "./records.ts";

export interface Recovery {
  readonly nemesis: string;
  readonly target: string;
  readonly heldMs: number;
  /** From the end of the fault, the slowest node: to the first write that was acknowledged; null: never. */
  readonly writeMs: number | null;
  /** From the end of the fault, the slowest pair: to the first write elsewhere that was told; null: never, or there is one node only. */
  readonly deliveryMs: number | null;
  /** From the beginning: a write that began after it was acknowledged. Less than the fault's length where it was ridden out. */
  readonly writeFromBeginMs: number | null;
}

const probeName = (node: number): string => `probe${node}`;

export function recoveryOf(lines: readonly Line[], fault: FaultLine, nodes: number): Recovery {
  const all = Array.from({ length: nodes }, (_, at) => at);
  const writes = all.map((node) => firstWrite(lines, { node, afterMs: fault.endedMs, isBegunAfter: false }));
  const fromBegin = all.map((node) => firstWrite(lines, { node, afterMs: fault.beganMs, isBegunAfter: true }));
  const pairs = all.flatMap((from) => all.flatMap((to) => (from === to ? [] : [firstTold(lines, { from, to, fault })])));
  return {
    nemesis: fault.nemesis,
    target: fault.target,
    heldMs: fault.endedMs - fault.beganMs,
    writeMs: slowest(writes),
    deliveryMs: pairs.length === 0 ? null : slowest(pairs),
    writeFromBeginMs: slowest(fromBegin),
  };
}

/** Whether all of it has been seen. */
export function hasRecovered(lines: readonly Line[], fault: FaultLine, nodes: number): boolean {
  const { writeMs, deliveryMs } = recoveryOf(lines, fault, nodes);
  return writeMs !== null && (deliveryMs !== null || nodes === 1);
}

function slowest(each: readonly (number | null)[]): number | null {
  return each.reduce<number | null>((most, one) => (most === null || one === null ? null : Math.max(most, one)), 0);
}

/** Milliseconds from `afterMs` on; lines stand in the order in which they were written, so those long before need not be looked at. */
function firstWrite(
  lines: readonly Line[],
  { node, afterMs, isBegunAfter }: { readonly node: number; readonly afterMs: number; readonly isBegunAfter: boolean },
): number | null {
  const client = probeName(node);
  let first: number | null = null;
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at];
    if (line?.kind !== "op" || line.client !== client) continue;
    if (line.endMs < afterMs) break;
    if (line.outcome === "acknowledged" && (!isBegunAfter || line.startMs >= afterMs)) first = line.endMs - afterMs;
  }
  return first;
}

function firstTold(
  lines: readonly Line[],
  { from, to, fault }: { readonly from: number; readonly to: number; readonly fault: FaultLine },
): number | null {
  const [teller, listener] = [probeName(from), probeName(to)];
  const acked = new Set<string>();
  let first: number | null = null;
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at];
    if (line === undefined) continue;
    const atMs = line.kind === "op" ? line.endMs : line.kind === "told" ? line.atMs : null;
    if (atMs !== null && atMs < fault.endedMs) break;
    if (line.kind === "op" && line.client === teller && isSince(line, fault)) acked.add(keyOf(textOf(line)));
    if (line.kind !== "told" || line.client !== listener || line.text === undefined) continue;
    if (keyOf(line.text).includes(`.${teller}-`)) first = line.atMs - fault.endedMs;
  }
  return acked.size === 0 ? null : first;
}

const isSince = (op: Op, fault: FaultLine): boolean => op.outcome === "acknowledged" && op.endMs >= fault.endedMs;
const textOf = ({ deed }: Op): string => (deed.what === "post" ? deed.text : "");
