import { ChatError, chatErrorOf, isPassing } from "../base/errors.ts";
import type { Message } from "../contract.ts";
import type { Draft, Entry, OutboxOwner } from "./draft.ts";
import { waitMs } from "./line.ts";

/** Sends on their way: each room's one after the other, so that none overtakes an earlier one, and each until it is answered. */
export class Outbox {
  readonly #owner: OutboxOwner;
  #entries = new Map<string, Entry>();
  readonly #busy = new Set<string>();

  constructor(owner: OutboxOwner) {
    this.#owner = owner;
  }

  get drafts(): readonly Draft[] {
    return [...this.#entries.values()].map(({ draft, error }) =>
      error === undefined ? draft : { ...draft, failed: error.reason },
    );
  }

  of(roomId: string): readonly Entry[] {
    return [...this.#entries.values()].filter(({ draft }) => draft.roomId === roomId);
  }

  /** @throws {ChatError} `queue_full`. */
  add(draft: Draft): Entry {
    if (this.#entries.size >= this.#owner.bounds.outbox) throw new ChatError("queue_full");
    const entry = entryOf(draft, false);
    this.#entries.set(draft.key, entry);
    this.#owner.sendChanged(entry);
    this.#owner.outboxChanged();
    return entry;
  }

  /** What an earlier life left goes first. */
  restore(drafts: readonly Draft[]): void {
    const earlier = drafts
      .filter(({ key }) => !this.#entries.has(key))
      .map((draft) => [draft.key, entryOf(draft, true)] as const);
    this.#entries = new Map([...earlier, ...this.#entries]);
    for (const [, entry] of earlier) this.#owner.sendChanged(entry);
  }

  /** Lets go of all without a trace here; what is stored stays. */
  clear(error: ChatError): void {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    for (const entry of entries) {
      for (const { reject } of entry.settled) reject(error);
      this.#owner.sendChanged(entry);
    }
  }

  /** Tries a failed one again, after what waits now. */
  retry(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry?.state !== "failed") return entry;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#is(entry, "queued");
    this.#owner.outboxChanged();
    this.pump();
    return entry;
  }

  /** Gives one up; false when it is on its way, or not here any more. */
  discard(key: string): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.state === "sending") return false;
    this.#entries.delete(key);
    for (const { reject } of entry.settled.splice(0)) reject(new ChatError("aborted"));
    this.#owner.sendChanged(entry);
    this.#owner.outboxChanged();
    return true;
  }

  /** One's own message came: the first send that it may be the answer to. */
  recognise({ roomId, id, text, replyTo, thread, file }: Message): Entry | undefined {
    const like = this.of(roomId).find(
      ({ draft, mayBeKept, looksLike, state }) =>
        mayBeKept &&
        state !== "failed" &&
        looksLike === undefined &&
        draft.text.toWellFormed() === text &&
        draft.replyTo === replyTo &&
        draft.thread === thread &&
        draft.file?.id === file?.id,
    );
    if (like !== undefined) like.looksLike = id;
    return like;
  }

  /** Sends what may be sent now. */
  pump(): void {
    for (const entry of this.#entries.values()) {
      const { roomId } = entry.draft;
      if (!this.#owner.line.isOnline || this.#busy.size >= this.#owner.bounds.sendsAtOnce) return;
      if (entry.state !== "queued" || this.#busy.has(roomId)) continue;
      this.#busy.add(roomId);
      void this.#settle(entry).finally(() => {
        this.#busy.delete(roomId);
        this.pump();
      });
    }
  }

  /** Until it is answered, or the connection is gone: then it is queued again. Does not reject. */
  async #settle(entry: Entry): Promise<void> {
    const { line } = this.#owner;
    for (let tries = 0; line.isOnline && this.#entries.get(entry.draft.key) === entry; tries++) {
      entry.mayBeKept = true;
      this.#is(entry, "sending");
      try {
        this.#done(entry, await this.#owner.deliver(entry.draft));
        return;
      } catch (cause) {
        const error = chatErrorOf(cause);
        if (error.reason === "closed") return this.#is(entry, "queued");
        if (!isPassing(error)) {
          this.#is(entry, "failed", error);
          return this.#owner.outboxChanged();
        }
        this.#is(entry, "queued");
        if (error.reason === "disconnected") return;
        // The connection may go meanwhile, and the chat be closed.
        await line.pause(waitMs(tries, line.clock.random(), error)).catch(() => undefined);
      }
    }
  }

  #done(entry: Entry, message: Message): void {
    // Another user's by now: nobody's business here.
    if (this.#entries.get(entry.draft.key) !== entry) return;
    this.#entries.delete(entry.draft.key);
    for (const { resolve } of entry.settled.splice(0)) resolve(message);
    this.#owner.sendChanged(entry, message);
    this.#owner.outboxChanged();
  }

  #is(entry: Entry, state: Entry["state"], error?: ChatError): void {
    entry.state = state;
    entry.error = error;
    if (error !== undefined) entry.looksLike = undefined;
    if (error !== undefined) for (const { reject } of entry.settled.splice(0)) reject(error);
    this.#owner.sendChanged(entry);
  }
}

function entryOf({ failed, ...draft }: Draft, mayBeKept: boolean): Entry {
  const error = failed === undefined ? undefined : new ChatError(failed);
  return { draft, state: error === undefined ? "queued" : "failed", error, mayBeKept, looksLike: undefined, settled: [] };
}
