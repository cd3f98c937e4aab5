/** Scenarios that ask whether bars are met, rather than who is faster: single figures, each with its bar if it has one. */
import type { Report } from "./scenario.ts";

export type Unit = "kB" | "MiB" | "ms" | "s" | "/s" | "µs" | "×" | "%" | "";

export type Bar = { readonly atMost: number } | { readonly atLeast: number };

export interface Figure {
  /** Whose, and of what. */
  readonly label: string;
  readonly value: number;
  readonly unit: Unit;
  readonly bar?: Bar;
}

/** Rejects a measurement that was one of something wrong. */
export function must(isRight: boolean, otherwise: string): asserts isRight {
  if (!isRight) throw new Error(otherwise);
}

/** NaN, which is what nothing measured comes to, meets no bar. */
export const isMet = (value: number, bar: Bar): boolean => ("atMost" in bar ? value <= bar.atMost : value >= bar.atLeast);

/** Two digits after the point at most, none where they tell nothing. */
const number = (value: number): string =>
  value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0 });

function barText(value: number, bar: Bar): string {
  const wanted = "atMost" in bar ? `≤ ${number(bar.atMost)}` : `≥ ${number(bar.atLeast)}`;
  return `${wanted}: ${isMet(value, bar) ? "met" : "MISSED"}`;
}

/** A table of them, and a note for each bar that is missed. */
export function figuresReport(title: string, figures: readonly Figure[], notes: readonly string[] = []): Report {
  const rows = figures.map(({ label, value, unit, bar }) => [
    label,
    `${number(value)} ${unit}`.trimEnd(),
    bar === undefined ? "" : barText(value, bar),
  ]);
  const missed = figures.flatMap(({ label, value, unit, bar }) =>
    bar === undefined || isMet(value, bar) ? [] : [`MISSED: ${label}: ${number(value)} ${unit}, ${barText(value, bar)}`],
  );
  return { tables: [{ title, columns: ["", "figure", "bar"], rows }], plots: [], notes: [...notes, ...missed], figures };
}
