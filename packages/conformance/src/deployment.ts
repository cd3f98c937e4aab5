/** A running Parlance as the suites see it: its URLs, and what one may assume of it. Nothing else. */
import { randomBytes, randomInt } from "node:crypto";
import { isIP } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { HttpTarget } from "./clients/http.ts";

export interface Deployment extends HttpTarget {
  /** `http://host:port`, no path. */
  readonly http: string;
  /** The URL that roster's document names, such as `ws://host:3001/`. */
  readonly roster: string;
  /** Whether the deployment enforces rates. */
  readonly limits: "on" | "off";
  readonly nodes: NodesFacts;
  /** The deployment's process, where it runs on this machine and is ours to measure. */
  readonly pid?: number;
}

/** What is otherwise where several processes serve the deployment. What is not said here holds there just as in one. */
export interface NodesFacts {
  /** Of whom one connection after another goes to the next; open connections are counted by each. */
  readonly count: number;
  /** After so long all of them know who has come and gone, under which names, and which rates were taken. */
  readonly knowAfterMs: number;
  /** How far the times of two messages in a row may be in the other order than the messages. */
  readonly timesApartMs: number;
}

/** Of several: `nodeShareMs`, `nodeGoingMs` and the way of a signal, and how exactly each measures the time of the store, on a busy machine. */
function factsOf(count: number): NodesFacts {
  return count === 1 ? { count, knowAfterMs: 0, timesApartMs: 0 } : { count, knowAfterMs: 500, timesApartMs: 100 };
}

/** Resolves when all nodes know of what has happened: for one process at once. */
export async function allKnow({ nodes }: Deployment): Promise<void> {
  if (nodes.knowAfterMs > 0) await delay(nodes.knowAfterMs);
}

/** The default mounts of PROTOCOLS.md. */
export interface Mounts {
  readonly reactions: string;
  readonly openchamp: string;
  readonly shared: string;
  readonly rooms: string;
  readonly roster: string;
  readonly rosterPath: string;
  readonly zo: string;
}

export function mountsOf(deployment: Deployment): Mounts {
  const base = deployment.http.replace(/^http/, "ws");
  return {
    reactions: `${base}/reactions/ws`,
    openchamp: `${base}/openchamp/ws`,
    shared: `${base}/ws`,
    rooms: `${base}/chat/connect`,
    roster: deployment.roster,
    rosterPath: `${base}/chat`,
    zo: `${base}/zo`,
  };
}

interface DeploymentUrls {
  readonly http: string;
  readonly roster: string;
  readonly limits: "on" | "off";
  readonly pid?: number;
  /** How many processes serve it. Default: 1. */
  readonly nodes?: number;
}

/**
 * On a loopback deployment every client may come from an address of its own, which makes it a user of its own in `reactions`
 * and keeps the per-address limits of one test away from the next.
 */
export function deploymentAt(urls: DeploymentUrls): Deployment {
  const { hostname } = new URL(urls.http);
  const isLoopback = isIP(hostname) === 4 && hostname.startsWith("127.");
  const http = urls.http.replace(/\/+$/, "");
  return { ...urls, http, nodes: factsOf(urls.nodes ?? 1), address: () => (isLoopback ? freshAddress() : undefined) };
}

/** Out of 16 million, so that two tests do not meet by chance. */
const freshAddress = () => `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(2, 255)}`;

/** A name no other test has; at most 20 characters, the narrowest bound of the protocols. */
export const uniqueName = (stem: string) => `${stem.slice(0, 8)}${randomBytes(5).toString("hex")}`;

/** A text no other test has. */
export const uniqueText = (stem: string) => `${stem} ${randomBytes(6).toString("hex")}`;

/** Why a test of a rate cannot run against this deployment; false when it can. */
export function cannotTestRates(deployment: Deployment): string | false {
  if (deployment.limits === "off") return "the deployment enforces no rates";
  return deployment.address() === undefined && "needs a loopback deployment, where a client may choose its address";
}
