import type { Bus } from "../bus/port.ts";
import type { ServerSend } from "../contract/infer.ts";
import type { Router } from "../contract/router.ts";
import type { Routes } from "../contract/routes.ts";
import { closeCodes } from "../wire/codes.ts";
import type { ZoError } from "../wire/error.ts";
import { Admissions, sayGoodbye } from "./admission.ts";
import { Audience } from "./audience.ts";
import { type Bounds, boundsWith } from "./bounds.ts";
import type { Connection } from "./connection.ts";
import { Outgoings } from "./delivery.ts";
import { newIncident, type ReportError, reportToConsole, safely } from "./failure.ts";
import { outgoingCheck } from "./outgoing.ts";
import { type Admission, type Clock, type Refusal, systemClock, type UpgradeRequest } from "./port.ts";
import type { Shared } from "./shared.ts";

export interface HubOptions {
  readonly bounds?: Partial<Bounds>;
  /** Reaches the connections of other processes; without it there are none. */
  readonly bus?: Bus;
  /** Hears every failure of handlers and hooks; `console.error` unless told. */
  readonly onError?: ReportError;
  /** Hears every refusal of a frame, by the hub or a handler, as its client does; for counting. */
  readonly onRefusal?: (error: ZoError) => void;
  /** Check outgoing payloads in production, too: true unless told. Development always checks. */
  readonly validateOutgoing?: boolean;
  /** `NODE_ENV=production` unless told. */
  readonly isProduction?: boolean;
  readonly clock?: Clock;
  /**
   * The client id of a connection that was let in, from what `onConnect` answered and the id that `onConnect` was given; that one unless told. It
   * must begin with it, be at most 256 characters long, and be the same each time it is asked for. For ids that say something to other processes.
   */
  readonly clientIdOf?: (context: object, clientId: string) => string;
}

/** A router being served: the part of a server that knows no sockets. Adapters bring them in through `admit`. */
export class Hub<R> {
  /** `ctx.send`, from outside of handlers. */
  readonly send: ServerSend<R>;
  readonly bounds: Bounds;
  readonly #shared: Shared;
  readonly #admissions: Admissions;
  #cancelHeartbeat: () => void;
  #isClosing = false;
  #closing: Promise<void> | undefined;
  #whenEmpty: (() => void) | undefined;

  constructor(router: Router<R & Routes>, options: HubOptions = {}) {
    const {
      bus,
      onError = reportToConsole,
      onRefusal,
      validateOutgoing = true,
      isProduction = inProduction(),
      clock = systemClock,
      clientIdOf = (_, clientId) => clientId,
    } = options;
    this.bounds = boundsWith(options.bounds);
    const mode = outgoingCheck(validateOutgoing, isProduction);
    const audience = new Audience<Connection>(bus);
    const outgoings = new Outgoings(router.routes, audience, mode);
    const report = safely(onError);
    this.#shared = {
      table: router.table,
      lifecycle: router.lifecycle,
      bounds: this.bounds,
      clock,
      audience,
      clientIdOf,
      outgoingCheck: mode,
      report,
      refused: (error, site) => {
        try {
          onRefusal?.(error);
        } catch (broken) {
          report(broken, { ...site, incident: newIncident() });
        }
      },
      send: outgoings.send,
      outgoing: (route, payload) => outgoings.outgoing(route, payload),
      isClosing: () => this.#isClosing,
      connectionClosed: (connection) => this.#connectionClosed(connection),
    };
    this.#admissions = new Admissions(this.#shared);
    // Built from the same routes that the type is made of.
    this.send = outgoings.send as ServerSend<R>;
    this.#cancelHeartbeat = this.#scheduleHeartbeat();
  }

  /** Decides on an upgrade: checks the headers, calls onConnect. Never fails. */
  async admit(request: UpgradeRequest): Promise<Admission | Refusal> {
    if (this.#isClosing) return { isAdmitted: false, status: 503, body: { error: "Service Unavailable" } };
    return await this.#admissions.admit(request);
  }

  /** Resolves when messages of other processes arrive. */
  ready(): Promise<void> {
    return this.#shared.audience.ready();
  }

  get connectionCount(): number {
    return this.#shared.audience.size;
  }

  /** Whether this process holds the connection. */
  has(clientId: string): boolean {
    return this.#shared.audience.get(clientId) !== undefined;
  }

  /** Sends connections of this process away for good. */
  disconnect(clientIds: readonly string[], reason?: string): void {
    for (const id of clientIds) this.#shared.audience.get(id)?.close(closeCodes.disconnected, reason);
  }

  /** Refuses new connections and closes those there are, with a code that makes clients reconnect (elsewhere); resolves when all are gone. */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    this.#isClosing = true;
    this.#cancelHeartbeat();
    for (const connection of [...this.#shared.audience.values()]) connection.close(closeCodes.goingAway, "server is going down");
    if (this.connectionCount > 0) {
      await new Promise<void>((resolve) => {
        this.#whenEmpty = resolve;
      });
    }
    this.#shared.audience.close();
  }

  #connectionClosed(connection: Connection): void {
    this.#admissions.left();
    sayGoodbye(this.#shared, connection);
    if (this.connectionCount === 0) this.#whenEmpty?.();
  }

  #scheduleHeartbeat(): () => void {
    const { clock, bounds, audience } = this.#shared;
    const everyMs = Math.min(bounds.pingIntervalMs, bounds.pongTimeoutMs) / 2;
    return clock.after(everyMs, () => {
      const nowMs = clock.nowMs();
      for (const connection of audience.values()) connection.checkHeartbeat(nowMs);
      this.#cancelHeartbeat = this.#scheduleHeartbeat();
    });
  }
}

function inProduction(): boolean {
  const { process } = globalThis as { readonly process?: { readonly env?: { readonly NODE_ENV?: string } } };
  return process?.env?.NODE_ENV === "production";
}
