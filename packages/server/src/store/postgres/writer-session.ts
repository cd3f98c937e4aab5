import type { StoreError } from "../../ports/store.ts";
import type { Write } from "../batches.ts";
import type { BatchAnswers } from "./batch.ts";
import { BatchRunner } from "./batch.ts";
import { newerThan } from "./database-state.ts";
import type { LastBatch } from "./fence.ts";
import { Fence } from "./fence.ts";
import type { Session } from "./session.ts";
import type { WriteParts } from "./write-parts.ts";

export interface BatchBounds {
  /** After this no further write is begun. */
  readonly databaseBatchMs: number;
  /** For one statement under the lock, and for whoever holds it and does nothing. */
  readonly databaseHoldMs: number;
  readonly storeBusyMs: number;
}

/** Whether a commit was done. `refused` is why PostgreSQL did not; with `doubt` the answer was lost. */
export type Commit =
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly error: unknown }
  | { readonly kind: "doubt"; readonly error: unknown };

export interface WriterSessionOptions {
  readonly id: string;
  readonly parts: WriteParts;
  readonly bounds: BatchBounds;
  /** Versions of the tables that the program knows. */
  readonly known: number;
}

/** One connection that writes, from BEGIN to COMMIT and again. */
export class WriterSession {
  readonly session: Session;
  readonly #fence: Fence;
  readonly #parts: WriteParts;
  readonly #runner: BatchRunner;
  readonly #bounds: BatchBounds;
  readonly #known: number;
  /** Why nothing is written by a program that does not know what the database has become; null while it does. */
  newer: StoreError | null = null;

  constructor(session: Session, { id, parts, bounds, known }: WriterSessionOptions) {
    this.session = session;
    this.#fence = new Fence(session, id);
    this.#parts = parts;
    this.#runner = new BatchRunner(session, parts);
    this.#bounds = bounds;
    this.#known = known;
  }

  /** Begins a transaction and waits for the lock; answers what this node wrote last. */
  async begin(writes: readonly Write[]): Promise<LastBatch | null> {
    const begun = this.session.command("BEGIN");
    const entered = this.#fence.enter();
    const others = Promise.all([
      begun,
      this.session.command(`SET LOCAL statement_timeout = ${this.#bounds.databaseHoldMs}`),
      this.#runner.learnGone(writes),
    ]);
    others.catch(() => undefined);
    const { lastId, last, oldest } = await entered;
    this.newer = oldest > this.#known ? newerThan(this.#known, oldest) : null;
    // What they ask for may not be there any more.
    if (this.newer === null) await others;
    this.#parts.ledger.begin(lastId);
    return last;
  }

  /** The writes, or the first of them. */
  run(writes: readonly Write[]): Promise<BatchAnswers> {
    return this.#runner.run(writes, performance.now() + this.#bounds.databaseBatchMs);
  }

  /** With what is answered to the batch of this number. Never rejects. */
  async commit(number: number, answers: BatchAnswers, beforeId: number): Promise<Commit> {
    const lastId = this.#parts.ledger.nextId() - 1;
    const sent = [
      this.#fence.keep(number, answers),
      ...(lastId > beforeId ? [this.#fence.tell(lastId)] : []),
      // A commit that waits for a standby must not be cut short: it would be seen, and answered, before it is safe.
      this.session.command("SET LOCAL statement_timeout = 0"),
    ];
    const [done, ...others] = await Promise.allSettled([this.session.command("COMMIT"), ...sent]);
    if (done.status === "fulfilled" && done.value === "COMMIT") {
      this.#parts.ledger.committed();
      return { kind: "done" };
    }
    const refusal = [...others, done].find(({ status }) => status === "rejected");
    const error = refusal?.status === "rejected" ? refusal.reason : new Error("COMMIT was answered with ROLLBACK");
    return { kind: this.session.lost === null ? "refused" : "doubt", error };
  }

  /** The id of the last event, as the ledger knows it. */
  get lastId(): number {
    return this.#parts.ledger.nextId() - 1;
  }

  /** Undoes what was begun. A connection on which even that fails is cut, which undoes it, too. */
  async rollback(): Promise<void> {
    if (this.session.lost !== null) return;
    try {
      await this.session.command("ROLLBACK");
    } catch (error) {
      this.session.cut(error instanceof Error ? error : new Error("ROLLBACK was refused"));
    }
  }

  foundFull(): void {
    this.#parts.foundFull();
  }

  free(): Promise<void> {
    return this.#fence.free(this.#bounds.databaseHoldMs);
  }

  prune(quietMs: number): Promise<void> {
    return this.#fence.prune(quietMs);
  }
}
