import { setTimeout as delay } from "node:timers/promises";
import { StoreError } from "../../ports/store.ts";
import { failureOf } from "../../postgres/failures.ts";
import type { BatchAnswer, Write } from "../batches.ts";
import type { Failure } from "../failure.ts";
import { messageOf } from "../failure.ts";
import type { BatchAnswers } from "./batch.ts";
import type { LastBatch } from "./fence.ts";
import type { BatchBounds, WriterSession } from "./writer-session.ts";

export interface WriterBounds extends BatchBounds {
  readonly databaseRetryMs: number;
  readonly databaseRetryGapMs: number;
  readonly databaseWriterMs: number;
}

export interface WriterOptions {
  /** A new connection that nothing was done on yet. Rejects with StoreError. */
  readonly connect: () => Promise<WriterSession>;
  readonly bounds: WriterBounds;
}

/** A batch whose COMMIT was sent and not answered. */
interface Doubt {
  readonly count: number;
  /** Why it is not known. */
  readonly error: unknown;
}

const firstGapMs = 20;

/**
 * Executes batches of writes, each as one transaction, and knows of each whether it was committed. A batch has a number; its answers are
 * written under it in the same transaction. When a connection is lost the next one is asked, under the lock that every batch holds from before its first
 * write to its end, what the last number is: so a batch is repeated when it was not committed and only then, also while PostgreSQL has not noticed
 * yet that the old connection is gone. COMMIT is sent only after the lock was seen to be held, so what comes late cannot commit
 * any more.
 */
export class Writer {
  readonly #options: WriterOptions;
  #current: WriterSession | null = null;
  /** Of the last batch that is known to be committed. */
  #number = 0;
  #doubt: Doubt | null = null;
  /** Why nothing can be written until `recover` says otherwise. */
  #gone: Failure | null = null;
  /** Why nothing can be written any more. */
  #broken: Failure | null = null;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Whether `recover` is worth a try. */
  get isGone(): boolean {
    return this.#gone !== null && this.#broken === null;
  }

  /** Null while writes are taken. */
  get refusal(): Failure | null {
    return this.#broken ?? this.#gone;
  }

