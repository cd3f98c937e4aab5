import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { RoomId, User } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { NewToken, TokenRow } from "../ports/users.ts";
import { limitSubject } from "./addresses.ts";
import type { Accounts, Limits, Session, Signed } from "./api.ts";
import { emailKey, isEmail } from "./emails.ts";
import { ChatError } from "./errors.ts";
import type { Guard } from "./failures.ts";
import { newId } from "./ids.ts";
import { takeOrRefuse } from "./limits.ts";
import { isAccountName, isReservedName, isShownName, nameKey, typedKey } from "./names.ts";
import type { Checked, PasswordCheck } from "./password-check.ts";
import { isPassword, type Passwords } from "./passwords.ts";
import { createSessionUse, sessionLabel } from "./session-use.ts";
import type { SessionWatch } from "./session-watch.ts";
import { newToken, tokenHash } from "./tokens.ts";

interface AccountsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly limits: Limits;
  readonly guard: Guard;
  readonly passwords: Passwords;
  readonly check: PasswordCheck;
  readonly sessions: SessionWatch;
  readonly log: Logger;
  /** Rooms every new account joins. */
  readonly joins: readonly RoomId[];
  /** Told of every new or renamed account. */
  readonly changed: (user: User) => void;
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { store, clock, bounds, guard, sessions } = options;
  const noteUse = createSessionUse(options);

  const findLive = async (token: string): Promise<TokenRow & { readonly hash: string }> => {
    const hash = tokenHash(token);
    const row = hash === null ? null : await store.findToken(hash);
    if (hash === null || row === null) throw new ChatError("token_invalid");
    if (row.expiresAt <= clock.now()) throw new ChatError("token_expired");
    return { ...row, hash };
  };
  const endSession = async (sessionId: string): Promise<void> => {
    await store.deleteSession(sessionId);
    sessions.end(sessionId);
  };

  return {
    register: (input) => guard(() => register(options, input)),
    login: (input) => guard(() => login(options, input)),
    authenticate: (token) =>
      guard(async () => {
        const row = await findLive(token);
        noteUse(row);
        return { id: row.sessionId, user: row.user, expiresAt: row.expiresAt };
      }),
    refresh: (token) =>
      guard(async () => {
        const row = await findLive(token);
        const next = sign(options, row.user, { sessionId: row.sessionId });
        if (!(await store.replaceToken(row.hash, next.row))) throw new ChatError("token_invalid");
        sessions.extend(row.sessionId, next.row.expiresAt);
        return next.signed;
      }),
    logout: (token) => guard(async () => endSession((await findLive(token)).sessionId)),
    endSession: (session) => guard(() => endSession(session.id)),
    watch: (session, ended) => sessions.watch(session, ended),
    setDisplayName: (user, displayName) =>
      guard(async () => {
        if (!isShownName(displayName, bounds)) throw new ChatError("name_invalid");
        if (isReservedName(displayName)) throw new ChatError("name_taken");
        if (!(await store.setDisplayName(user.id, displayName, nameKey(displayName)))) throw new ChatError("name_taken");
        const renamed = { ...user, displayName };
        options.changed(renamed);
        return renamed;
      }),
    profile: (viewer, userId) =>
      guard(async () => {
        const mayKnow = viewer.id === userId || (await store.shareRoom(viewer.id, userId));
        const user = mayKnow ? await store.findUser(userId) : null;
        if (user === null) throw new ChatError("not_found");
        return user;
      }),
  };
}

/** What is malformed is told before anything is counted, looked up or hashed. */
async function register(options: AccountsOptions, input: Parameters<Accounts["register"]>[0]): Promise<Signed> {
  const { store, bounds, limits, clock, passwords } = options;
  const { name, password, email } = input;
  if (!isAccountName(name, bounds)) throw new ChatError("name_invalid");
  if (!isPassword(password, bounds)) throw new ChatError("password_invalid");
  if (email !== undefined && !isEmail(email, bounds)) throw new ChatError("email_invalid");
  takeOrRefuse(limits, "registrationsPerAddressPerMinute", limitSubject(input.address));
  const key = nameKey(name);
  if (isReservedName(name) || (await store.findCredentials(key)) !== null) throw new ChatError("name_taken");
  const passwordHash = await passwords.hash(password);
  const outcome = await store.createAccount({
    id: newId(),
    name,
    nameKey: key,
    email: email ?? null,
    emailKey: email === undefined ? null : emailKey(email),
    passwordHash,
    at: clock.now(),
    isVisitor: input.isVisitor ?? false,
    joins: options.joins,
  });
  if (outcome.kind !== "created") throw new ChatError(outcome.kind);
  options.changed(outcome.user);
  if (outcome.isAdmin) options.log.info({ user: outcome.user.id }, "the first account: it is the server's administrator");
  return openSession(options, { user: outcome.user, passwordHash }, input.label);
}

async function login(options: AccountsOptions, input: Parameters<Accounts["login"]>[0]): Promise<Signed> {
  takeOrRefuse(options.limits, "loginsPerAddressPerMinute", limitSubject(input.address));
  const checked = await options.check(typedKey(input.name, options.bounds), input.password);
  return openSession(options, checked, input.label);
}

/** Refused when the account has another password by now: who changed it ended all sessions that began with the one before. */
async function openSession(options: AccountsOptions, { user, passwordHash }: Checked, label = ""): Promise<Signed> {
  const { row, signed } = sign(options, user, { sessionId: newId(), label: sessionLabel(label, options.bounds) });
  const { kind } = await options.store.openSession(row, passwordHash);
  if (kind === "refused") throw new ChatError("credentials_invalid");
  if (kind === "banned") throw new ChatError("forbidden");
  return signed;
}

interface SessionStart {
  readonly sessionId: string;
  readonly label?: string | null;
}

function sign({ clock, bounds }: AccountsOptions, user: User, start: SessionStart): { row: NewToken; signed: Signed } {
  const { sessionId } = start;
  const { token, hash } = newToken();
  const createdAt = clock.now();
  const expiresAt = createdAt + bounds.tokenLifetimeMs;
  return {
    row: { ...start, hash, userId: user.id, createdAt, expiresAt },
    signed: { user, session: { id: sessionId, user, expiresAt } satisfies Session, token },
  };
}
