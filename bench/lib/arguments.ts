/** The command line of `npm run bench`. */
import { parseArgs } from "node:util";

export interface Arguments {
  /** Names of scenarios, in the order of the registry; all when none was given. */
  readonly scenarios: readonly string[];
  readonly contenders: readonly string[];
  readonly laps: number;
  /** Messages in the longest history. */
  readonly largest: number;
  /** Folder for JSON and plots. */
  readonly out: string;
}

export interface Choices {
  readonly scenarios: readonly string[];
  readonly contenders: readonly string[];
  readonly out: string;
}

export class UsageError extends Error {}

function chosen(what: string, asked: readonly string[], from: readonly string[]): readonly string[] {
  const unknown = asked.filter((name) => !from.includes(name));
  if (unknown.length > 0) throw new UsageError(`no such ${what}: ${unknown.join(", ")}; there are: ${from.join(", ")}`);
  return asked.length === 0 ? from : from.filter((name) => asked.includes(name));
}

/** Throws {@link UsageError} for anything it does not know. */
export function readArguments(words: readonly string[], choices: Choices): Arguments {
  const text = { type: "string" } as const;
  let parsed: { values: { laps?: string; contenders?: string; largest?: string; out?: string }; positionals: string[] };
  try {
    parsed = parseArgs({
      args: [...words],
      options: { laps: text, contenders: text, largest: text, out: text },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { laps = "5", contenders = "", largest = "100000", out = choices.out } = parsed.values;
  if (!/^[1-9]\d?$/.test(laps)) throw new UsageError(`--laps takes 1 to 99, not ${laps}`);
  if (!/^[1-9]\d{4,7}$/.test(largest)) throw new UsageError(`--largest takes 10000 to 10000000 messages, not ${largest}`);
  const names = contenders.split(",").filter((name) => name !== "");
  return {
    scenarios: chosen("scenario", parsed.positionals, choices.scenarios),
    contenders: chosen("contender", names, choices.contenders),
    laps: Number(laps),
    largest: Number(largest),
    out,
  };
}