  /** Not to be called before the last was answered. It may answer fewer than it was given: the others were not begun. */
  async write(writes: readonly Write[]): Promise<BatchAnswer> {
    if (this.refusal !== null) return { kind: "refused", count: writes.length, failure: this.refusal };
    // Not from the Clock port: a duration for the metrics, taken in another thread.
    const startedMs = performance.now();
    const { storeBusyMs, databaseRetryMs } = this.#options.bounds;
    for (let gapMs = firstGapMs; ; gapMs *= 2) {
      try {
        const answers = await this.#attempt(writes);
        return { kind: "committed", ...answers, forget: true, durationMs: performance.now() - startedMs };
      } catch (error) {
        const failure = this.#failureOf(error);
        if (failure.code === "full") this.#current?.foundFull();
        const waitedMs = performance.now() - startedMs;
        const isKnown = this.#doubt === null && this.#broken === null;
        // Tried again it would come to the same: no space, or a mistake of ours.
        const isFinal = failure.code === "full" || failureOf(error) === null;
        if (isKnown && (isFinal || (failure.code === "busy" && waitedMs >= storeBusyMs))) {
          return { kind: "refused", count: writes.length, failure };
        }
        if (waitedMs >= databaseRetryMs || this.#broken !== null) return this.#giveUp(writes, failure);
        if (failure.code !== "busy") await this.#pause(gapMs);
      }
    }
  }

  /** Tries once whether the database is there again. Answers for the doubtful batch, if there is one; rejects while it is not. */
  async recover(): Promise<BatchAnswer | null> {
    const opened = await this.#opened();
    const watch = this.#watch(opened);
    try {
      const last = await opened.begin([]);
      const doubt = this.#doubt;
      const settled = doubt === null ? null : await this.#settled(opened, last);
      if (settled === null) await opened.rollback();
      this.#doubt = null;
      this.#gone = null;
      if (doubt === null) return null;
      if (settled !== null) return { kind: "committed", ...settled, forget: true, durationMs: 0, wasDoubtful: true };
      const failure: Failure = { code: "unavailable", message: `the batch was not written (${messageOf(doubt.error)})` };
      return { kind: "refused", count: doubt.count, failure, wasDoubtful: true };
    } catch (error) {
      await this.#abandon(opened, error);
      const doubt = this.#doubt;
      if (this.#broken === null || doubt === null) throw error;
      this.#doubt = null;
      return { kind: "refused", count: doubt.count, failure: this.#broken, wasDoubtful: true };
    } finally {
      clearTimeout(watch);
    }
  }

  /** What is doubtful stays so; answers for it. */
  async close(): Promise<BatchAnswer | null> {
    const doubt = this.#doubt;
    this.#broken ??= { code: "closed", message: "the store is closed" };
    await this.#current?.session.close();
    if (doubt === null) return null;
    const message = "the store was closed while the database was gone; the batch may have been written";
    return { kind: "refused", count: doubt.count, failure: { code: "failed", message }, wasDoubtful: true };
  }

  async #attempt(writes: readonly Write[]): Promise<BatchAnswers> {
    const opened = await this.#opened();
    const watch = this.#watch(opened);
    try {
      const last = await opened.begin(writes);
      const settled = await this.#settled(opened, last);
      if (settled !== null) return settled;
      // The one in doubt, if there was one, was not committed, and nobody holds the lock now who could.
      this.#doubt = null;
      if (opened.newer !== null) throw this.#breaks(opened.newer);
      const beforeId = opened.lastId;
      return await this.#commit(opened, await opened.run(writes), beforeId);
    } catch (error) {
      await this.#abandon(opened, error);
      throw error;
    } finally {
      clearTimeout(watch);
    }
  }

  async #commit(opened: WriterSession, answers: BatchAnswers, beforeId: number): Promise<BatchAnswers> {
    const commit = await opened.commit(this.#number + 1, answers, beforeId);
    if (commit.kind === "done") {
      this.#number += 1;
      this.#doubt = null;
      return answers;
    }
    if (commit.kind === "doubt") this.#doubt = { count: answers.answers.length, error: commit.error };
    throw commit.error;
  }

  /**
   * The answers of the batch in doubt, if it was committed; null when nothing was. It commits again: that a batch can be seen says that it is on the
   * server's disk, and only a commit after it that its standbys have it.
   */
  async #settled(opened: WriterSession, last: LastBatch | null): Promise<BatchAnswers | null> {
    const number = last?.number ?? (this.#doubt === null ? this.#number : 0);
    if (number === this.#number) return null;
    if (number === this.#number + 1 && this.#doubt !== null && last !== null) {
      const doubt = this.#doubt;
      const commit = await opened.commit(number, last.answers, opened.lastId);
      if (commit.kind !== "done") throw commit.error;
      if (doubt.count !== last.answers.answers.length) throw new Error("a batch was committed by somebody else");
      this.#number = number;
      this.#doubt = null;
      return last.answers;
    }
    const message = `the database knows ${number} batches of this server, and should know ${this.#number}: it is an older copy; restart the server`;
    throw this.#breaks(new StoreError("failed", message));
  }

  #breaks(error: StoreError): StoreError {
    this.#broken = { code: error.code, message: error.message };
    return error;
  }

  #giveUp(writes: readonly Write[], failure: Failure): BatchAnswer {
    this.#gone = { code: "unavailable", message: failure.message };
    if (this.#broken !== null) this.#doubt = null;
    if (this.#doubt !== null) return { kind: "doubtful", count: this.#doubt.count };
    return { kind: "refused", count: writes.length, failure: this.#broken ?? this.#gone };
  }

  /** Nothing of it is left; and whoever held the lock for too long lets go of it. */
  async #abandon(opened: WriterSession, error: unknown): Promise<void> {
    await opened.rollback();
    if (failureOf(error)?.code === "busy" && opened.session.lost === null) await opened.free().catch(() => undefined);
  }

  async #opened(): Promise<WriterSession> {
    if (this.#current === null || this.#current.session.lost !== null) {
      this.#current = null;
      this.#current = await this.#options.connect();
    }
    return this.#current;
  }

  /** A server that says nothing is given up, however the connection looks. */
  #watch({ session }: WriterSession): NodeJS.Timeout {
    const { databaseHoldMs, databaseBatchMs } = this.#options.bounds;
    const waitMs = 3 * databaseHoldMs + databaseBatchMs;
    return setTimeout(() => session.cut(new Error(`no answer in ${waitMs} ms`)), waitMs);
  }

  #pause(gapMs: number): Promise<void> {
    return delay(Math.min(gapMs, this.#options.bounds.databaseRetryGapMs));
  }

  /** Anything else is a mistake of ours, with which nothing was written either. */
  #failureOf(error: unknown): Failure {
    return failureOf(error) ?? { code: "unavailable", message: messageOf(error) };
  }
}
