import { Redis, type RedisOptions } from "ioredis";
import type { Bounds } from "../../ports/bounds.ts";
import type { Endpoint, RedisAddress } from "./redis-url.ts";

/**
 * A connection to the address's server, or to the one at `endpoint` (a node of a cluster), that is not begun yet. It queues nothing and
 * repeats nothing: what cannot be sent now is lost, and what was sent and not answered is not sent again, or signals would come twice.
 */
export function connectionTo(address: RedisAddress, endpoint: Endpoint, bounds: Bounds): Redis {
  const { tls, kind, endpoints, master, username, password, sentinel } = address;
  const options: RedisOptions & { replyMapping: "legacy" } = {
    replyMapping: "legacy",
    lazyConnect: true,
    connectionName: "parlance",
    connectTimeout: bounds.busConnectMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => retryAfterMs(attempt, bounds),
  };
  if (username !== null) options.username = username;
  if (password !== null) options.password = password;
  if (tls !== null) options.tls = { ...tls };
  if (kind !== "sentinel") {
    options.host = endpoint.host;
    options.port = endpoint.port;
    return new Redis(options);
  }
  options.sentinels = [...endpoints];
  options.name = master;
  options.failoverDetector = true;
  options.sentinelRetryStrategy = (attempt) => retryAfterMs(attempt, bounds);
  if (sentinel.username !== null) options.sentinelUsername = sentinel.username;
  if (sentinel.password !== null) options.sentinelPassword = sentinel.password;
  if (tls !== null) {
    options.sentinelTLS = { ...tls };
    options.enableTLSForSentinelMode = true;
  }
  return new Redis(options);
}

/** Ends it. A stream that ends in the middle of a TLS handshake may have one more error than ioredis listens for, and that would end the process. */
export function disconnect(redis: Redis): void {
  // There is none before the first attempt.
  const stream = redis.stream as Redis["stream"] | undefined;
  stream?.on("error", () => undefined);
  redis.disconnect();
}

/** `attempt` counts from 1. */
export function retryAfterMs(attempt: number, { busRetryMs, busRetryMaxMs }: Bounds): number {
  return Math.min(busRetryMs * 2 ** Math.min(attempt - 1, 30), busRetryMaxMs);
}
