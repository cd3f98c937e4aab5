import type { DatabaseSync } from "node:sqlite";
import type { UnixMs } from "../../ports/model.ts";
import type { NewToken } from "../../ports/users.ts";
import type { Handlers } from "../calls.ts";
import { number, numberOrNull, textOrNull } from "../columns.ts";
import type { Ledger } from "./ledger.ts";
import { Statement } from "./statement.ts";

type TokenWrites = "createToken" | "openSession" | "replaceToken" | "deleteSession" | "deleteExpiredTokens";

/** What a session keeps when its token is replaced. */
interface SessionLook {
  readonly label: string | null;
  readonly beganAt: UnixMs;
  readonly usedAt: UnixMs | null;
}

const newLook = ({ label = null, createdAt }: NewToken): SessionLook => ({ label, beganAt: createdAt, usedAt: null });

export function tokenWrites(db: DatabaseSync, { bans }: Ledger): Handlers<TokenWrites> {
  const insert = new Statement(
    db,
    `INSERT INTO tokens (hash, session, user, created_at, expires_at, label, began_at, used_at)
     SELECT ?, ?, key, ?, ?, ?, ?, ? FROM users WHERE id = ? AND kind IS NOT NULL`,
  );
  const holds = new Statement(db, "SELECT 1 FROM users WHERE id = ? AND password_hash = ?");
  const before = new Statement(db, "SELECT label, coalesce(began_at, created_at), used_at FROM tokens WHERE hash = ?");
  const remove = new Statement(db, "DELETE FROM tokens WHERE hash = ?");
  const removeSession = new Statement(db, "DELETE FROM tokens WHERE session = ?");
  const removeExpired = new Statement(
    db,
    `DELETE FROM tokens WHERE hash IN
     (SELECT hash FROM tokens WHERE expires_at < ? ORDER BY expires_at, hash LIMIT ?)`,
  );

  const create = (token: NewToken, { label, beganAt, usedAt } = newLook(token)): boolean => {
    const { hash, sessionId, userId, createdAt, expiresAt } = token;
    if (bans.isShutOut(userId, createdAt)) return false;
    const count = insert.run(hash, sessionId, createdAt, expiresAt, label, beganAt, usedAt, userId);
    if (count === 0) throw new Error("createToken: no such user");
    return true;
  };
  return {
    createToken: (token) => create(token),
    openSession: (token, passwordHash) => {
      if (holds.get(token.userId, passwordHash) === null) return { kind: "refused" };
      return create(token) ? { kind: "opened" } : { kind: "banned" };
    },
    replaceToken: (oldHash, token) => {
      const old = bans.isShutOut(token.userId, token.createdAt) ? null : before.get(oldHash);
      if (old === null) return false;
      remove.run(oldHash);
      return create(token, { label: textOrNull(old[0]), beganAt: number(old[1]), usedAt: numberOrNull(old[2]) });
    },
    deleteSession: (sessionId) => removeSession.run(sessionId) > 0,
    deleteExpiredTokens: (before, limit) => removeExpired.run(before, limit),
  };
}
