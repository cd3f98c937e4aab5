/** (i) What a long history costs. Ten million messages (`--largest=10000000`) take minutes to seed, so that is not what runs unasked. */
import { type Size, sizesUpTo } from "../growth.ts";
import { type Figure, figuresReport } from "./figure.ts";
import type { Report, Scenario, Table } from "./scenario.ts";

const count = (value: number): string => value.toLocaleString("en");
const ms = (value: number): string => value.toFixed(2);

/** A row for each step, a column for each size, and how much the largest costs more than the smallest. */
export function growthTable(sizes: readonly Size[]): Table {
  const [smallest, largest] = [sizes[0], sizes.at(-1)];
  if (smallest === undefined || largest === undefined) throw new Error("no history was measured");
  const row = (name: string, of: (size: Size) => number, text: (value: number) => string): string[] => [
    name,
    ...sizes.map((size) => text(of(size))),
    (of(largest) / of(smallest)).toFixed(2),
  ];
  const stepMs = (name: string) => (size: Size) => size.steps.find((step) => step.name === name)?.p50Ms ?? Number.NaN;
  return {
    title: "p50 in milliseconds, by messages stored",
    columns: ["", ...sizes.map(({ messages }) => count(messages)), "last ÷ first"],
    rows: [
      row("start to ready", ({ startMs }) => startMs, ms),
      ...smallest.steps.map(({ name }) => row(name, stepMs(name), ms)),
      row("the disk alone: appended and synced", ({ rawSyncMs }) => rawSyncMs, ms),
      row(
        "bytes on disk for each message",
        ({ bytesPerMessage }) => bytesPerMessage,
        (value) => count(Math.round(value)),
      ),
    ],
  };
}

export function growthReport(sizes: readonly Size[]): Report {
  const table = growthTable(sizes);
  const largest = sizes.at(-1);
  const start: Figure[] =
    largest === undefined
      ? []
      : [{ label: `start with ${count(largest.messages)}`, value: largest.startMs / 1_000, unit: "s", bar: { atMost: 1 } }];
  const { tables, notes } = figuresReport("held to a bar", start);
  return { tables: [table, ...tables], plots: [], notes, figures: sizes };
}

export const growth: Scenario = {
  name: "i",
  title: "growth: what more history costs",
  budgetSeconds: 20,
  run: async ({ say, largest }) => {
    const sizes: Size[] = [];
    for await (const size of sizesUpTo(largest)) {
      sizes.push(size);
      say(`${count(size.messages)} messages`);
    }
    return growthReport(sizes);
  },
};
