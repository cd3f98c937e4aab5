import type { AccountStore } from "./accounts.ts";
import type { AcquaintanceStore } from "./acquaintances.ts";
import type { ClusterStore } from "./cluster.ts";
import type { FileStore } from "./files.ts";
import type { HistoryStore } from "./history.ts";
import type { RoomEvent } from "./model.ts";
import type { ModerationStore } from "./moderation.ts";
import type { PersonalStore } from "./personal.ts";
import type { PostStore } from "./posts.ts";
import type { RoomStore } from "./rooms.ts";
import type { SearchStore } from "./search.ts";
import type { SyncStore } from "./sync.ts";
import type { UserStore } from "./users.ts";

/**
 * What went wrong below the domain.
 * - `full`: no space; `busy`: another process holds the lock; `overloaded`: too much is waiting; `unavailable`: the database cannot be
 *   reached. Nothing was written, try again later.
 * - `read_only`: the medium refuses writes. `failed`: input/output error, the store accepts no more writes until restarted.
 * - `newer`: written by a newer version, at the opening or while it was open (no write is done any more). `damaged`: not a database of ours. `in_use`: another server has it open.
 * - `closed`: used after close. `gone`: the account that does it was deleted.
 */
export type StoreErrorCode =
  | "full"
  | "busy"
  | "overloaded"
  | "unavailable"
  | "read_only"
  | "failed"
  | "newer"
  | "damaged"
  | "in_use"
  | "closed"
  | "gone";

/** Thrown (as a rejection) by stores and blobs. The message is for operators: it may name files and never crosses the wire. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Everything that survives. Writes are atomic and serialised: each sees all earlier ones.
 *
 * Obligations:
 * - A promise MUST resolve only when its effect is durable: it survives `kill -9` and a power cut (I1).
 * - When a write rejects with `StoreError`, it had no effect and used up no id and no seq.
 * - Message ids MUST increase in commit order over all rooms, a room's seqs MUST be contiguous from 1 (I2), and neither is
 *   ever used again, whatever crashes. A reader who sees id X never later finds a smaller new one (I9).
 * - Text MUST come back exactly as it was given: any Unicode, NUL included, lone surrogates as U+FFFD.
 * - Reads MUST NOT show an uncommitted write. A read issued after a write resolved sees that write.
 * - Texts are ordered by code point. `limit` is a safe integer of at least 0, every time a safe integer.
 * - An id or token hash that must be new and is not, or names a user that must exist and does not, is a mistake of the caller:
 *   the call rejects with an Error that is no `StoreError`, and had no effect.
 * - A write by an account that was deleted (accounts.ts) MUST reject with `gone`, decided in the transaction; `setDisplayName`, `createToken` and
 *   `saveFile` are writes by the user they name.
 * - What a right is needed for is decided by `ports/rights.ts`, in the transaction of the write.
 * - The lounge MUST exist, named `lounge`, public, from the first opening.
 */
export interface Store
  extends AccountStore,
    AcquaintanceStore,
    ClusterStore,
    FileStore,
    HistoryStore,
    ModerationStore,
    PersonalStore,
    PostStore,
    RoomStore,
    SearchStore,
    SyncStore,
    UserStore {
  /** 32 random bytes, made with the database and the same ever after: the key behind pseudonyms and message UUIDs. */
  readonly secret: Buffer;

  /**
   * Sets the one listener for committed events. It MUST be called with every new event, in commit order over all rooms (so message ids only
   * rise), each call with events of one room; after they are durable and before any promise of that transaction resolves. This is what
   * makes delivery order equal commit order, and the greatest id a reader saw a safe place to go on from (I9).
   * It MUST NOT be called for anything that was not committed.
   */
  onCommit(listener: (batch: readonly RoomEvent[]) => void): void;

  /** Rejects with the reason when a write, or a read, would be refused now; for readiness checks. */
  check(): Promise<void>;
  /** Finishes accepted writes, then closes. MUST be safe to call twice. Later calls reject with `closed`. */
  close(): Promise<void>;
}
