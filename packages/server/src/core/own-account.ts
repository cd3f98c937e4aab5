import type { Profile, SessionRow, Written } from "../ports/accounts.ts";
import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { MessageVersion, User, UserId } from "../ports/model.ts";
import type { CountedStanding } from "../ports/personal.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import { createAccountExport } from "./account-export.ts";
import type { Limits, Session } from "./api.ts";
import { ChatError } from "./errors.ts";
import type { Guard } from "./failures.ts";
import { isFileId } from "./ids.ts";
import { takeOrRefuse } from "./limits.ts";
import { deletedName, isReservedName, isShownName, nameKey, typedKey } from "./names.ts";
import type { PasswordCheck } from "./password-check.ts";
import { isPassword, type Passwords } from "./passwords.ts";
import { createProfileChanges, type ProfileChanges } from "./profile-changes.ts";
import { isSafeImageType } from "./safe-images.ts";
import type { SessionWatch } from "./session-watch.ts";
import { isLongerThan } from "./text.ts";

/** What is absent stays as it is. */
export interface ProfileUpdate {
  readonly displayName?: string;
  /** Nothing but white space for nothing. */
  readonly about?: string;
  /** Null for none. */
  readonly avatarFileId?: string | null;
}

export interface ShownSession extends SessionRow {
  /** The one that asks. */
  readonly isCurrent: boolean;
}

/** All that is kept of an account, a part of it at a time. */
export interface AccountExport {
  readonly profile: Profile;
  readonly email: string | null;
  readonly sessions: readonly SessionRow[];
  /** Whom the user has blocked. */
  readonly blocks: readonly UserId[];
  /** Pages of the rooms that the user is in, and of the lounge, with how far they have read there. */
  rooms(): AsyncIterable<readonly CountedStanding[]>;
  /** Pages of what the user wrote, oldest first, each message with what it said before; some pages are empty. */
  messages(): AsyncIterable<readonly WrittenMessage[]>;
  /** It was read, or given up: another may begin. MUST be called. */
  end(): void;
}
export interface WrittenMessage {
  readonly message: Written["messages"][number];
  /** Oldest first, the present text last; empty for a message that was never edited. */
  readonly versions: readonly MessageVersion[];
}

/** What a person does with their own account. A guest has none: but for `me`, `forbidden`; sessions are accounts' alone. All reject with `rate_limited`, `unavailable` and `overloaded`, too. */
export interface OwnAccount {
  me(user: User): Promise<Profile>;
  /** Errors: `forbidden`, `name_invalid`, `name_taken`, `text_too_long`, `file_invalid` (not a picture of one's own that no message has). */
  setProfile(user: User, update: ProfileUpdate): Promise<Profile>;
  /** Calls `changed` with the profile whenever it changed, whoever changed it by whichever protocol. The answer stops it. */
  onChanged(userId: UserId, changed: (profile: Profile) => void): () => void;
  /** Ends all other sessions. Errors: `password_invalid` (`next`), `credentials_invalid`, `rate_limited`. */
  changePassword(session: Session, passwords: { current: string; next: string }): Promise<void>;
  /** The newest `sessionsListed`. */
  sessions(session: Session): Promise<readonly ShownSession[]>;
  /** Also the one that asks, whose connections close when it was answered. Error: `not_found`. */
  endSession(session: Session, id: string): Promise<void>;
  endOtherSessions(session: Session): Promise<void>;
  /**
   * Ends the account; what it said stays under the name of the deleted, or is erased, too. Its connections close, those of the session that
   * asks when it was answered. Errors: `credentials_invalid`, `rate_limited`.
   */
  delete(session: Session, deletion: { password: string; erase: boolean }): Promise<void>;
  /** Those of the users that one may know of, as `accounts.profile` has it. Error: `bad_request` (more than `profilesAtOnce`). */
  profiles(viewer: User, userIds: readonly UserId[]): Promise<readonly Profile[]>;
  /** At most `usersFound` accounts whose name or display name begins so, and that one may know of. */
  find(viewer: User, text: string): Promise<readonly Profile[]>;
  /** Errors: `rate_limited`, also while another is under way. */
  export(session: Session): Promise<AccountExport>;
}

export interface OwnAccountOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly limits: Limits;
  readonly guard: Guard;
  readonly passwords: Passwords;
  readonly check: PasswordCheck;
  readonly sessions: SessionWatch;
  readonly log: Logger;
  /** Told of an account under a new name. */
  readonly renamed: (user: User) => void;
  /** Told of every account whose profile changed. */
  readonly changed: (userId: UserId) => void;
  /** Told of an account that was deleted. */
  readonly deleted: (userId: UserId) => void;
}

/** `changed`: told of what is changed elsewhere. */
export type RunningOwnAccount = OwnAccount & Pick<ProfileChanges, "changed">;

