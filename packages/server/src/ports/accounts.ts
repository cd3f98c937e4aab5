/** What a person does with their own account. Part of `Store` (store.ts), under the obligations told there. */
import type { FileRef, Message, MessageId, UnixMs, User, UserId } from "./model.ts";
import type { NewToken } from "./users.ts";

/** A user as others who know of them see them. */
export interface Profile {
  readonly user: User;
  readonly about: string | null;
  /** The picture, one of the user's own files. */
  readonly avatar: FileRef | null;
  /** What is left of an account that was deleted: its id, and the name that all such have. */
  readonly isDeleted: boolean;
}

/** What is absent stays as it is. */
export interface ProfileChange {
  readonly userId: UserId;
  /** `key`: the name folded. */
  readonly displayName?: { readonly name: string; readonly key: string };
  readonly about?: string | null;
  /** A file of the user's own that is attached to nothing, or the picture that they have; null for none. */
  readonly avatarFileId?: string | null;
}
/** Refusals come in this order; nothing of the change was made then. */
export type ProfileOutcome =
  | { readonly kind: "done"; readonly profile: Profile }
  | { readonly kind: "no_user" }
  | { readonly kind: "name_taken" }
  | { readonly kind: "no_file" };

export interface PasswordChange {
  readonly userId: UserId;
  /** The hash that the current password was checked against: refused when it is another by now. */
  readonly passwordHash: string;
  readonly newHash: string;
  readonly keptSessionId: string;
}
export type PasswordOutcome =
  | { readonly kind: "done"; readonly endedSessionIds: readonly string[] }
  /** The account has another password by now, or there is no such account. */
  | { readonly kind: "refused" };

/** Refusals come in this order. */
export type OpeningOutcome =
  | { readonly kind: "opened" }
  /** The account has another password by now, or is gone. */
  | { readonly kind: "refused" }
  | { readonly kind: "banned" };

export interface SessionRow {
  readonly id: string;
  readonly label: string | null;
  /** Of the login. */
  readonly createdAt: UnixMs;
  readonly expiresAt: UnixMs;
  /** As told by `useSession`; null for never. */
  readonly usedAt: UnixMs | null;
}

/** Whose sessions end: one of them, or all but one. */
export type SessionEnd =
  | { readonly userId: UserId; readonly only: string }
  | { readonly userId: UserId; readonly except: string };

export interface AccountDeletion {
  readonly userId: UserId;
  /** As in `PasswordChange`. */
  readonly passwordHash: string;
  readonly at: UnixMs;
  /** The name that is shown from now on. */
  readonly shownAs: string;
  /** Whether the messages go, too. */
  readonly erase: boolean;
}
export type DeletionOutcome =
  | { readonly kind: "deleted"; readonly endedSessionIds: readonly string[] }
  /** It was deleted before: nothing was written. */
  | { readonly kind: "unchanged" }
  | { readonly kind: "refused" };

export interface DeletionStep {
  readonly at: UnixMs;
  /** Events of the log that are looked at. */
  readonly maxScanned: number;
  /** Messages that are erased. */
  readonly maxErased: number;
}
export type DeletionProgress =
  /** No deletion is under way. */
  | { readonly kind: "idle" }
  /** `isLast`: nothing is left to do for that account. */
  | { readonly kind: "step"; readonly erased: number; readonly isLast: boolean };

export interface WrittenBy {
  readonly userId: UserId;
  readonly afterId: MessageId;
  /** At least 1. */
  readonly limit: number;
  /** Events that are looked at, at least 1. */
  readonly maxScanned: number;
}
/** What somebody wrote, as far as it was looked for. */
export interface Written {
  /** In id order; tombstones are left out. */
  readonly messages: readonly Message[];
  /** Where to go on; null when the log's end was reached. */
  readonly nextId: MessageId | null;
}

export interface FindUsers {
  readonly viewerId: UserId;
  /** Of a name or display name, folded. */
  readonly prefix: string;
  readonly limit: number;
  /** Names with this prefix that are looked at, in their order. */
  readonly maxScanned: number;
}

export interface AccountStore {
  /** All or nothing. The avatar there was before is a file no more. */
  setProfile(change: ProfileChange): Promise<ProfileOutcome>;
  /** Null for nobody. A deleted account is found. */
  findProfile(userId: UserId): Promise<Profile | null>;
  /** The address that an account was registered with; null for none. */
  emailOf(userId: UserId): Promise<string | null>;
  /** Those of `userIds` that `viewerId` is or shares a room with, in that order, each as often as it is named. */
  profilesOf(viewerId: UserId, userIds: readonly UserId[]): Promise<readonly Profile[]>;
  /** Accounts in use that share a room with the viewer, in the order of the names that were found, each once. */
  findUsers(wanted: FindUsers): Promise<readonly Profile[]>;

  /** As `createToken`, for whoever gave a password. */
  openSession(token: NewToken, passwordHash: string): Promise<OpeningOutcome>;
  /** Notes that a session was in use; an unknown one is ignored. Never goes backwards. */
  useSession(sessionId: string, at: UnixMs): Promise<void>;
  /** Sessions that end after `after`, the one with the newest token first, ties by hash downwards; of at most `limit` tokens. */
  sessionsOf(userId: UserId, after: UnixMs, limit: number): Promise<readonly SessionRow[]>;
  /** Answers the sessions that were ended. */
  endSessions(end: SessionEnd): Promise<readonly string[]>;
  /** Ends all sessions of the account but one. */
  changePassword(change: PasswordChange): Promise<PasswordOutcome>;

  /**
   * Ends an account in one step: what it logs in with, its e-mail address, profile and sessions are gone, its names are free, and its id
   * can be nobody else's, nor is it an administrator's. All that it did before MUST be shown, by every read and event from now on, under `shownAs`. It leaves
   * every room that is not direct (`member_left`); where it was the last owner the longest-standing moderator, or else the
   * longest-standing member, becomes one before (`role_changed`), and a room that nobody is left in ends as by `leaveRoom`. In its direct
   * rooms nothing more is posted (`no_room`). From now on every write by the account MUST reject with `gone`.
   * What is to be overwritten in the log is left to `continueDeletion`, and MUST be remembered together with the deletion.
   */
  deleteAccount(deletion: AccountDeletion): Promise<DeletionOutcome>;
  /**
   * Goes on with the deletion that has been under way longest: the account's name is overwritten wherever it stands in the log, and its
   * messages are deleted as by `deleteMessage` where it asked for that, those that were there when it was deleted.
   */
  continueDeletion(step: DeletionStep): Promise<DeletionProgress>;

  /** Messages by a user. No index by author exists: it looks at events one by one, whoever's they are. */
  messagesBy(wanted: WrittenBy): Promise<Written>;
}
