import type { DatabaseSync } from "node:sqlite";
import type { ProfileChange, ProfileOutcome } from "../../ports/accounts.ts";
import type { Handlers } from "../calls.ts";
import { number, text } from "../columns.ts";
import { profileReader } from "./account-reads.ts";
import { Attachments } from "./files-table.ts";
import { Names } from "./names.ts";
import { Statement } from "./statement.ts";

type AccountWrites = "setProfile" | "useSession" | "endSessions" | "changePassword";

export function accountWrites(db: DatabaseSync): Handlers<AccountWrites> {
  const used = new Statement(db, "UPDATE tokens SET used_at = ?1 WHERE session = ?2 AND (used_at IS NULL OR used_at < ?1)");
  const password = new Statement(db, "UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ? AND kind = 0");
  const ender = new SessionEnder(db);
  return {
    setProfile: profileWriter(db),
    useSession: (sessionId, at) => {
      used.run(at, sessionId);
    },
    endSessions: (end) => {
      const isDoomed = "only" in end ? (id: string) => id === end.only : (id: string) => id !== end.except;
      return ender.end(end.userId, isDoomed);
    },
    changePassword: ({ userId, passwordHash, newHash, keptSessionId }) => {
      if (password.run(newHash, userId, passwordHash) === 0) return { kind: "refused" };
      return { kind: "done", endedSessionIds: ender.end(userId, (id) => id !== keptSessionId) };
    },
  };
}

/** Ends sessions by deleting their tokens. */
export class SessionEnder {
  readonly #sessions: Statement;
  readonly #delete: Statement;

  constructor(db: DatabaseSync) {
    this.#sessions = new Statement(
      db,
      "SELECT session FROM tokens WHERE user = (SELECT key FROM users WHERE id = ?) ORDER BY created_at, hash",
    );
    this.#delete = new Statement(db, "DELETE FROM tokens WHERE session = ? AND user = (SELECT key FROM users WHERE id = ?)");
  }

  /** Answers the ids of those that were ended, each once, the one with the oldest token first. */
  end(userId: string, isDoomed: (sessionId: string) => boolean): readonly string[] {
    const doomed = [...new Set(this.#sessions.all(userId).map(([id]) => text(id)))].filter(isDoomed);
    for (const id of doomed) this.#delete.run(id, userId);
    return doomed;
  }
}

function profileWriter(db: DatabaseSync): (change: ProfileChange) => ProfileOutcome {
  const names = new Names(db);
  const profileOf = profileReader(db);
  const account = new Statement(db, "SELECT key, display_key, avatar FROM users WHERE id = ? AND kind = 0");
  const attachments = new Attachments(db);
  const removeFile = new Statement(db, "DELETE FROM files WHERE id = ?");
  const setName = new Statement(db, "UPDATE users SET display_name = ?, display_key = ? WHERE key = ?");
  const setAbout = new Statement(db, "UPDATE users SET about = ? WHERE key = ?");
  const setAvatar = new Statement(db, "UPDATE users SET avatar = ? WHERE key = ?");
  return ({ userId, displayName, about, avatarFileId }) => {
    const row = account.get(userId);
    if (row === null) return { kind: "no_user" };
    const [key, displayKey, avatar] = [number(row[0]), row[1], row[2]];
    if (displayName !== undefined && (names.holder(displayName.key) ?? key) !== key) return { kind: "name_taken" };
    const isNewPicture = typeof avatarFileId === "string" && avatarFileId !== avatar;
    if (isNewPicture && typeof attachments.find(avatarFileId, userId) === "string") return { kind: "no_file" };
    if (displayName !== undefined) {
      names.display(displayName.key, key, displayKey);
      setName.run(displayName.name, displayName.key, key);
    }
    if (about !== undefined) setAbout.run(about, key);
    if (avatarFileId !== undefined && avatarFileId !== avatar) {
      setAvatar.run(avatarFileId, key);
      if (isNewPicture) attachments.keepAsPicture(avatarFileId);
      if (typeof avatar === "string") removeFile.run(avatar);
    }
    const profile = profileOf(userId);
    if (profile === null) throw new Error("setProfile: the account is not there");
    return { kind: "done", profile };
  };
}
