/** The one table of bounds of the server: every size, count, rate and time, its unit, and what happens past it. */
interface BoundEntry {
  readonly value: number;
  readonly unit: "bytes" | "count" | "ms" | "per second";
  readonly about: string;
}

const b = (value: number, unit: BoundEntry["unit"], about: string): BoundEntry => ({ value, unit, about });

export const boundTable = {
  frameBytes: b(64 * 1024, "bytes", "A frame from a client; closed with 1009"),
  frameFragments: b(1_024, "count", "Fragments of one message; closed with 1008"),
  jsonDepth: b(66, "count", "Nesting of a frame; answered `bad_frame`"),
  queuedFrames: b(256, "count", "Frames of one connection that wait for those before them; reading pauses where the runtime can"),
  queuedBytes: b(1024 * 1024, "bytes", "The same frames together; the next is answered `overloaded`"),
  concurrentFrames: b(
    256,
    "count",
    "Frames of concurrent routes that one connection has running, calls that it gave up too; the next is answered `overloaded`",
  ),
  pendingCalls: b(256, "count", "Calls of one connection without an answer yet; the next is answered `overloaded`"),
  subscriptions: b(64, "count", "Streams of one connection; the next is answered `overloaded`"),
  streamCredit: b(1_024, "count", "Events of one stream under way to a client; more credit than this counts as this"),
  roomsPerConnection: b(1_000, "count", "Rooms of one connection; `join` throws `too_many_rooms`"),
  connections: b(50_000, "count", "Open connections; the upgrade is answered 503"),
  framesPerSecond: b(1_000, "per second", "Frames of one connection, twice as many at once; the next is answered `rate_limited`"),
  refusalsInARow: b(1_000, "count", "Frames refused one after the other; closed with 4002"),
  outboxBytes: b(8 * 1024 * 1024, "bytes", "Unsent bytes of one connection; closed with 4001"),
  connectMs: b(10_000, "ms", "Time for onConnect; the upgrade is answered 503"),
  pingIntervalMs: b(30_000, "ms", "A connection that was silent this long is pinged"),
  pongTimeoutMs: b(30_000, "ms", "Silence after a ping; closed as dead (4003)"),
  closeGraceMs: b(2_000, "ms", "Time for the other side to answer a close before its socket is cut"),
} as const satisfies Record<string, BoundEntry>;

export type BoundName = keyof typeof boundTable;
export type Bounds = Readonly<Record<BoundName, number>>;

/** The defaults, with `changes` over them. */
export function boundsWith(changes: Partial<Bounds> = {}): Bounds {
  const names = Object.keys(boundTable) as BoundName[];
  const defaults = Object.fromEntries(names.map((name) => [name, boundTable[name].value])) as Record<BoundName, number>;
  const told = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  return { ...defaults, ...told };
}
