import type {
  AccountDeletion,
  DeletionOutcome,
  DeletionProgress,
  DeletionStep,
  FindUsers,
  OpeningOutcome,
  PasswordChange,
  PasswordOutcome,
  Profile,
  ProfileChange,
  ProfileOutcome,
  SessionEnd,
  SessionRow,
  Written,
  WrittenBy,
} from "../../ports/accounts.ts";
import type { Message, MessageId, Person, UnixMs, UserId } from "../../ports/model.ts";
import type { NewToken } from "../../ports/users.ts";
import { compareText } from "../text.ts";
import type { MemoryBlocks } from "./memory-blocks.ts";
import type { MemoryFiles } from "./memory-files.ts";
import type { Emit, MemoryLog } from "./memory-log.ts";
import type { MemoryMessages } from "./memory-messages.ts";
import type { MemoryPersonal } from "./memory-personal.ts";
import type { MemoryReports } from "./memory-reports.ts";
import type { MemoryRooms } from "./memory-rooms.ts";
import type { MemoryUsers } from "./memory-users.ts";

interface Parts {
  readonly log: MemoryLog;
  readonly users: MemoryUsers;
  readonly rooms: MemoryRooms;
  readonly messages: MemoryMessages;
  readonly reports: MemoryReports;
  readonly personal: MemoryPersonal;
  readonly blocks: MemoryBlocks;
  readonly files: MemoryFiles;
}

interface Deletion {
  readonly person: Person;
  readonly erase: boolean;
  readonly untilId: MessageId;
  uptoId: MessageId;
}

