import pg from "pg";
import type { Bounds } from "../../ports/bounds.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/telemetry.ts";
import { type Address, addressOf, loginTo } from "../../postgres/address.ts";
import { hostOf } from "../../postgres/hosts.ts";

export interface PostgresLinkOptions {
  /** Of the database itself: LISTEN does not go through a pooler that hands out connections by transaction. */
  readonly url: string;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly log: Logger;
}

/** What the store notifies of each commit, and what nodes tell each other. */
const commits = "parlance_commits";
const signals = "parlance_signals";

/**
 * One connection to PostgreSQL that listens, and notifies. It is made anew whenever it ends, or does not answer; what is notified
 * meanwhile is lost. That PostgreSQL is away is no error, now or later.
 */
export class PostgresLink {
  readonly #options: PostgresLinkOptions;
  readonly #address: Address;
  readonly #listeners = {
    commit: new Set<() => void>(),
    signal: new Set<(payload: string) => void>(),
    change: new Set<() => void>(),
  };
  readonly #stopAsking: () => void;
  #client: pg.Client | null = null;
  #isUp = false;
  #attempts = 0;
  #askedAtMs: number | null = null;
  #isComplained = false;
  #isClosed = false;
  #cancelRetry: () => void = () => undefined;

  constructor(options: PostgresLinkOptions) {
    this.#options = options;
    this.#address = addressOf(options.url);
    this.#stopAsking = options.clock.every(options.bounds.busPingMs, () => this.#ask());
    void this.#connect();
  }

  get isUp(): boolean {
    return this.#isUp && !this.#isLate;
  }

  /** `listener` is called after a commit of any node, this one included. */
  readonly onCommit = (listener: () => void): (() => void) => added(this.#listeners.commit, listener);
  /** `listener` gets what any node sent, this one included. */
  readonly onSignal = (listener: (payload: string) => void): (() => void) => added(this.#listeners.signal, listener);
  readonly onChange = (listener: () => void): (() => void) => added(this.#listeners.change, listener);

  /** All of it in one transaction, in order; equal payloads in it would be one. Rejects when it was lost, or may have been. */
  async notify(payloads: readonly string[]): Promise<void> {
    if (this.#client === null || !this.#isUp) throw new Error("not connected");
    await this.#client.query("SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload", [signals, payloads]);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopAsking();
    this.#cancelRetry();
    for (const listeners of Object.values(this.#listeners)) listeners.clear();
    const client = this.#client;
    this.#client = null;
    this.#isUp = false;
    if (client !== null) await this.#orSoon(client.end().catch(() => undefined));
  }

  /** A server that is stopped takes leave of nobody. */
  #orSoon(ended: Promise<void>): Promise<void> {
    const { clock, bounds } = this.#options;
    return new Promise((resolve) => {
      const cancel = clock.after(bounds.busRetryMaxMs, resolve);
      void ended.then(() => {
        cancel();
        resolve();
      });
    });
  }

  get #isLate(): boolean {
    const { clock, bounds } = this.#options;
    return this.#askedAtMs !== null && clock.monotonicMs() - this.#askedAtMs >= bounds.busPingMs;
  }

  async #connect(): Promise<void> {
    const { bounds, log } = this.#options;
    const host = await hostOf(this.#address, bounds.busConnectMs).catch((error: unknown) => this.#tryAgain(error));
    if (host === undefined || this.#isClosed) return;
    const client = new pg.Client({
      ...loginTo(this.#address, host),
      connectionTimeoutMillis: bounds.busConnectMs,
      application_name: "parlance bus",
      keepAlive: true,
    });
    this.#client = client;
    client.on("error", (error) => this.#ended(client, error));
    client.on("end", () => this.#ended(client, new Error("the connection was closed")));
    client.on("notification", ({ channel, payload = "" }) => {
      if (channel === commits) for (const listener of this.#listeners.commit) listener();
      else for (const listener of this.#listeners.signal) listener(payload);
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${commits}; LISTEN ${signals}`);
    } catch (error) {
      this.#ended(client, error);
      return;
    }
    if (this.#client !== client) return;
    if (this.#isComplained) log.info({}, "connected to PostgreSQL for signals again");
    this.#isComplained = false;
    this.#attempts = 0;
    this.#isUp = true;
    this.#changed();
  }

  /** Once for each connection, however often it is told. */
  #ended(client: pg.Client, error: unknown): void {
    if (this.#client !== client) return;
    this.#client = null;
    this.#askedAtMs = null;
    const wasUp = this.#isUp;
    this.#isUp = false;
    client.end().catch(() => undefined);
    this.#tryAgain(error);
    if (wasUp) this.#changed();
  }

  #tryAgain(error: unknown): undefined {
    if (this.#isClosed) return;
    const { clock, bounds, log } = this.#options;
    const reason = error instanceof Error ? error.message : String(error);
    if (!this.#isComplained) log.warn({ reason }, "cannot reach PostgreSQL for signals; trying again");
    this.#isComplained = true;
    const waitMs = Math.min(bounds.busRetryMs * 2 ** Math.min(this.#attempts, 30), bounds.busRetryMaxMs);
    this.#attempts += 1;
    this.#cancelRetry = clock.after(waitMs, () => void this.#connect());
  }

  #ask(): void {
    const { clock, bounds } = this.#options;
    const client = this.#client;
    if (client === null || !this.#isUp) return;
    if (this.#askedAtMs === null) {
      const askedAtMs = clock.monotonicMs();
      this.#askedAtMs = askedAtMs;
      const answered = (): void => {
        if (this.#askedAtMs !== askedAtMs) return;
        const wasLate = this.#isLate;
        this.#askedAtMs = null;
        if (wasLate) this.#changed();
      };
      client.query("SELECT 1").then(answered, answered);
    } else if (clock.monotonicMs() - this.#askedAtMs >= bounds.busAnswerMs) {
      this.#ended(client, new Error(`no answer for ${bounds.busAnswerMs} ms`));
    } else if (this.#isLate) this.#changed();
  }

  #changed(): void {
    if (!this.#isClosed) for (const listener of [...this.#listeners.change]) listener();
  }
}

function added<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
