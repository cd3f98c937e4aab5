import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";

/** Where the database is, and as whom. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly ssl: ConnectionOptions | false;
}

const defaultPort = 5432;
const known: ReadonlySet<string> = new Set(["host", "sslmode", "sslrootcert", "sslcert", "sslkey"]);

/**
 * A URL in PostgreSQL's form, `postgres://user:password@host:port/database?sslmode=…`
 * (https://www.postgresql.org/docs/current/libpq-connect.html). `sslmode`: `disable` (also without one), `require` (encrypted, whoever answers),
 * `verify-ca` (somebody of `sslrootcert`), `verify-full` (the one of that name). `host`: the folder of a Unix socket. Files are paths.
 * Throws TypeError for anything else; its message does not show the URL, which has the password in it.
 */
export function addressOf(url: string): Address {
  const parsed = URL.parse(url);
  if (parsed === null || !["postgres:", "postgresql:"].includes(parsed.protocol)) {
    throw new TypeError("the URL of the database is not like postgres://user:password@host:5432/database");
  }
  const parameters = parsed.searchParams;
  for (const name of parameters.keys()) {
    if (!known.has(name)) throw new TypeError(`the URL of the database has a parameter "${name}", which is not known here`);
  }
  const host = parameters.get("host") ?? decodeURIComponent(parsed.hostname.replace(/^\[(.+)\]$/, "$1"));
  const user = decodeURIComponent(parsed.username);
  const database = decodeURIComponent(parsed.pathname.slice(1));
  if (host === "" || user === "" || database === "") {
    throw new TypeError("the URL of the database lacks a host, a user or the name of the database");
  }
  const password = parsed.password === "" ? undefined : decodeURIComponent(parsed.password);
  return { host, port: Number(parsed.port || defaultPort), user, password, database, ssl: sslOf(parameters) };
}

function sslOf(parameters: URLSearchParams): ConnectionOptions | false {
  const mode = parameters.get("sslmode") ?? "disable";
  if (mode === "disable") return false;
  const [ca, cert, key] = ["sslrootcert", "sslcert", "sslkey"].map((name) => fileNamed(parameters.get(name)));
  const files = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
  if (mode === "require") return { ...files, rejectUnauthorized: false };
  if (mode === "verify-ca") {
    if (ca === undefined) throw new TypeError("sslmode=verify-ca needs sslrootcert: a public authority signs for anybody");
    return { ...files, rejectUnauthorized: true, checkServerIdentity: () => undefined };
  }
  if (mode === "verify-full") return { ...files, rejectUnauthorized: true };
  throw new TypeError(`sslmode=${mode} is not one of disable, require, verify-ca and verify-full`);
}

function fileNamed(path: string | null): string | undefined {
  return path === null ? undefined : readFileSync(path, "utf8");
}
