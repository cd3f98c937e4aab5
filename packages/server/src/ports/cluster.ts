/** What one of several servers asks to know what the others did. Part of `Store` (store.ts), under the obligations told there. */
import type { UnixMs, User, UserId } from "./model.ts";

/** A session that has not ended. */
export interface SessionLife {
  readonly id: string;
  /** Of its token that lives longest; may have passed. */
  readonly expiresAt: UnixMs;
}

/** A user as `findUser` has them. */
export interface UserStanding {
  readonly user: User;
  /** From the server. */
  readonly isBanned: boolean;
}

export interface ClusterStore {
  /**
   * The wall-clock time that all who use this store share, read when it was asked for; null where every one of them has the same as the
   * server itself. Servers take it for their own, so that what one stamps and another compares does not depend on whose clock is right.
   */
  sharedNow(): Promise<UnixMs | null>;
  /** Those of these sessions that have a token, expired or not: in the order asked, each once. MUST be one question to the database. */
  sessionsAmong(ids: readonly string[]): Promise<readonly SessionLife[]>;
  /** Those of these users that there are, deleted accounts too: in the order asked, each once. MUST be one question to the database. */
  usersAmong(ids: readonly UserId[], at: UnixMs): Promise<readonly UserStanding[]>;
}
