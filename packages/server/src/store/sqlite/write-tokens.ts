import type { DatabaseSync } from "node:sqlite";
import type { NewToken } from "../../ports/store.ts";
import type { Handlers } from "./calls.ts";
import type { Ledger } from "./ledger.ts";
import { Statement } from "./statement.ts";

type TokenWrites = "createToken" | "replaceToken" | "deleteSession" | "deleteExpiredTokens";

export function tokenWrites(db: DatabaseSync, { bans }: Ledger): Handlers<TokenWrites> {
  const insert = new Statement(
    db,
    `INSERT INTO tokens (hash, session, user, created_at, expires_at)
     SELECT ?, ?, key, ?, ? FROM users WHERE id = ? AND kind IS NOT NULL`,
  );
  const remove = new Statement(db, "DELETE FROM tokens WHERE hash = ?");
  const removeSession = new Statement(db, "DELETE FROM tokens WHERE session = ?");
  const removeExpired = new Statement(
    db,
    `DELETE FROM tokens WHERE hash IN
     (SELECT hash FROM tokens WHERE expires_at < ? ORDER BY expires_at, hash LIMIT ?)`,
  );

  const create = ({ hash, sessionId, userId, createdAt, expiresAt }: NewToken): boolean => {
    if (bans.isShutOut(userId, createdAt)) return false;
    if (insert.run(hash, sessionId, createdAt, expiresAt, userId) === 0) throw new Error("createToken: no such user");
    return true;
  };
  return {
    createToken: create,
    replaceToken: (oldHash, token) => {
      if (bans.isShutOut(token.userId, token.createdAt) || remove.run(oldHash) === 0) return false;
      return create(token);
    },
    deleteSession: (sessionId) => removeSession.run(sessionId) > 0,
    deleteExpiredTokens: (before, limit) => removeExpired.run(before, limit),
  };
}
