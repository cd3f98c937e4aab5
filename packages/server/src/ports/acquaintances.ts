import type { UnixMs, UserId } from "./model.ts";

/** A user whom another may know of. */
export interface Acquaintance {
  readonly userId: UserId;
  /** As it was last written down (`touchUsers`). */
  readonly lastActiveAt: UnixMs;
}

/** Who may know of whom; part of `Store`. */
export interface AcquaintanceStore {
  /**
   * Of `among`, the accounts and guests who share a room with the user, or are the user: in that order, each once. MUST be one question
   * to the database, and logarithmic in what is stored for each of `among`: it is asked about a thousand at a time.
   */
  acquaintancesOf(userId: UserId, among: readonly UserId[]): Promise<readonly Acquaintance[]>;
}
