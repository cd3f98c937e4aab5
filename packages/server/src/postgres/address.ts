import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";

/** One server, by its name, its IP address, or the folder of its Unix socket. */
export interface Host {
  readonly host: string;
  readonly port: number;
}

/** Where the database is, and as whom. */
export interface Address {
  /** In the order in which they are tried. */
  readonly hosts: readonly [Host, ...Host[]];
  /** A server that takes no writes will not do (hosts.ts). */
  readonly isForWriting: boolean;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly ssl: ConnectionOptions | false;
}

const defaultPort = 5432;
const known: ReadonlySet<string> = new Set(["host", "sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs"]);
const shape = /^(?<before>postgres(?:ql)?:\/\/(?:[^/?#]*@)?)(?<hosts>[^/?#@]*)(?<after>.*)$/s;

/**
 * A URL in PostgreSQL's form, `postgres://user:password@host:port,host:port/database?sslmode=…`
 * (https://www.postgresql.org/docs/current/libpq-connect.html). `sslmode`: `disable` (also without one), `require` (encrypted, whoever answers),
 * `verify-ca` (somebody of `sslrootcert`), `verify-full` (the one of that name). Files are paths. `host`: the folder of a Unix socket.
 * `target_session_attrs`: `read-write` or `primary`, which here are the same, and what several hosts are asked for also without it.
 * Throws TypeError for anything else; its message does not show the URL, which has the password in it.
 */
export function addressOf(url: string): Address {
  const { before, hosts: listed = "", after } = shape.exec(url)?.groups ?? {};
  // A URL of several hosts is none to whom reads URLs.
  const parsed = URL.parse(`${before}host${after}`);
  if (before === undefined || parsed === null) {
    throw new TypeError("the URL of the database is not like postgres://user:password@host:5432/database");
  }
  const parameters = parsed.searchParams;
  for (const name of parameters.keys()) {
    if (!known.has(name)) throw new TypeError(`the URL of the database has a parameter "${name}", which is not known here`);
  }
  const folder = parameters.get("host");
  const hosts = folder === null ? hostsOf(listed) : hostsOf(listed || "socket").map((at) => ({ ...at, host: folder }));
  const [first, ...others] = hosts;
  const user = decodeURIComponent(parsed.username);
  const database = decodeURIComponent(parsed.pathname.slice(1));
  if (first === undefined || first.host === "" || user === "" || database === "") {
    throw new TypeError("the URL of the database lacks a host, a user or the name of the database");
  }
  const password = parsed.password === "" ? undefined : decodeURIComponent(parsed.password);
  const isForWriting = isWritingAskedFor(parameters) || others.length > 0;
  return { hosts: [first, ...others], isForWriting, user, password, database, ssl: sslOf(parameters) };
}

/** For logs. */
export function shownHost({ host, port }: Host): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** As pg wants it, for one of the hosts. */
export function loginTo({ user, password, database, ssl }: Address, { host, port }: Host) {
  return { host, port, user, password, database, ssl };
}

function hostsOf(listed: string): Host[] {
  if (listed === "") return [];
  return listed.split(",").map((text) => {
    const parts = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<name>[^:[\]\s]+))(?::(?<port>\d{0,5}))?$/.exec(text)?.groups;
    const host = parts?.["v6"] ?? decodeURIComponent(parts?.["name"] ?? "");
    const port = Number(parts?.["port"] || defaultPort);
    // Not repeated in the message: an unescaped @ or / in a password may have put a part of it here.
    if (host === "" || port < 1 || port > 65_535) {
      throw new TypeError("a host in the URL of the database is not host, host:port or [IPv6]:port");
    }
    return { host, port };
  });
}

function isWritingAskedFor(parameters: URLSearchParams): boolean {
  const wanted = parameters.get("target_session_attrs");
  if (wanted === null) return false;
  if (wanted === "read-write" || wanted === "primary") return true;
  throw new TypeError("target_session_attrs in the URL of the database is not read-write: Parlance writes");
}

function sslOf(parameters: URLSearchParams): ConnectionOptions | false {
  const mode = parameters.get("sslmode") ?? "disable";
  if (mode === "disable") return false;
  const [ca, cert, key] = ["sslrootcert", "sslcert", "sslkey"].map((name) => fileNamed(name, parameters.get(name)));
  const files = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
  if (mode === "require") return { ...files, rejectUnauthorized: false };
  if (mode === "verify-ca") {
    if (ca === undefined) throw new TypeError("sslmode=verify-ca needs sslrootcert: a public authority signs for anybody");
    return { ...files, rejectUnauthorized: true, checkServerIdentity: () => undefined };
  }
  if (mode === "verify-full") return { ...files, rejectUnauthorized: true };
  throw new TypeError(`sslmode=${mode} is not one of disable, require, verify-ca and verify-full`);
}

function fileNamed(name: string, path: string | null): string | undefined {
  if (path === null) return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new TypeError(`${name} in the URL of the database: ${error instanceof Error ? error.message : path}`, { cause: error });
  }
}
