import type { UnixMs } from "../../ports/model.ts";
import type { NewToken } from "../../ports/users.ts";
import type { Functions } from "../calls.ts";
import { number, numberOrNull, textOrNull } from "../columns.ts";
import type { Ledger } from "./ledger.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

type TokenWrites = "createToken" | "openSession" | "replaceToken" | "deleteSession" | "deleteExpiredTokens";

/** What a session keeps when its token is replaced. */
interface SessionLook {
  readonly label: string | null;
  readonly beganAt: UnixMs;
  readonly usedAt: UnixMs | null;
}

const newLook = ({ label = null, createdAt }: NewToken): SessionLook => ({ label, beganAt: createdAt, usedAt: null });

export function tokenWrites(db: Connection, { bans }: Ledger): Pick<Functions, TokenWrites> {
  const insert = new Statement(
    db,
    `INSERT INTO tokens (hash, session, "user", created_at, expires_at, label, began_at, used_at)
     SELECT $1::text, $2::text, key, $3::bigint, $4::bigint, $5::text, $6::bigint, $7::bigint FROM users
     WHERE id = $8 AND kind IS NOT NULL`,
  );
  const holds = new Statement(db, "SELECT 1 FROM users WHERE id = $1 AND password_hash = $2");
  const before = new Statement(db, "SELECT label, coalesce(began_at, created_at), used_at FROM tokens WHERE hash = $1");
  const remove = new Statement(db, "DELETE FROM tokens WHERE hash = $1");
  const removeSession = new Statement(db, "DELETE FROM tokens WHERE session = $1");
  // An array of what is to go: a join with it could become a scan of the table.
  const removeExpired = new Statement(
    db,
    `DELETE FROM tokens WHERE hash = ANY (ARRAY(
       SELECT hash FROM tokens WHERE expires_at < $1 ORDER BY expires_at, hash LIMIT $2))`,
  );

  const isShutOut = ({ userId, createdAt }: NewToken): Promise<boolean> => bans.isShutOut(userId, createdAt);
  const create = async (token: NewToken, { label, beganAt, usedAt } = newLook(token)): Promise<void> => {
    const { hash, sessionId, userId, createdAt, expiresAt } = token;
    const count = await insert.run(hash, sessionId, createdAt, expiresAt, label, beganAt, usedAt, userId);
    if (count === 0) throw new Error("createToken: no such user");
  };
  return {
    createToken: async (token) => {
      if (await isShutOut(token)) return false;
      await create(token);
      return true;
    },
    openSession: async (token, passwordHash) => {
      const [holder, isBanned] = await Promise.all([holds.get(token.userId, passwordHash), isShutOut(token)]);
      if (holder === null) return { kind: "refused" };
      if (isBanned) return { kind: "banned" };
      await create(token);
      return { kind: "opened" };
    },
    replaceToken: async (oldHash, token) => {
      const [isBanned, old] = await Promise.all([isShutOut(token), before.get(oldHash)]);
      if (isBanned || old === null) return false;
      const look = { label: textOrNull(old[0]), beganAt: number(old[1]), usedAt: numberOrNull(old[2]) };
      await Promise.all([remove.run(oldHash), create(token, look)]);
      return true;
    },
    deleteSession: async (sessionId) => (await removeSession.run(sessionId)) > 0,
    deleteExpiredTokens: (before, limit) => removeExpired.run(before, limit),
  };
}