/** What a person does with their own account. */
export class MemoryAccounts {
  readonly #parts: Parts;
  readonly #deletions: Deletion[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  profile(userId: UserId): Profile | null {
    const { users, files } = this.#parts;
    const user = users.find(userId);
    if (user === null) return null;
    const kept = users.credentialsOf(userId);
    const avatar = files.ref(kept?.avatarId ?? "");
    return { user, about: kept?.about ?? null, avatar, isDeleted: users.isGone(userId) };
  }

  setProfile({ userId, displayName, about, avatarFileId }: ProfileChange): ProfileOutcome {
    const { users, files } = this.#parts;
    const kept = users.credentialsOf(userId);
    if (kept === null) return { kind: "no_user" };
    if (displayName !== undefined && (users.holderOf(displayName.key) ?? userId) !== userId) return { kind: "name_taken" };
    const isNewPicture = typeof avatarFileId === "string" && avatarFileId !== kept.avatarId;
    if (isNewPicture && typeof files.attachable(avatarFileId, userId) === "string") return { kind: "no_file" };
    if (displayName !== undefined) users.setDisplayName(userId, displayName.name, displayName.key);
    if (about !== undefined) kept.about = about;
    if (avatarFileId !== undefined && avatarFileId !== kept.avatarId) {
      if (isNewPicture) files.attach(avatarFileId);
      files.delete(kept.avatarId ?? "");
      kept.avatarId = avatarFileId;
    }
    const profile = this.profile(userId);
    if (profile === null) throw new Error("setProfile: the account is not there");
    return { kind: "done", profile };
  }

  profilesOf(viewerId: UserId, userIds: readonly UserId[]): Profile[] {
    const { rooms } = this.#parts;
    const known = userIds.filter((userId) => viewerId === userId || rooms.share(viewerId, userId));
    return known.flatMap((userId) => this.profile(userId) ?? []);
  }

  findUsers({ viewerId, prefix, limit, maxScanned }: FindUsers): Profile[] {
    const { users, rooms } = this.#parts;
    const named = users.names.filter(([key]) => key.startsWith(prefix)).slice(0, maxScanned);
    const ids = new Set(named.map(([, id]) => id).filter((id) => rooms.share(viewerId, id)));
    return [...ids].slice(0, limit).flatMap((id) => this.profile(id) ?? []);
  }

  openSession(token: NewToken, passwordHash: string): OpeningOutcome {
    const { users } = this.#parts;
    if (users.credentialsOf(token.userId)?.passwordHash !== passwordHash) return { kind: "refused" };
    return users.createToken(token) ? { kind: "opened" } : { kind: "banned" };
  }

  sessionsOf(userId: UserId, after: UnixMs, limit: number): SessionRow[] {
    const tokens = this.#parts.users.tokens.filter((token) => token.userId === userId && token.expiresAt > after);
    tokens.sort((a, b) => b.createdAt - a.createdAt || compareText(b.hash, a.hash));
    const sessions = new Map<string, SessionRow>();
    for (const { sessionId: id, label, beganAt, expiresAt, usedAt } of tokens.slice(0, limit)) {
      if (!sessions.has(id)) sessions.set(id, { id, label, createdAt: beganAt, expiresAt, usedAt });
    }
    return [...sessions.values()];
  }

  endSessions(end: SessionEnd): readonly string[] {
    return this.#end(end.userId, (id) => ("only" in end ? id === end.only : id !== end.except));
  }

  changePassword({ userId, passwordHash, newHash, keptSessionId }: PasswordChange): PasswordOutcome {
    const kept = this.#parts.users.credentialsOf(userId);
    if (kept?.passwordHash !== passwordHash) return { kind: "refused" };
    kept.passwordHash = newHash;
    return { kind: "done", endedSessionIds: this.#end(userId, (id) => id !== keptSessionId) };
  }

  delete({ userId, passwordHash, at, shownAs, erase }: AccountDeletion, emit: Emit): DeletionOutcome {
    const { log, users, rooms, files, reports, personal, blocks } = this.#parts;
    if (users.isGone(userId)) return { kind: "unchanged" };
    const kept = users.credentialsOf(userId);
    if (kept?.passwordHash !== passwordHash) return { kind: "refused" };
    const person: Person = { id: userId, kind: "account", name: shownAs };
    const endedSessionIds = this.#end(userId, () => true);
    files.delete(kept.avatarId ?? "");
    const wasAdmin = users.isAdmin(userId);
    users.forget(userId, shownAs, at);
    log.rename(userId, shownAs);
    reports.rename(userId, shownAs);
    personal.forget(userId);
    blocks.forget(userId);
    if (wasAdmin) log.audit.append({ at, by: person, action: "admin_unmade", userId }, true);
    this.#deletions.push({ person, erase, untilId: log.nextId - 1, uptoId: 0 });
    rooms.leaveAll(person, at, emit);
    return { kind: "deleted", endedSessionIds };
  }

  /** The name is nowhere any more; how far a store that overwrites it would have come is told all the same. */
  continueDeletion({ at, maxScanned, maxErased }: DeletionStep, emit: Emit): DeletionProgress {
    const { messages } = this.#parts;
    const deletion = this.#deletions[0];
    if (deletion === undefined) return { kind: "idle" };
    const { person, erase, untilId, uptoId } = deletion;
    const toId = Math.min(uptoId + maxScanned, untilId);
    const doomed = erase ? this.#by(person.id, uptoId, toId).filter(({ deletedAt }) => deletedAt === null) : [];
    const ids = doomed.slice(0, maxErased).map(({ id }) => id);
    for (const id of ids) messages.eraseFor(person, id, { at, emit });
    deletion.uptoId = ids.length === maxErased ? (ids.at(-1) ?? toId) : toId;
    const isLast = deletion.uptoId >= untilId;
    if (isLast) this.#deletions.shift();
    return { kind: "step", erased: ids.length, isLast };
  }

  messagesBy({ userId, afterId, limit, maxScanned }: WrittenBy): Written {
    const newestId = this.#parts.log.nextId - 1;
    const toId = Math.min(afterId + maxScanned, newestId);
    const found = this.#by(userId, afterId, toId).slice(0, limit);
    const lastId = found.length === limit ? (found.at(-1)?.id ?? toId) : toId;
    const messages = found.filter(({ deletedAt }) => deletedAt === null);
    return { messages, nextId: lastId < newestId ? lastId : null };
  }

  #by(userId: UserId, afterId: MessageId, toId: MessageId): Message[] {
    return this.#parts.log.messages(({ id, author }) => id > afterId && id <= toId && author.id === userId);
  }

  #end(userId: UserId, isDoomed: (sessionId: string) => boolean): readonly string[] {
    const { users } = this.#parts;
    const own = users.tokens.filter((token) => token.userId === userId);
    own.sort((a, b) => a.createdAt - b.createdAt || compareText(a.hash, b.hash));
    const doomed = [...new Set(own.map(({ sessionId }) => sessionId))].filter(isDoomed);
    users.deleteTokens((token) => token.userId === userId && doomed.includes(token.sessionId));
    return doomed;
  }
}
