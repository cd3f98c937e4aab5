/** What the forms share: the house's transport without limits, log or metrics. */

import { systemClock } from "../../../packages/server/src/app/system-clock.ts";
import type { Dialect, Fidelity } from "../../../packages/server/src/dialects/contract.ts";
import { boundsWith } from "../../../packages/server/src/ports/bounds.ts";
import type { Logger, Telemetry } from "../../../packages/server/src/ports/telemetry.ts";
import { createTransport, type Transport } from "../../../packages/server/src/transport/transport.ts";

export const mounts = [
  { path: "/reactions/ws", dialect: "reactions" },
  { path: "/ten", dialect: "ten" },
] as const;

const none = { kind: "hidden", why: "an experiment" } as const;
export const hidden: Fidelity = {
  posted: none,
  reaction_added: none,
  reaction_removed: none,
  edited: none,
  deleted: none,
  pinned: none,
  unpinned: none,
  member_joined: none,
  member_left: none,
  role_changed: none,
  room_changed: none,
  banned: none,
  unbanned: none,
};

export const bounds = boundsWith();

const nothing = (): void => undefined;
export const log: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: (fields, text) => complain(fields, text),
  child: () => log,
};

function complain(fields: object, text: string): void {
  process.stderr.write(`${text} ${"err" in fields ? String(fields.err) : ""}\n`);
}

/** `flushed` is called after the writes of each turn; `posted` with events that were committed. */
export function telemetryOf(flushed: () => void, posted: (count: number) => void): Telemetry {
  return {
    connectionOpened: nothing,
    connectionClosed: nothing,
    command: nothing,
    events: (_type, count) => posted(count),
    deliveries: flushed,
    outboxBytes: nothing,
    commit: nothing,
    unindexed: nothing,
    busEvents: nothing,
    busLost: nothing,
    busUp: nothing,
    tailRead: nothing,
    error: nothing,
    deflated: nothing,
  };
}

export function quietTransport(served: readonly { path: string; dialect: Dialect }[], flushed: () => void): Transport {
  return createTransport({
    mounts: served.map((mount) => ({ listener: "main", ...mount })),
    bounds,
    clock: systemClock,
    log,
    telemetry: telemetryOf(flushed, nothing),
    trustProxy: [],
    allowedOrigins: ["*"],
    publicUrl: null,
    limits: { take: () => true },
    limitsOn: false,
    compression: false,
  });
}
