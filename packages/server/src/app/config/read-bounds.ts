/** Bounds out of the config file (`bounds:`), the environment (`PARLANCE_BOUND_NAME`) and flags (`--bound name=number`). */
import { type BoundName, type Bounds, boundNames, boundsWith } from "../../ports/bounds.ts";
import { ConfigError, type Given, parsed, type Rule } from "./given.ts";

export const boundEnvPrefix = "PARLANCE_BOUND_";

/** Largest value a bound may be given: timers take no more than 2^31-1 ms, and no other bound needs more. */
const maxBound = 2_147_483_647;

const rule: Rule<number> = {
  allowed: `a whole number from 1 to ${maxBound}`,
  parse: (raw) => {
    const value = typeof raw === "string" && /^\d{1,10}$/.test(raw) ? Number(raw) : raw;
    return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= maxBound ? value : undefined;
  },
};

const upperSnake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

function fromFile(section: unknown, fileName: string): [string, Given][] {
  if (section === undefined) return [];
  const origin = `config file ${fileName}`;
  if (typeof section !== "object" || section === null || Array.isArray(section)) {
    throw new ConfigError(`bounds: expected an object of numbers (from ${origin})`);
  }
  return Object.entries(section).map(([name, raw]) => [name, { raw, origin }]);
}

function fromEnv(env: NodeJS.ProcessEnv): [string, Given][] {
  const names = new Map<string, string>(boundNames.map((name) => [upperSnake(name), name]));
  return Object.entries(env)
    .filter(([key]) => key.startsWith(boundEnvPrefix))
    .map(([key, raw]) => {
      const suffix = key.slice(boundEnvPrefix.length);
      return [names.get(suffix) ?? suffix, { raw, origin: `environment variable ${key}` }];
    });
}

function fromFlags(pairs: readonly string[]): [string, Given][] {
  return pairs.map((pair) => {
    const [name = "", raw] = pair.split("=", 2);
    return [name, { raw, origin: `--bound ${pair}` }];
  });
}

export interface BoundSources {
  readonly section: unknown;
  readonly fileName: string;
  readonly env: NodeJS.ProcessEnv;
  readonly flags: readonly string[];
}

/** The defaults with the changes of all sources, flags last. Throws `ConfigError`, also for a bound that does not exist. */
export function readBounds({ section, fileName, env, flags }: BoundSources): Bounds {
  const changes: Partial<Record<BoundName, number>> = {};
  for (const [name, given] of [...fromFile(section, fileName), ...fromEnv(env), ...fromFlags(flags)]) {
    const bound = boundNames.find((candidate) => candidate === name);
    if (bound === undefined) {
      throw new ConfigError(`bounds.${name}: no such bound (from ${given.origin}); docs/OPERATIONS.md lists them`);
    }
    changes[bound] = parsed(`bounds.${name}`, given, rule);
  }
  return boundsWith(changes);
}
