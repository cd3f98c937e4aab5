import { Socket } from "node:net";
import pg from "pg";
import { StoreError } from "../ports/store.ts";
import { type Address, type Host, loginTo, shownHost } from "./address.ts";
import { isOurMistake, unreachable } from "./failures.ts";

/** Which host took writes last. The next connection tries it first: others may be down, and not say so. */
const lastFound = new WeakMap<Address, Host>();
/** What is being looked for already is not looked for by everybody: a fail-over has all connections made anew at once. */
const looks = new WeakMap<Address, Promise<Host>>();

/**
 * The host to make a new connection to: the one of a single host; of several, or where writing is asked for, the first that takes writes, each asked by a
 * connection of its own. All of them together have `connectMs`. Rejects with StoreError: `unavailable` when none does.
 */
export function hostOf(address: Address, connectMs: number): Promise<Host> {
  if (!address.isForWriting) return Promise.resolve(address.hosts[0]);
  let looked = looks.get(address);
  if (looked === undefined) {
    looked = look(address, connectMs).finally(() => looks.delete(address));
    looks.set(address, looked);
  }
  return looked;
}

async function look(address: Address, connectMs: number): Promise<Host> {
  const last = lastFound.get(address) ?? address.hosts[0];
  const inTurn = [last, ...address.hosts.filter((host) => host !== last)];
  const untilMs = performance.now() + connectMs;
  const refusals: string[] = [];
  for (const [tried, host] of inTurn.entries()) {
    // What is left is shared by those that are left: one that says nothing must not use up all of it.
    const ms = (untilMs - performance.now()) / (inTurn.length - tried);
    try {
      await writesTo(address, host, Math.max(1, Math.floor(ms)));
      lastFound.set(address, host);
      return host;
    } catch (error) {
      // As libpq: a wrong password is not tried elsewhere.
      if (isOurMistake(error)) throw unreachable(error);
      refusals.push(`${shownHost(host)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new StoreError("unavailable", `no host of the database takes writes (${refusals.join("; ")})`);
}

/** Rejects when it does not. */
async function writesTo(address: Address, host: Host, ms: number): Promise<void> {
  const socket = new Socket();
  const client = new pg.Client({ ...loginTo(address, host), stream: () => socket, application_name: "parlance look" });
  // Who waits is told; afterwards it is of no interest.
  client.on("error", () => undefined);
  const timer = setTimeout(() => socket.destroy(new Error(`no answer in ${ms} ms`)), ms);
  try {
    await client.connect();
    // "on" on a standby, too, and where the database or the role was made read-only.
    const { rows } = await client.query<unknown[]>({ text: "SHOW transaction_read_only", rowMode: "array" });
    if (rows[0]?.[0] !== "off") throw new Error("takes no writes: it is a standby, or was made read-only");
    client.end().catch(() => undefined);
    socket.destroySoon();
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
