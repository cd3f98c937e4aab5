import { readFileSync } from "node:fs";

/** One `host:port`. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

interface Credentials {
  readonly username: string | null;
  readonly password: string | null;
}

/** Contents of PEM files; what is not given is as Node has it. */
export interface TlsFiles {
  /** Who signs for the servers, instead of those that everybody trusts. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Where Redis is. Holds passwords: `describe` says what may be logged. */
export interface RedisAddress extends Credentials {
  /** Null without TLS. With it a server is always verified, and by the name it is connected to. */
  readonly tls: TlsFiles | null;
  readonly kind: "single" | "cluster" | "sentinel";
  /** One server; some of a cluster's nodes; the sentinels. */
  readonly endpoints: readonly [Endpoint, ...Endpoint[]];
  /** What the sentinels call the server; "" for the other kinds. */
  readonly master: string;
  readonly sentinel: Credentials;
}

const redisPort = 6379;
const sentinelPort = 26379;
const forms =
  "redis://[user:password@]host[:port], redis+cluster://host:port,host:port or redis+sentinel://host:port,host:port/master, with rediss for TLS";

const shape =
  /^(?<scheme>redis|rediss)(?:\+(?<kind>cluster|sentinel))?:\/\/(?:(?<login>[^@/]*)@)?(?<hosts>[^/?#@]+)(?:\/(?<path>[^?#]*))?(?:\?(?<query>[^#]*))?$/;

/**
 * Reads `redis://…`, `redis+cluster://…` and `redis+sentinel://…/master`, each with `rediss` for TLS. Sentinels with a password of their own:
 * `?sentinelPassword=…&sentinelUsername=…`. With TLS `?sslrootcert=…&sslcert=…&sslkey=…` are paths of PEM files, named as in the URL of
 * the database. Throws a TypeError that says what is wrong, without a word of the URL that may be a password.
 */
export function parseRedisUrl(url: string): RedisAddress {
  const parts = shape.exec(url)?.groups;
  if (parts === undefined) throw new TypeError(`not a Redis URL: expected ${forms}`);
  const kind = parts["kind"] === "cluster" || parts["kind"] === "sentinel" ? parts["kind"] : "single";
  const hosts = (parts["hosts"] ?? "").split(",");
  const [first, ...rest] = hosts.map((host) => endpointOf(host, kind === "sentinel" ? sentinelPort : redisPort));
  if (first === undefined) throw new TypeError("not a Redis URL: it names no host");
  if (kind === "single" && rest.length > 0)
    throw new TypeError("a redis:// URL names one server; several are redis+cluster:// or redis+sentinel://");
  const master = kind === "sentinel" ? decoded(parts["path"] ?? "", "master") : "";
  if (kind === "sentinel" && (master === "" || master.includes("/")))
    throw new TypeError("a redis+sentinel:// URL ends with the name of the master: redis+sentinel://host:port,host:port/master");
  // Pub/sub knows no databases: what shares a server is kept apart by its namespace.
  if (kind !== "sentinel" && !/^\d*$/.test(parts["path"] ?? ""))
    throw new TypeError(
      "a Redis URL has nothing after its hosts, or the number of a database, which makes no difference to a bus",
    );
  const isTls = parts["scheme"] === "rediss";
  const query = readQuery(parts["query"] ?? "", { kind, isTls });
  const [username, password] = readLogin(parts["login"]);
  return {
    tls: isTls ? tlsFilesOf(query) : null,
    kind,
    endpoints: [first, ...rest],
    master,
    username,
    password,
    sentinel: { username: query.get("sentinelUsername"), password: query.get("sentinelPassword") },
  };
}

/** For logs: without passwords and names of users. */
export function describe({ tls, kind, endpoints, master }: RedisAddress): string {
  const scheme = `${tls !== null ? "rediss" : "redis"}${kind === "single" ? "" : `+${kind}`}`;
  const hosts = endpoints.map(keyOf).join(",");
  return `${scheme}://${hosts}${master === "" ? "" : `/${master}`}`;
}

/** As an address is written; also what servers are told apart by. */
export function keyOf({ host, port }: Endpoint): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function endpointOf(text: string, defaultPort: number): Endpoint {
  const parts = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<name>[^:[\]\s]+))(?::(?<port>\d{1,5}))?$/.exec(text)?.groups;
  const host = parts?.["v6"] ?? parts?.["name"];
  const port = Number(parts?.["port"] ?? defaultPort);
  // Not repeated in the message: an unescaped @ or / in a password may have put a part of it here.
  if (host === undefined || port < 1 || port > 65_535)
    throw new TypeError(
      "a host in the Redis URL is not host, host:port or [IPv6]:port (a password with @ : / ? # , in it must be %-encoded)",
    );
  return { host, port };
}

/** `user:password`, `:password`, or `password` alone as ioredis has it not: that would be a user without one. */
function readLogin(login: string | undefined): readonly [username: string | null, password: string | null] {
  if (login === undefined || login === "") return [null, null];
  const colon = login.indexOf(":");
  if (colon < 0) throw new TypeError("the login in the Redis URL is user:password@ or :password@");
  const username = decoded(login.slice(0, colon), "user");
  return [username === "" ? null : username, decoded(login.slice(colon + 1), "password")];
}

const sentinelParameters: readonly string[] = ["sentinelUsername", "sentinelPassword"];
const fileParameters: readonly string[] = ["sslrootcert", "sslcert", "sslkey"];

function readQuery(query: string, { kind, isTls }: { kind: RedisAddress["kind"]; isTls: boolean }): URLSearchParams {
  const params = new URLSearchParams(query);
  for (const key of params.keys()) {
    if ((kind === "sentinel" && sentinelParameters.includes(key)) || (isTls && fileParameters.includes(key))) continue;
    throw new TypeError(
      "a Redis URL may have ?sentinelUsername=…&sentinelPassword=… when it is redis+sentinel://, sslrootcert, sslcert and sslkey when it is rediss, and nothing else",
    );
  }
  return params;
}

function decoded(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TypeError(`the ${what} in the Redis URL is not %-encoded rightly`);
  }
}

function tlsFilesOf(query: URLSearchParams): TlsFiles {
  const [ca, cert, key] = fileParameters.map((name) => fileNamed(name, query.get(name)));
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

function fileNamed(name: string, path: string | null): string | undefined {
  if (path === null) return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new TypeError(`${name} in the Redis URL: ${error instanceof Error ? error.message : path}`, { cause: error });
  }
}
