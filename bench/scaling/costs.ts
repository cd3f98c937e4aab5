/** What things cost, as `calibrate.ts` and the scenarios measured them; the simulation knows nothing else about Parlance. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { root } from "../lib/parlance.ts";

const positive = z.number().positive();

/** Microseconds are of one core of the machine that was measured, unless they are said to be of the clock. */
export const costs = z.object({
  /** Of the clock: one transaction holds the head of all writes so long, its sync included, and so much longer for each message in it. */
  batchMicros: positive,
  batchMessageMicros: positive,
  /** CPU of PostgreSQL for each transaction and for each message. */
  postgresBatchMicros: positive,
  postgresMessageMicros: positive,
  /** CPU of the sender's node for a message: read, decode, authorise, hand to the store, take back. */
  commandMicros: positive,
  /** CPU of a node for an event of a room somebody there is in: put in order, encoded once for each protocol. */
  eventMicros: positive,
  /** CPU of a node for each connection that is given the frame: nearly all of it the kernel's write. */
  deliveryMicros: positive,
  /** CPU of a node to publish an event, and to take one in from the bus. */
  publishMicros: positive,
  takeInMicros: positive,
  /** CPU of Redis for a publish, and for each node that it goes to. */
  redisPublishMicros: positive,
  redisNodeMicros: positive,
  /** Of the clock: from a node through Redis to another, nobody waiting. */
  hopMicros: positive,
  /** Of a connection that says nothing. */
  connectionBytes: positive,
  connectionMicrosPerSecond: positive,
  /** CPU for somebody who comes: the token, what they missed; of the node, and of PostgreSQL for the reading. */
  arrivalMicros: positive,
  postgresArrivalMicros: positive,
  /** On the disk of PostgreSQL, indexes included, for a message of 100 characters. */
  messageBytes: positive,
  /** CPU of a node for one line of presence about somebody at another node, and bytes that it keeps of them. */
  presenceMicros: positive,
  presenceBytes: positive,
});
export type Costs = z.infer<typeof costs>;

const path = join(root, "bench/results/costs.json");

/** Of the machine that measured them last (`node bench/scaling/calibrate.ts`). Throws when nobody did. */
export function measuredCosts(): Costs {
  return costs.parse(z.object({ costs }).parse(JSON.parse(readFileSync(path, "utf8"))).costs);
}
