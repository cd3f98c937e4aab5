/** Accounts and guests, and the tokens they are known by. What a person does with their own account: accounts.ts. */
import type { RoomId, UnixMs, User, UserId } from "./model.ts";

export interface NewAccount {
  readonly id: UserId;
  readonly name: string;
  /** The name folded for comparison (see `core/names.ts`). */
  readonly nameKey: string;
  readonly email: string | null;
  readonly emailKey: string | null;
  readonly passwordHash: string;
  readonly at: UnixMs;
  /** Made for somebody who only looks, as the playground does: never the first account. */
  readonly isVisitor?: boolean;
  /** Rooms the account joins in the same transaction; those that are not there or not public are passed over. */
  readonly joins: readonly RoomId[];
}
export type NewAccountOutcome =
  /** `isAdmin`: it is the first account that is no visitor's, and so the first administrator. */
  | { readonly kind: "created"; readonly user: User; readonly isAdmin: boolean }
  | { readonly kind: "name_taken" }
  | { readonly kind: "email_taken" };

export interface Guest {
  readonly id: UserId;
  readonly name: string;
  readonly nameKey: string;
  readonly at: UnixMs;
}
export type GuestOutcome =
  | { readonly kind: "saved"; readonly user: User }
  | { readonly kind: "name_taken" }
  /** From the server. */
  | { readonly kind: "banned" };

export interface NewToken {
  /** SHA-256 of the token, hex. The token itself is never stored. */
  readonly hash: string;
  /** Stays the same when a token is refreshed. */
  readonly sessionId: string;
  readonly userId: UserId;
  readonly createdAt: UnixMs;
  readonly expiresAt: UnixMs;
  /** What the session is told apart by; absent for nothing. One that replaces another keeps what that one had. */
  readonly label?: string | null;
}
export interface TokenRow {
  readonly sessionId: string;
  readonly expiresAt: UnixMs;
  /** When its session was last in use, as far as told; null for never. */
  readonly usedAt: UnixMs | null;
  readonly user: User;
}

export interface UserStore {
  /** The first account is made administrator. Emits `member_joined` for each room joined. Checks the name before the e-mail address. Names include display names of accounts. */
  createAccount(account: NewAccount): Promise<NewAccountOutcome>;
  /** Creates or renames a guest and stamps it active. `name_taken` when an account holds the name; `banned` comes before it. */
  saveGuest(guest: Guest): Promise<GuestOutcome>;
  /** False when another account holds the name, as its name or display name, or the user is no account. Frees the display name held before. */
  setDisplayName(userId: UserId, displayName: string, nameKey: string): Promise<boolean>;
  /** Stamps users active; unknown ids are ignored. A stamp never goes backwards. */
  touchUsers(userIds: readonly UserId[], at: UnixMs): Promise<void>;
  /** A deleted account is found, under the name it is shown by. */
  findUser(id: UserId): Promise<User | null>;
  /** By folded account name (not display name). */
  findCredentials(nameKey: string): Promise<{ readonly user: User; readonly passwordHash: string } | null>;
  /** Accounts in use and guests, most recently active first, ties by id. */
  recentUsers(limit: number): Promise<readonly User[]>;

  /** False, and nothing was written, when the user is banned from the server at `createdAt`. */
  createToken(token: NewToken): Promise<boolean>;
  findToken(hash: string): Promise<TokenRow | null>;
  /** Replaces a token by a new one of the same session in one step; false when `oldHash` is not there (any more), and as `createToken`. */
  replaceToken(oldHash: string, token: NewToken): Promise<boolean>;
  /** Deletes the tokens of a session; false when there was none. */
  deleteSession(sessionId: string): Promise<boolean>;
  /** Deletes at most `limit` tokens that expired before `before`, the longest expired first, ties by hash; answers how many. */
  deleteExpiredTokens(before: UnixMs, limit: number): Promise<number>;
}
