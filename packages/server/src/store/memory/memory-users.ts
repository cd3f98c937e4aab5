import type { SessionLife, UserStanding } from "../../ports/cluster.ts";
import type { UnixMs, User, UserId } from "../../ports/model.ts";
import type { Guest, GuestOutcome, NewAccount, NewAccountOutcome, NewToken, TokenRow } from "../../ports/users.ts";
import { compareText } from "../text.ts";

interface Credentials {
  passwordHash: string;
  displayKey: string | null;
  readonly email: string | null;
  readonly emailKey: string | null;
  about: string | null;
  avatarId: string | null;
}

/** A token, with what its session has had since its login. */
interface KeptToken extends NewToken {
  readonly label: string | null;
  readonly beganAt: UnixMs;
  readonly usedAt: UnixMs | null;
}

/** Users, the names accounts hold, and tokens. */
export class MemoryUsers {
  readonly #users = new Map<UserId, User>();
  readonly #credentials = new Map<UserId, Credentials>();
  /** Account names by key. */
  readonly #names = new Map<string, UserId>();
  readonly #displayNames = new Map<string, UserId>();
  readonly #emails = new Set<string>();
  readonly #tokens = new Map<string, KeptToken>();
  readonly #gone = new Set<UserId>();
  readonly #admins = new Set<UserId>();
  /** There is, or was, an account that is no visitor's. */
  #hasFirst = false;
  readonly #isShutOut: (id: UserId, at: UnixMs) => boolean;

  /** `isShutOut`: who is banned from the server. */
  constructor(isShutOut: (id: UserId, at: UnixMs) => boolean) {
    this.#isShutOut = isShutOut;
  }

  isAdmin(id: UserId): boolean {
    return this.#admins.has(id);
  }

  get adminCount(): number {
    return this.#admins.size;
  }

  setAdmin(id: UserId, isAdmin: boolean): void {
    if (isAdmin) this.#admins.add(id);
    else this.#admins.delete(id);
  }