export function createOwnAccount(options: OwnAccountOptions): RunningOwnAccount {
  const { store, bounds, clock, limits, guard, sessions, check } = options;
  const changes = createProfileChanges(options);
  /** Whoever asks is answered first. */
  const endThis = (session: Session): void => {
    clock.after(0, () => sessions.end(session.id));
  };
  const endOthers = (session: Session, ids: readonly string[]): void => {
    for (const id of ids) if (id !== session.id) sessions.end(id);
  };
  return {
    me: (user) =>
      guard(async () => {
        takeOrRefuse(limits, "lookUpsPerMinute", user.id);
        return await profileOf(store, user.id);
      }),
    setProfile: (user, update) =>
      guard(async () => {
        takeOrRefuse(limits, "settingsPerMinute", user.id);
        const profile = await setProfile(options, user, update);
        if (update.displayName !== undefined) options.renamed(profile.user);
        changes.tell(profile);
        options.changed(profile.user.id);
        return profile;
      }),
    onChanged: (userId, changed) => changes.listen(userId, changed),
    changed: (userId) => changes.changed(userId),
    changePassword: (session, { current, next }) =>
      guard(async () => {
        if (!isPassword(next, bounds)) throw new ChatError("password_invalid");
        takeOrRefuse(limits, "settingsPerMinute", session.user.id);
        const { passwordHash } = await check(nameKey(session.user.name), current);
        const newHash = await options.passwords.hash(next);
        const change = { userId: session.user.id, passwordHash, newHash, keptSessionId: session.id };
        const outcome = await store.changePassword(change);
        if (outcome.kind === "refused") throw new ChatError("credentials_invalid");
        endOthers(session, outcome.endedSessionIds);
      }),
    sessions: (session) =>
      guard(async () => {
        takeOrRefuse(limits, "lookUpsPerMinute", session.user.id);
        const now = clock.now();
        const rows = await store.sessionsOf(session.user.id, now, bounds.sessionsListed);
        return rows.map((row) => ({
          ...row,
          usedAt: sessions.isWatched(row.id) ? now : row.usedAt,
          isCurrent: row.id === session.id,
        }));
      }),
    endSession: (session, id) =>
      guard(async () => {
        takeOrRefuse(limits, "settingsPerMinute", session.user.id);
        const ended = await store.endSessions({ userId: session.user.id, only: id });
        if (ended.length === 0) throw new ChatError("not_found");
        endOthers(session, ended);
        if (id === session.id) endThis(session);
      }),
    endOtherSessions: (session) =>
      guard(async () => {
        takeOrRefuse(limits, "settingsPerMinute", session.user.id);
        endOthers(session, await store.endSessions({ userId: session.user.id, except: session.id }));
      }),
    delete: (session, { password, erase }) =>
      guard(async () => {
        const { id: userId, name } = session.user;
        const { passwordHash } = await check(nameKey(name), password);
        const outcome = await store.deleteAccount({ userId, passwordHash, at: clock.now(), shownAs: deletedName, erase });
        if (outcome.kind === "refused") throw new ChatError("credentials_invalid");
        options.deleted(userId);
        if (outcome.kind === "deleted") endOthers(session, outcome.endedSessionIds);
        endThis(session);
      }),
    profiles: (viewer, userIds) =>
      guard(async () => {
        if (userIds.length > bounds.profilesAtOnce) throw new ChatError("bad_request");
        takeOrRefuse(limits, "lookUpsPerMinute", viewer.id);
        return await store.profilesOf(viewer.id, userIds);
      }),
    find: (viewer, text) =>
      guard(async () => {
        const prefix = typedKey(text, bounds);
        if (prefix === "") return [];
        takeOrRefuse(limits, "lookUpsPerMinute", viewer.id);
        return await store.findUsers({ viewerId: viewer.id, prefix, limit: bounds.usersFound, maxScanned: bounds.namesScanned });
      }),
    export: createAccountExport(options),
  };
}

async function setProfile({ store, bounds }: OwnAccountOptions, user: User, update: ProfileUpdate): Promise<Profile> {
  if (user.kind !== "account") throw new ChatError("forbidden");
  const { displayName, about, avatarFileId } = update;
  if (displayName !== undefined) {
    if (!isShownName(displayName, bounds)) throw new ChatError("name_invalid");
    if (isReservedName(displayName)) throw new ChatError("name_taken");
  }
  if (about !== undefined && isLongerThan(about, bounds.aboutChars)) throw new ChatError("text_too_long");
  if (typeof avatarFileId === "string") await checkPicture(store, user, avatarFileId);
  const outcome = await store.setProfile({
    userId: user.id,
    ...(displayName === undefined ? {} : { displayName: { name: displayName, key: nameKey(displayName) } }),
    ...(about === undefined ? {} : { about: about.trim() === "" ? null : about }),
    ...(avatarFileId === undefined ? {} : { avatarFileId }),
  });
  switch (outcome.kind) {
    case "done":
      return outcome.profile;
    case "name_taken":
      throw new ChatError("name_taken");
    case "no_file":
      throw new ChatError("file_invalid");
    case "no_user":
      throw new ChatError("token_invalid");
  }
}

/** A file of somebody else is told apart from none by nothing. */
async function checkPicture(store: Store, user: User, fileId: string): Promise<void> {
  const file = isFileId(fileId) ? await store.findFile(fileId) : null;
  if (file === null || file.ownerId !== user.id || !isSafeImageType(file.type)) throw new ChatError("file_invalid");
}

async function profileOf(store: Store, userId: UserId): Promise<Profile> {
  const profile = await store.findProfile(userId);
  if (profile === null) throw new ChatError("token_invalid");
  return profile;
}
