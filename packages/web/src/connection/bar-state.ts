/** What a person is told of the connection. */
import type { Chat } from "@parlance/client";

type Connection = ReturnType<Chat["connection"]["get"]>;

/** As the connection went, since it was last good. */
export interface Trouble {
  readonly connection: Connection;
  /** When it was last seen to be good; or when the page began. */
  readonly since: number;
  /** A try has failed: it is more than a moment. */
  readonly hasFailed: boolean;
}

export type Told =
  | { readonly kind: "nothing" | "connecting" | "catching_up" }
  | { readonly kind: "offline"; readonly inSeconds: number };

/** A reconnect that is done by then is not worth a word. */
export const quietMs = 600;

export const begin = (connection: Connection, now: number): Trouble => ({
  connection,
  since: now,
  hasFailed: connection.state === "offline",
});

export function next(before: Trouble, connection: Connection, now: number): Trouble {
  if (before.connection === connection) return before;
  const isGood = (state: Connection["state"]): boolean => state === "online" || state === "closed";
  if (isGood(connection.state)) return { connection, since: now, hasFailed: false };
  const since = isGood(before.connection.state) ? now : before.since;
  return { connection, since, hasFailed: before.hasFailed || connection.state === "offline" };
}

export function told({ connection, since, hasFailed }: Trouble, now: number): Told {
  const { state } = connection;
  if (state === "online" || state === "closed" || now - since < quietMs) return { kind: "nothing" };
  if (state === "offline") {
    const leftMs = (connection.nextTryAt ?? now) - now;
    return { kind: "offline", inSeconds: Math.max(0, Math.ceil(leftMs / 1_000)) };
  }
  if (state === "catching_up") return { kind: "catching_up" };
  // One of several tries: still offline, as far as anybody can see.
  return hasFailed ? { kind: "offline", inSeconds: 0 } : { kind: "connecting" };
}

/** What is read out: that one is offline, once, and once that it is over. */
export interface Announcement {
  readonly kind: Told["kind"];
  readonly says: "offline" | "back" | "nothing";
}

export function announce({ kind: before, says }: Announcement, kind: Told["kind"]): Announcement {
  if (kind === "offline") return { kind, says: "offline" };
  if (kind !== "nothing") return { kind, says };
  return { kind, says: says === "offline" ? "back" : before === "nothing" ? says : "nothing" };
}

/** Of what is unsent, what deserves a word. A message that goes out at once, as they mostly do, does not. */
export interface Queue {
  readonly waiting: number;
  readonly failed: number;
}

/** A message that waits longer than this on a good connection is held up by the server. */
const patienceMs = 4_000;

export function queueOf(
  unsent: readonly { readonly at: number; readonly failed?: string }[],
  isGood: boolean,
  now: number,
): Queue {
  const failed = unsent.filter(({ failed }) => failed !== undefined).length;
  const late = unsent.filter((one) => one.failed === undefined && (!isGood || now - one.at > patienceMs));
  return { waiting: late.length, failed };
}
