import type { ProfileChange, ProfileOutcome } from "../../ports/accounts.ts";
import type { Functions } from "../calls.ts";
import { number, text } from "../columns.ts";
import { profileReader } from "./account-reads.ts";
import { Attachments } from "./files-table.ts";
import { Names } from "./names.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

type AccountWrites = "setProfile" | "useSession" | "endSessions" | "changePassword";

export function accountWrites(db: Connection): Pick<Functions, AccountWrites> {
  const used = new Statement(db, "UPDATE tokens SET used_at = $1 WHERE session = $2 AND (used_at IS NULL OR used_at < $1)");
  const password = new Statement(db, "UPDATE users SET password_hash = $1 WHERE id = $2 AND password_hash = $3 AND kind = 0");
  const ender = new SessionEnder(db);
  return {
    setProfile: profileWriter(db),
    useSession: async (sessionId, at) => {
      await used.run(at, sessionId);
    },
    endSessions: (end) => ender.end(end.userId, end),
    changePassword: async ({ userId, passwordHash, newHash, keptSessionId }) => {
      if ((await password.run(newHash, userId, passwordHash)) === 0) return { kind: "refused" };
      return { kind: "done", endedSessionIds: await ender.end(userId, { except: keptSessionId }) };
    },
  };
}

/** Which of a user's sessions end: one, or all, or all but one. */
type Doomed = { readonly only: string } | { readonly except: string | null };

/** Ends sessions by deleting their tokens. */
export class SessionEnder {
  readonly #delete: Statement;

  constructor(db: Connection) {
    this.#delete = new Statement(
      db,
      `WITH ended AS (
         DELETE FROM tokens WHERE "user" = (SELECT key FROM users WHERE id = $1)
         AND ($2::text IS NULL OR session = $2) AND ($3::text IS NULL OR session <> $3) RETURNING session, created_at, hash)
       SELECT session FROM ended ORDER BY created_at, hash`,
    );
  }

  /** Answers the ids of those that were ended, each once, the one with the oldest token first. */
  async end(userId: string, doomed: Doomed): Promise<readonly string[]> {
    const [only, except] = "only" in doomed ? [doomed.only, null] : [null, doomed.except];
    const rows = await this.#delete.all(userId, only, except);
    return [...new Set(rows.map(([id]) => text(id)))];
  }
}

function profileWriter(db: Connection): (change: ProfileChange) => Promise<ProfileOutcome> {
  const names = new Names(db);
  const profileOf = profileReader(db);
  const account = new Statement(db, "SELECT key, display_key, avatar FROM users WHERE id = $1 AND kind = 0");
  const attachments = new Attachments(db);
  const removeFile = new Statement(db, "DELETE FROM files WHERE id = $1");
  const setName = new Statement(db, "UPDATE users SET display_name = $1, display_key = $2 WHERE key = $3");
  const setAbout = new Statement(db, "UPDATE users SET about = $1 WHERE key = $2");
  const setAvatar = new Statement(db, "UPDATE users SET avatar = $1 WHERE key = $2");
  return async ({ userId, displayName, about, avatarFileId }) => {
    const [row, holder, file] = await Promise.all([
      account.get(userId),
      displayName === undefined ? null : names.holder(displayName.key),
      typeof avatarFileId === "string" ? attachments.find(avatarFileId, userId) : null,
    ]);
    if (row === null) return { kind: "no_user" };
    const [key, displayKey, avatar] = [number(row[0]), row[1], row[2]];
    if (holder !== null && holder !== key) return { kind: "name_taken" };
    const isOtherPicture = avatarFileId !== undefined && avatarFileId !== avatar;
    if (isOtherPicture && typeof file === "string") return { kind: "no_file" };
    const changes: Promise<unknown>[] = [];
    if (displayName !== undefined) {
      changes.push(names.display(displayName.key, key, displayKey), setName.run(displayName.name, displayName.key, key));
    }
    if (about !== undefined) changes.push(setAbout.run(about, key));
    if (isOtherPicture) {
      changes.push(setAvatar.run(avatarFileId, key));
      if (avatarFileId !== null) changes.push(attachments.keepAsPicture(avatarFileId));
      if (typeof avatar === "string") changes.push(removeFile.run(avatar));
    }
    // Sent after the changes, and so answered with them.
    const [profile] = await Promise.all([profileOf(userId), ...changes]);
    if (profile === null) throw new Error("setProfile: the account is not there");
    return { kind: "done", profile };
  };
}
