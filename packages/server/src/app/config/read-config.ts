/** Puts the configuration together: flags over environment over file over defaults. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parse as parseYaml } from "yaml";
import type { Bounds } from "../../ports/bounds.ts";
import { ConfigError, parsed } from "./given.ts";
import { boundEnvPrefix, readBounds } from "./read-bounds.ts";
import { type Setting, settingNames, settings } from "./settings.ts";

type SettingValues = { readonly [Name in keyof typeof settings]: (typeof settings)[Name]["fallback"] };
export interface Config extends SettingValues {
  readonly bounds: Bounds;
}

export type CommandLine =
  | { readonly kind: "run"; readonly config: Config }
  | { readonly kind: "help" }
  | { readonly kind: "version" };

type Flags = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

interface Sources {
  readonly flags: Flags;
  readonly env: NodeJS.ProcessEnv;
  readonly file: Readonly<Record<string, unknown>>;
  readonly fileName: string;
}

function parseFlags(argv: readonly string[]): Flags {
  const options: Record<string, { type: "string" | "boolean"; multiple?: boolean; short?: string }> = {
    config: { type: "string" },
    bound: { type: "string", multiple: true },
    help: { type: "boolean", short: "h" },
    version: { type: "boolean" },
  };
  for (const name of settingNames) options[settings[name].flag] = { type: "string" };
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : String(error)} (--help lists the flags)`);
  }
}

function readFile(path: string, origin: string): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    content = parseYaml(readFileSync(path, "utf8"));
  } catch (error) {
    // YAML's errors go on with a picture of the place, which the first line has named.
    const [why = ""] = (error instanceof Error ? error.message : String(error)).split(/:?\n/, 1);
    throw new ConfigError(`config: cannot read ${JSON.stringify(path)} as JSON or YAML: ${why} (from ${origin})`);
  }
  if (content === null) return {};
  if (typeof content !== "object" || Array.isArray(content)) {
    throw new ConfigError(`config: ${JSON.stringify(path)} holds no object of settings (from ${origin})`);
  }
  const known = [...settingNames, "bounds"];
  for (const key of Object.keys(content)) {
    if (!known.includes(key))
      throw new ConfigError(`${key}: no such setting; allowed: ${known.join(", ")} (from config file ${path})`);
  }
  return { ...content };
}

function configFile(flags: Flags, env: NodeJS.ProcessEnv): Pick<Sources, "file" | "fileName"> {
  const flag = flags["config"];
  if (typeof flag === "string") return { file: readFile(flag, "--config"), fileName: flag };
  const fromEnv = env["PARLANCE_CONFIG"];
  if (fromEnv === undefined || fromEnv === "") return { file: {}, fileName: "" };
  return { file: readFile(fromEnv, "environment variable PARLANCE_CONFIG"), fileName: fromEnv };
}

function read<T>(name: string, rule: Setting<T>, { flags, env, file, fileName }: Sources): T {
  const flag = flags[rule.flag];
  const variable = env[rule.env];
  const inFile = file[name];
  if (flag !== undefined) return parsed(name, { raw: flag, origin: `--${rule.flag}` }, rule);
  if (variable !== undefined && variable !== "") {
    return parsed(name, { raw: variable, origin: `environment variable ${rule.env}` }, rule);
  }
  if (inFile !== undefined) return parsed(name, { raw: inFile, origin: `config file ${fileName}` }, rule);
  return rule.fallback;
}

/** Reads `argv` (without node and script) and `env`. Throws `ConfigError`. */
export function readCommandLine(argv: readonly string[], env: NodeJS.ProcessEnv): CommandLine {
  const flags = parseFlags(argv);
  if (flags["help"] === true) return { kind: "help" };
  if (flags["version"] === true) return { kind: "version" };
  const sources = { flags, env, ...configFile(flags, env) };
  const boundFlags = [flags["bound"] ?? []].flat().filter((flag) => typeof flag === "string");
  const [database, redis] = [read("database", settings.database, sources), read("redis", settings.redis, sources)];
  if (redis !== null && database === null) {
    throw new ConfigError("redis: needs a database that several nodes share; give database as well, or leave redis out");
  }
  return {
    kind: "run",
    config: {
      host: read("host", settings.host, sources),
      port: read("port", settings.port, sources),
      rosterPort: read("rosterPort", settings.rosterPort, sources),
      data: read("data", settings.data, sources),
      database,
      redis,
      limits: read("limits", settings.limits, sources),
      compression: read("compression", settings.compression, sources),
      logLevel: read("logLevel", settings.logLevel, sources),
      publicUrl: read("publicUrl", settings.publicUrl, sources),
      trustedProxies: read("trustedProxies", settings.trustedProxies, sources),
      allowedOrigins: read("allowedOrigins", settings.allowedOrigins, sources),
      web: read("web", settings.web, sources),
      fileTypes: read("fileTypes", settings.fileTypes, sources),
      loungeAutoJoin: read("loungeAutoJoin", settings.loungeAutoJoin, sources),
      admins: read("admins", settings.admins, sources),
      mounts: read("mounts", settings.mounts, sources),
      readyFile: read("readyFile", settings.readyFile, sources),
      bounds: readBounds({ section: sources.file["bounds"], fileName: sources.fileName, env, flags: boundFlags }),
    },
  };
}

/** The text of `--help`. */
export function helpText(): string {
  const row = (left: string, about: string, env: string): string => `${left.padEnd(42)}${about}\n${" ".repeat(42)}${env}`;
  const lines = [
    "Usage: npm start -- [FLAGS]",
    "",
    ...settingNames.map((name) =>
      row(`  --${settings[name].flag} ${settings[name].placeholder}`, settings[name].about, settings[name].env),
    ),
    row("  --bound NAME=NUMBER", "Changes one bound (docs/OPERATIONS.md); may be repeated", `${boundEnvPrefix}NAME`),
    row("  --config FILE", "JSON or YAML with the settings in camelCase", "PARLANCE_CONFIG"),
    "  --help, --version".padEnd(42).concat("Print and exit"),
    "",
    "Flags win over environment variables, those over the config file.",
  ];
  return `${lines.join("\n")}\n`;
}
