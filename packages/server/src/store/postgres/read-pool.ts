import { StoreError } from "../../ports/store.ts";
import { isWithoutConnections, unreachable, isTooLong as wasCanceled } from "../../postgres/failures.ts";
import type { SessionOptions } from "./session.ts";
import { Session } from "./session.ts";
import type { Connection, Result, Value } from "./statement.ts";

/** Runs `work`, all of whose statements see the database as it was at one instant, and may not change it. */
export type AtOneInstant = <T>(work: (db: Session) => Promise<T>) => Promise<T>;

export interface ReadPoolOptions {
  readonly session: Omit<SessionOptions, "settings">;
  /** Connections at once. */
  readonly connections: number;
  /** Pieces of work that may wait or be under way; past it `overloaded`. */
  readonly waiting: number;
  /** For one piece of work from the connection to its answer; past it `unavailable`, and the connection is cut. */
  readonly readMs: number;
}

/** For the server's word that it ended a statement to get here. */
const noticeMs = 500;

/** Work that waits: for its turn, or for a connection. */
type Waiter<T> = PromiseWithResolvers<T>;

/**
 * Connections that read, each for one piece of work at a time, made when they are needed and kept. Work whose connection is lost is done once more on
 * another: it changed nothing. When the server says nothing, or is not there, all that waits is refused with what found it out: one after
 * the other they would wait for hours. Where it has no further connection for us, what there are must do. Rejects with StoreError: `overloaded`,
 * `unavailable`, `busy`, `closed`.
 */
export class ReadPool implements Connection {
  readonly #options: ReadPoolOptions;
  readonly #idle: Session[] = [];
  readonly #busy = new Set<Session>();
  #turns: Waiter<void>[] = [];
  #wanting: Waiter<Session>[] = [];
  #working = 0;
  #waiting = 0;
  #closing: Promise<void> | null = null;
  #allDone: (() => void) | null = null;

  constructor(options: ReadPoolOptions) {
    this.#options = options;
  }

  query(sql: string, values: readonly Value[]): Promise<Result> {
    return this.run((session) => session.query(sql, values));
  }

  /** As `AtOneInstant`. BEGIN and COMMIT travel with what is asked: they cost no way of their own. */
  readonly atOneInstant: AtOneInstant = (work) =>
    this.run(async (session) => {
      const begun = session.command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      try {
        const [value] = await Promise.all([work(session), begun]);
        return value;
      } finally {
        // Whoever comes next on this connection comes after it; a connection that is lost ends the transaction, too.
        session.command("COMMIT").catch(() => undefined);
      }
    });

  async run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.#closing !== null) throw new StoreError("closed", "the store is closed");
    if (this.#waiting >= this.#options.waiting) {
      throw new StoreError("overloaded", `${this.#waiting} reads are waiting already`);
    }
    this.#waiting += 1;
    try {
      await this.#turn();
      try {
        return await this.#tried(work);
      } finally {
        this.#next();
      }
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#allDone?.();
    }
  }

  /** Finishes what was accepted, then closes. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#waiting > 0) {
      await new Promise<void>((resolve) => {
        this.#allDone = resolve;
      });
    }
    await Promise.all(this.#idle.splice(0).map((session) => session.close()));
  }

  #turn(): Promise<void> {
    if (this.#working < this.#options.connections) {
      this.#working += 1;
      return Promise.resolve();
    }
    const waiter = Promise.withResolvers<void>();
    this.#turns.push(waiter);
    return waiter.promise;
  }

  #next(): void {
    const next = this.#turns.shift();
    if (next === undefined) this.#working -= 1;
    else next.resolve();
  }

  /** All that waits. */
  #refuse(error: unknown): void {
    const waiting = [...this.#wanting, ...this.#turns];
    this.#wanting = [];
    this.#turns = [];
    for (const { reject } of waiting) reject(error);
  }

  async #tried<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const first = await this.#session();
    try {
      return await this.#timed(first, work);
    } catch (error) {
      if (first.lost === null || isTooLong(first.lost)) throw error;
    }
    // What else is idle was probably lost with it.
    for (const idle of this.#idle.splice(0)) idle.cut(new Error("another connection was lost"));
    return await this.#timed(await this.#session(), work);
  }

  async #timed<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
    const { readMs } = this.#options;
    const { heardBytes } = session;
    const timer = setTimeout(() => this.#cut(session, session.heardBytes === heardBytes), readMs + noticeMs);
    this.#busy.add(session);
    try {
      return await work(session);
    } catch (error) {
      throw wasCanceled(error) ? tooLong(readMs) : error;
    } finally {
      clearTimeout(timer);
      this.#busy.delete(session);
      if (session.lost === null) this.#free(session);
      else if (this.#busy.size === 0) this.#refuseWanting(unreachable(session.lost));
    }
  }

  /** A server that is there ends a statement by itself after `readMs`: one of which not a byte came keeps the others waiting, too. */
  #cut(session: Session, isSilent: boolean): void {
    const error = tooLong(this.#options.readMs);
    session.cut(error);
    if (isSilent) this.#refuse(error);
  }

  #free(session: Session): void {
    const wanting = this.#wanting.shift();
    if (wanting === undefined) this.#idle.push(session);
    else wanting.resolve(session);
  }

  #refuseWanting(error: Error): void {
    for (const { reject } of this.#wanting.splice(0)) reject(error);
  }

  async #session(): Promise<Session> {
    for (;;) {
      const idle = this.#idle.pop();
      if (idle === undefined) return await this.#opened();
      if (idle.lost === null) return idle;
    }
  }

  async #opened(): Promise<Session> {
    try {
      return await Session.open({ ...this.#options.session, settings: this.#settings() });
    } catch (error) {
      // Given back while we asked.
      if (this.#idle.length > 0) return await this.#session();
      if (!isWithoutConnections(error) || this.#busy.size === 0) {
        this.#refuse(error);
        throw error;
      }
      const waiter = Promise.withResolvers<Session>();
      this.#wanting.push(waiter);
      return await waiter.promise;
    }
  }

  #settings(): Readonly<Record<string, string>> {
    const ms = String(this.#options.readMs);
    return { statement_timeout: ms, idle_in_transaction_session_timeout: ms, default_transaction_read_only: "on" };
  }
}

const tooLongs = new WeakSet<Error>();

function tooLong(readMs: number): StoreError {
  const error = unreachable(new Error(`no answer in ${readMs} ms`));
  tooLongs.add(error);
  return error;
}

/** It would take as long once more. */
function isTooLong(error: Error): boolean {
  return tooLongs.has(error);
}
