/** Every setting once: its flag, environment variable, key in the config file, default, and what it allows. */
import { isIP } from "node:net";
import { fileURLToPath } from "node:url";

export interface MountSpec {
  readonly dialect: string;
  readonly listener: "main" | "roster";
  readonly path: string;
}

/** `parse` answers undefined for a value that is not allowed. `raw` is a string, or whatever the config file holds. */
export interface Setting<T> {
  readonly flag: string;
  readonly env: string;
  readonly placeholder: string;
  readonly about: string;
  readonly allowed: string;
  readonly fallback: T;
  readonly parse: (raw: unknown) => T | undefined;
  /** The value may hold a password: it is never shown. */
  readonly isSecret?: true;
}

type Rest<T> = Omit<Setting<T>, "flag" | "env" | "placeholder"> & { readonly env?: string };

function setting<T>(flag: string, placeholder: string, rest: Rest<T>): Setting<T> {
  return { flag, env: `PARLANCE_${flag.replaceAll("-", "_").toUpperCase()}`, placeholder, ...rest };
}

const text = (raw: unknown): string | undefined =>
  typeof raw === "string" && raw !== "" && !raw.includes("\0") ? raw : undefined;

function wholeNumber(raw: unknown, max: number): number | undefined {
  const value = typeof raw === "string" && /^\d{1,9}$/.test(raw) ? Number(raw) : raw;
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max ? value : undefined;
}

function onOff(raw: unknown): boolean | undefined {
  if (raw === "on" || raw === true) return true;
  if (raw === "off" || raw === false) return false;
  return undefined;
}

function list(raw: unknown): readonly string[] | undefined {
  const items: unknown = typeof raw === "string" ? raw.split(",").map((item) => item.trim()) : raw;
  if (!Array.isArray(items)) return undefined;
  const words: readonly unknown[] = items;
  return words.every((item) => typeof item === "string") ? words.filter((item) => item !== "") : undefined;
}

function cidrs(raw: unknown): readonly string[] | undefined {
  const items = list(raw);
  return items?.every(isCidr) ? items : undefined;
}

function isCidr(item: string): boolean {
  const [address = "", bits, more] = item.split("/");
  const family = isIP(address);
  if (family === 0 || more !== undefined) return false;
  return bits === undefined || wholeNumber(bits, family === 4 ? 32 : 128) !== undefined;
}

/** Origins as browsers write them (RFC 6454, 6.2), or `*` alone. */
function origins(raw: unknown): readonly string[] | undefined {
  const items = list(raw);
  if (items === undefined || items.length === 0) return undefined;
  if (items.length === 1 && items[0] === "*") return items;
  return items.every((item) => URL.canParse(item) && new URL(item).origin === item) ? items : undefined;
}

