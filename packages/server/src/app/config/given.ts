/** A value out of one source, and the sentence that refuses it. */

/** A value that cannot be used; the message names it, what is allowed and where it came from. The process exits 2. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export interface Given {
  readonly raw: unknown;
  /** For people: `--port`, `environment variable PARLANCE_PORT`, `config file x.json`. */
  readonly origin: string;
}

export interface Rule<T> {
  readonly allowed: string;
  readonly parse: (raw: unknown) => T | undefined;
  /** The value may hold a password: it is never shown. */
  readonly isSecret?: true;
}

/** The value of `given` by `rule`. Throws `ConfigError`. */
export function parsed<T>(name: string, given: Given, rule: Rule<T>): T {
  const value = rule.parse(given.raw);
  if (value !== undefined) return value;
  const shown = rule.isSecret === true ? "the value given" : JSON.stringify(given.raw);
  throw new ConfigError(`${name}: ${shown} is not allowed; allowed: ${rule.allowed} (from ${given.origin})`);
}
