import type { DatabaseSync } from "node:sqlite";
import type { UnixMs } from "../../ports/model.ts";
import type { NewToken } from "../../ports/store.ts";
import type { Handlers } from "./calls.ts";
import { number, numberOrNull, Statement, textOrNull } from "./statement.ts";

type TokenWrites = "createToken" | "openSession" | "replaceToken" | "deleteSession" | "deleteExpiredTokens";

/** What a session keeps when its token is replaced. */
interface SessionLook {
  readonly label: string | null;
  readonly beganAt: UnixMs;
  readonly usedAt: UnixMs | null;
}

const newLook = ({ label = null, createdAt }: NewToken): SessionLook => ({ label, beganAt: createdAt, usedAt: null });

export function tokenWrites(db: DatabaseSync): Handlers<TokenWrites> {
  const insert = new Statement(
    db,
    `INSERT INTO tokens (hash, session, user, created_at, expires_at, label, began_at, used_at)
     SELECT ?, ?, key, ?, ?, ?, ?, ? FROM users WHERE id = ? AND kind IS NOT NULL AND (?9 IS NULL OR password_hash = ?9)`,
  );
  const before = new Statement(db, "SELECT label, coalesce(began_at, created_at), used_at FROM tokens WHERE hash = ?");
  const remove = new Statement(db, "DELETE FROM tokens WHERE hash = ?");
  const removeSession = new Statement(db, "DELETE FROM tokens WHERE session = ?");
  const removeExpired = new Statement(
    db,
    `DELETE FROM tokens WHERE hash IN
     (SELECT hash FROM tokens WHERE expires_at < ? ORDER BY expires_at, hash LIMIT ?)`,
  );

  const add = ({ hash, sessionId, userId, createdAt, expiresAt }: NewToken, look: SessionLook, passwordHash: string | null) =>
    insert.run(hash, sessionId, createdAt, expiresAt, look.label, look.beganAt, look.usedAt, userId, passwordHash) > 0;
  const create = (token: NewToken, look = newLook(token)): void => {
    if (!add(token, look, null)) throw new Error("createToken: no such user");
  };
  return {
    createToken: (token) => create(token),
    openSession: (token, passwordHash) => add(token, newLook(token), passwordHash),
    replaceToken: (oldHash, token) => {
      const old = before.get(oldHash);
      if (old === null) return false;
      remove.run(oldHash);
      create(token, { label: textOrNull(old[0]), beganAt: number(old[1]), usedAt: numberOrNull(old[2]) });
      return true;
    },
    deleteSession: (sessionId) => removeSession.run(sessionId) > 0,
    deleteExpiredTokens: (before, limit) => removeExpired.run(before, limit),
  };
}