/** Media types as a file may be declared (RFC 6838, 4.2), all of a kind, or `*` alone for all. */
function mediaTypes(raw: unknown): readonly string[] | undefined {
  const items = list(raw)?.map((item) => item.toLowerCase());
  if (items === undefined || items.length === 0) return undefined;
  if (items.length === 1 && items[0] === "*") return items;
  return items.every((item) => /^[\w!#$&^.+-]+\/(?:\*|[\w!#$&^.+-]+)$/.test(item)) ? items : undefined;
}

/** Null for off. */
function folderOrOff(raw: unknown): string | null | undefined {
  return onOff(raw) === false ? null : text(raw);
}

function webUrl(raw: unknown): string | undefined {
  const given = text(raw);
  if (given === undefined || !URL.canParse(given)) return undefined;
  const url = new URL(given);
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  return url.search === "" && url.hash === "" ? url.href.replace(/\/$/, "") : undefined;
}

/** An address of one of these schemes; what comes after is read by whoever connects. */
function address(raw: unknown, schemes: RegExp): string | undefined {
  const given = text(raw);
  return given !== undefined && schemes.test(given) ? given : undefined;
}

function mounts(raw: unknown): readonly MountSpec[] | undefined {
  const specs = list(raw)?.map((item) => /^([a-z][a-z0-9-]*)@(main|roster):(\/[\w\-./]*)$/.exec(item));
  if (specs === undefined || specs.length === 0) return undefined;
  const found: MountSpec[] = [];
  for (const spec of specs) {
    if (spec === null) return undefined;
    const [, dialect = "", listener, path = ""] = spec;
    found.push({ dialect, listener: listener === "roster" ? "roster" : "main", path });
  }
  const places = new Set(found.map((mount) => `${mount.listener}:${mount.path}`));
  return places.size === found.length ? found : undefined;
}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Where each protocol is served unless configured (PROTOCOLS, table at the top). */
export const defaultMounts: readonly MountSpec[] = [
  { dialect: "shared-ws", listener: "main", path: "/ws" },
  { dialect: "reactions", listener: "main", path: "/reactions/ws" },
  { dialect: "openchamp", listener: "main", path: "/openchamp/ws" },
  { dialect: "rooms", listener: "main", path: "/chat/connect" },
  { dialect: "roster", listener: "roster", path: "/" },
  { dialect: "roster", listener: "main", path: "/chat" },
  { dialect: "zo", listener: "main", path: "/zo" },
];

/** Where `npm start` builds the client. */
const ownWebFolder = fileURLToPath(new URL("../../../../web/dist", import.meta.url));

export const settings = {
  host: setting<string>("host", "ADDRESS", {
    about: "Address to listen on",
    allowed: "an IP address or host name",
    fallback: "127.0.0.1",
    parse: text,
  }),
  port: setting<number>("port", "NUMBER", {
    about: "Port of everything but roster's own; 0 picks a free one",
    allowed: "0 to 65535",
    fallback: 8080,
    parse: (raw) => wholeNumber(raw, 65_535),
  }),
  rosterPort: setting<number>("roster-port", "NUMBER", {
    about: "Port that serves roster at /; 0 picks a free one",
    allowed: "0 to 65535",
    fallback: 3001,
    parse: (raw) => wholeNumber(raw, 65_535),
  }),
  data: setting<string>("data", "FOLDER", {
    about: "Folder of the database and the files, made when missing",
    allowed: "a path",
    fallback: "./data",
    parse: text,
  }),
  database: setting<string | null>("database", "URL", {
    env: "PARLANCE_DATABASE_URL",
    about: "PostgreSQL that keeps everything, shared by all nodes; without it SQLite in the data folder",
    allowed: "postgres://USER:PASSWORD@HOST:PORT,HOST:PORT/DATABASE, with ?sslmode=verify-full for TLS",
    fallback: null,
    parse: (raw) => address(raw, /^postgres(?:ql)?:\/\/./),
    isSecret: true,
  }),
  redis: setting<string | null>("redis", "URL", {
    env: "PARLANCE_REDIS_URL",
    about: "Redis 7 or Valkey that carries events between nodes; only with a PostgreSQL",
    allowed: "redis:// or rediss:// (TLS), redis+cluster:// or redis+sentinel:// with several hosts",
    fallback: null,
    parse: (raw) => address(raw, /^rediss?(?:\+(?:cluster|sentinel))?:\/\/./),
    isSecret: true,
  }),
  limits: setting<boolean>("limits", "on|off", {
    about: "Rates and connections per address; off is for load tests",
    allowed: "on, off",
    fallback: true,
    parse: onOff,
  }),
  compression: setting<boolean>("compression", "on|off", {
    about: "Whether clients that ask for permessage-deflate (RFC 7692) get it",
    allowed: "on, off",
    fallback: false,
    parse: onOff,
  }),
  logLevel: setting<LogLevel>("log-level", "LEVEL", {
    about: "Least important log line to write (to stderr; JSON, or readable on a terminal)",
    allowed: logLevels.join(", "),
    fallback: "info",
    parse: (raw) => logLevels.find((level) => level === raw),
  }),
  publicUrl: setting<string | null>("public-url", "URL", {
    about: "How browsers reach the main port, for links to files; default http://HOST:PORT",
    allowed: "an http or https URL without query",
    fallback: null,
    parse: webUrl,
  }),
  trustedProxies: setting<readonly string[]>("trusted-proxies", "CIDR,…", {
    about: "Proxies whose X-Forwarded-For counts; nobody's by default",
    allowed: "IP addresses or CIDR ranges, with commas between",
    fallback: [],
    parse: cidrs,
  }),
  allowedOrigins: setting<readonly string[]>("allowed-origins", "ORIGIN,…", {
    about: "Pages of which origins may connect and read; the server's own always may",
    allowed: "* for any, or origins such as https://chat.example, with commas between",
    fallback: ["*"],
    parse: origins,
  }),
  web: setting<string | null>("web", "FOLDER|off", {
    about: "Folder of the built web client, served at /; off, or a folder without one: / leads to the documents",
    allowed: "a path, or off",
    fallback: ownWebFolder,
    parse: folderOrOff,
  }),
  fileTypes: setting<readonly string[]>("file-types", "TYPE,…", {
    about: "Media types that files may have, by upload and on roster",
    allowed: "* for any, or types such as image/* and application/pdf, with commas between",
    fallback: ["*"],
    parse: mediaTypes,
  }),
  loungeAutoJoin: setting<boolean>("lounge-auto-join", "on|off", {
    about: "Whether accounts become members of the lounge when they register",
    allowed: "on, off",
    fallback: true,
    parse: onOff,
  }),
  admins: setting<readonly string[]>("admin", "NAME,…", {
    about: "Accounts made administrators of the server at the start; the first account ever registered is one anyway",
    allowed: "names of accounts, with commas between",
    fallback: [],
    parse: list,
  }),
  mounts: setting<readonly MountSpec[]>("mounts", "DIALECT@LISTENER:PATH,…", {
    about: "Where each protocol is served; listener is main or roster",
    allowed: "DIALECT@main:/path or DIALECT@roster:/path, with commas between, no place twice",
    fallback: defaultMounts,
    parse: mounts,
  }),
  readyFile: setting<string | null>("ready-file", "FILE", {
    about: "Written once ready: JSON of the addresses served and the process id",
    allowed: "a path",
    fallback: null,
    parse: text,
  }),
} as const;

export type SettingName = keyof typeof settings;
export const settingNames = Object.keys(settings) as readonly SettingName[];
