/** What `npm run bench` runs: each scenario has a name, a time it may take, and answers tables, plots and figures. */
import type { Contender } from "../contenders/contender.ts";

export interface Context {
  /** Rounds in which each contender takes its turn; what is told is the median. */
  readonly laps: number;
  /** Those who were asked for; a scenario for Parlance alone does not look. */
  readonly contenders: readonly Contender[];
  /** Messages in the longest history that a scenario makes. */
  readonly largest: number;
  /** Tells whoever waits. */
  readonly say: (line: string) => void;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Bars {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly { readonly label: string; readonly value: number; readonly isOurs: boolean }[];
}

export interface Report {
  readonly tables: readonly Table[];
  readonly plots: readonly Bars[];
  /** What a reader must know beside the tables: who was left out, where the load was the bottleneck. */
  readonly notes: readonly string[];
  /** Everything that was measured, for the JSON. */
  readonly figures: unknown;
}

export interface Scenario {
  /** What is said on the command line, a letter. */
  readonly name: string;
  readonly title: string;
  /** With five laps. All scenarios together must stay under ten minutes. */
  readonly budgetSeconds: number;
  /** Rejects when something is delivered wrongly: then no figure is worth anything. */
  run(context: Context): Promise<Report>;
}