  /** Every account with its name folded. */
  named(): { readonly nameKey: string; readonly user: User }[] {
    return [...this.#names].flatMap(([nameKey, id]) => {
      const user = this.find(id);
      return user === null ? [] : [{ nameKey, user }];
    });
  }

  find(id: UserId): User | null {
    return this.#users.get(id) ?? null;
  }

  /** Nobody for a deleted account. */
  inUse(id: UserId): User | null {
    return this.isGone(id) ? null : this.find(id);
  }

  account(id: UserId): User | null {
    const user = this.inUse(id);
    return user?.kind === "account" ? user : null;
  }

  /** Whether this was an account, and was deleted. */
  isGone(id: UserId): boolean {
    return this.#gone.has(id);
  }

  accountNamed(nameKey: string): User | null {
    const id = this.#names.get(nameKey);
    return id === undefined ? null : this.find(id);
  }

  /** The account that holds a name, as its name or as its display name. */
  holderOf(nameKey: string): UserId | null {
    return this.#names.get(nameKey) ?? this.#displayNames.get(nameKey) ?? null;
  }

  createAccount(account: NewAccount): NewAccountOutcome {
    const { id, name, nameKey, email, emailKey, passwordHash, at, isVisitor = false } = account;
    if (this.holderOf(nameKey) !== null) return { kind: "name_taken" };
    if (emailKey !== null && this.#emails.has(emailKey)) return { kind: "email_taken" };
    if (this.#users.has(id)) throw new Error("createAccount: the id is in use");
    const user: User = { id, kind: "account", name, displayName: null, createdAt: at, lastActiveAt: at };
    const isAdmin = !isVisitor && !this.#hasFirst;
    if (isAdmin) this.#admins.add(id);
    this.#hasFirst ||= !isVisitor;
    this.#users.set(id, user);
    this.#credentials.set(id, { passwordHash, displayKey: null, email, emailKey, about: null, avatarId: null });
    this.#names.set(nameKey, id);
    if (emailKey !== null) this.#emails.add(emailKey);
    return { kind: "created", user, isAdmin };
  }

  saveGuest({ id, name, nameKey, at }: Guest): GuestOutcome {
    if (this.#isShutOut(id, at)) return { kind: "banned" };
    if (this.holderOf(nameKey) !== null) return { kind: "name_taken" };
    const before = this.find(id);
    if (before?.kind === "account") throw new Error("saveGuest: the id is an account's");
    const user: User = {
      id,
      kind: "guest",
      name,
      displayName: null,
      createdAt: before?.createdAt ?? at,
      lastActiveAt: Math.max(before?.lastActiveAt ?? at, at),
    };
    this.#users.set(id, user);
    return { kind: "saved", user };
  }

  setDisplayName(userId: UserId, displayName: string, nameKey: string): boolean {
    const user = this.account(userId);
    const credentials = this.#credentials.get(userId);
    if (user === null || credentials === undefined) return false;
    const holder = this.holderOf(nameKey);
    if (holder !== null && holder !== userId) return false;
    if (credentials.displayKey !== null) this.#displayNames.delete(credentials.displayKey);
    this.#displayNames.set(nameKey, userId);
    credentials.displayKey = nameKey;
    this.#users.set(userId, { ...user, displayName });
    return true;
  }

  touch(userIds: readonly UserId[], at: UnixMs): void {
    for (const id of userIds) {
      const user = this.inUse(id);
      if (user !== null && user.lastActiveAt < at) this.#users.set(id, { ...user, lastActiveAt: at });
    }
  }

  credentials(nameKey: string): { user: User; passwordHash: string } | null {
    const user = this.accountNamed(nameKey);
    const passwordHash = user === null ? undefined : this.#credentials.get(user.id)?.passwordHash;
    return user === null || passwordHash === undefined ? null : { user, passwordHash };
  }

  recent(limit: number): User[] {
    const users = [...this.#users.values()].filter(({ id }) => !this.isGone(id));
    return users.sort((a, b) => b.lastActiveAt - a.lastActiveAt || compareText(a.id, b.id)).slice(0, limit);
  }

  createToken(token: NewToken): boolean {
    if (this.#isShutOut(token.userId, token.createdAt)) return false;
    if (this.#tokens.has(token.hash)) throw new Error("createToken: the hash is in use");
    if (this.inUse(token.userId) === null) throw new Error("createToken: no such user");
    this.#tokens.set(token.hash, { ...token, label: token.label ?? null, beganAt: token.createdAt, usedAt: null });
    return true;
  }

  /** Answers which, each once, by id. */
  endSessionsOf(userId: UserId): string[] {
    const ids = new Set([...this.#tokens.values()].filter((token) => token.userId === userId).map(({ sessionId }) => sessionId));
    this.deleteTokens((token) => token.userId === userId);
    return [...ids].sort(compareText);
  }

  findToken(hash: string): TokenRow | null {
    const token = this.#tokens.get(hash);
    const user = token === undefined ? null : this.find(token.userId);
    if (token === undefined || user === null) return null;
    return { sessionId: token.sessionId, expiresAt: token.expiresAt, usedAt: token.usedAt, user };
  }

  usersAmong(ids: readonly UserId[], at: UnixMs): UserStanding[] {
    return [...new Set(ids)].flatMap((id) => {
      const user = this.find(id);
      return user === null ? [] : [{ user, isBanned: this.#isShutOut(id, at) }];
    });
  }

  sessionsAmong(ids: readonly string[]): SessionLife[] {
    return [...new Set(ids)].flatMap((id) => {
      const expiries = this.tokens.filter((token) => token.sessionId === id).map(({ expiresAt }) => expiresAt);
      return expiries.length === 0 ? [] : [{ id, expiresAt: Math.max(...expiries) }];
    });
  }

  replaceToken(oldHash: string, token: NewToken): boolean {
    const old = this.#tokens.get(oldHash);
    if (old === undefined || this.#isShutOut(token.userId, token.createdAt)) return false;
    this.#tokens.delete(oldHash);
    try {
      this.createToken(token);
      const { label, beganAt, usedAt } = old;
      this.#tokens.set(token.hash, { ...token, label, beganAt, usedAt });
    } catch (error) {
      this.#tokens.set(oldHash, old);
      throw error;
    }
    return true;
  }

  credentialsOf(userId: UserId): Credentials | null {
    return this.account(userId) === null ? null : (this.#credentials.get(userId) ?? null);
  }

  get tokens(): readonly KeptToken[] {
    return [...this.#tokens.values()];
  }

  useSession(sessionId: string, at: UnixMs): void {
    for (const token of this.tokens) {
      const isNewer = token.sessionId === sessionId && (token.usedAt === null || token.usedAt < at);
      if (isNewer) this.#tokens.set(token.hash, { ...token, usedAt: at });
    }
  }

  /** Names and display names by key, with whose they are. */
  get names(): readonly (readonly [key: string, userId: UserId])[] {
    const all = new Map([...this.#displayNames, ...this.#names]);
    return [...all].sort(([a], [b]) => compareText(a, b));
  }

  /** Nothing of the account is left but its id, shown as `shownAs`. */
  forget(userId: UserId, shownAs: string, at: UnixMs): void {
    const user = this.account(userId);
    if (user === null) return;
    const emailKey = this.#credentials.get(userId)?.emailKey ?? null;
    if (emailKey !== null) this.#emails.delete(emailKey);
    this.#credentials.delete(userId);
    for (const held of [this.#names, this.#displayNames]) {
      for (const [key, holder] of [...held]) if (holder === userId) held.delete(key);
    }
    this.#users.set(userId, { ...user, name: shownAs, displayName: null, lastActiveAt: at });
    this.#gone.add(userId);
    this.#admins.delete(userId);
  }

  /** Deletes the tokens that `doomed` names; answers how many. */
  deleteTokens(doomed: (token: KeptToken) => boolean): number {
    const hashes = [...this.#tokens.values()].filter(doomed).map((token) => token.hash);
    for (const hash of hashes) this.#tokens.delete(hash);
    return hashes.length;
  }

  /** As `Store.deleteExpiredTokens`. */
  deleteExpiredTokens(before: UnixMs, limit: number): number {
    const expired = [...this.#tokens.values()].filter((token) => token.expiresAt < before);
    expired.sort((a, b) => a.expiresAt - b.expiresAt || compareText(a.hash, b.hash));
    const doomed = new Set(expired.slice(0, limit));
    return this.deleteTokens((token) => doomed.has(token));
  }
}
