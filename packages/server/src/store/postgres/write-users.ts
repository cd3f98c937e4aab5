import type { User } from "../../ports/model.ts";
import type { Functions } from "../calls.ts";
import type { Row } from "../columns.ts";
import { number } from "../columns.ts";
import type { Joiner } from "./joiner.ts";
import type { Ledger } from "./ledger.ts";
import { Names } from "./names.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";
import { userColumns, userOf } from "./users-table.ts";

type UserWrites = "createAccount" | "saveGuest" | "setDisplayName" | "touchUsers";

/** An id that the store knows already, of a message of a stranger, becomes the account or guest; an account's or another kind's is not touched. */
const account = `INSERT INTO users AS u (id, kind, name, email, email_key, password_hash, created_at, last_active_at)
  VALUES ($1, 0, $2, $3, $4, $5, $6, $6)
  ON CONFLICT (id) DO UPDATE SET kind = 0, name = $2, email = $3, email_key = $4, password_hash = $5, created_at = $6, last_active_at = $6
  WHERE u.kind IS NULL AND u.deleted_at IS NULL RETURNING u.key`;
const guest = `INSERT INTO users AS u (id, kind, name, created_at, last_active_at) VALUES ($1, 1, $2, $3, $3)
  ON CONFLICT (id) DO UPDATE SET kind = 1, name = $2, created_at = coalesce(u.created_at, $3),
    last_active_at = greatest(coalesce(u.last_active_at, $3), $3)
  WHERE (u.kind IS NULL OR u.kind = 1) AND u.deleted_at IS NULL RETURNING ${userColumns}`;
/** Their keys are looked up one by one and then the rows by their keys: however many are named, the table is not scanned while the lock is held. */
const touch = `UPDATE users SET last_active_at = $1 WHERE key = ANY (ARRAY(
    SELECT found.key FROM unnest($2::text[]) AS named (id) CROSS JOIN LATERAL
      (SELECT u.key FROM users u WHERE u.id = named.id AND u.last_active_at < $1 AND u.deleted_at IS NULL LIMIT 1) found))`;

export function userWrites(db: Connection, ledger: Ledger, joiner: Joiner): Pick<Functions, UserWrites> {
  const names = new Names(db);
  const emailHolder = new Statement(db, "SELECT key FROM users WHERE email_key = $1");
  const makeAccount = new Statement(db, account);
  const makeGuest = new Statement(db, guest);
  const displayed = new Statement(db, "SELECT key, display_key FROM users WHERE id = $1 AND kind = 0");
  const display = new Statement(db, "UPDATE users SET display_name = $1, display_key = $2 WHERE key = $3");
  const first = new Statement(
    db,
    "INSERT INTO meta (key, value) VALUES ('first_account', ($1::bigint)::text) ON CONFLICT (key) DO NOTHING",
  );
  const makeAdmin = new Statement(db, "UPDATE users SET is_admin = 1 WHERE key = $1");
  const touched = new Statement(db, touch);

  return {
    createAccount: async ({ id, name, nameKey, email, emailKey, passwordHash, at, isVisitor = false, joins }) => {
      const [nameIsHeld, emailIsHeld] = await Promise.all([
        names.holder(nameKey),
        emailKey === null ? null : emailHolder.get(emailKey),
      ]);
      if (nameIsHeld !== null) return { kind: "name_taken" };
      if (emailIsHeld !== null) return { kind: "email_taken" };
      const made = await makeAccount.get(id, name, email, emailKey, passwordHash, at);
      if (made === null) throw new Error("createAccount: the id is in use");
      const key = number(made[0]);
      // The ledger looks the key up now, on the same way, and not by itself for the first room.
      const [isFirst] = await Promise.all([isVisitor ? 0 : first.run(key), names.add(nameKey, key), ledger.userKey(id)]);
      const isAdmin = isFirst > 0;
      const user: User = { id, kind: "account", name, displayName: null, createdAt: at, lastActiveAt: at };
      if (isAdmin)
        await Promise.all([makeAdmin.run(key), ledger.audit.append({ at, by: null, action: "admin_made", user: key })]);
      for (const roomId of joins) await joiner.joinPublic(roomId, user, at);
      return { kind: "created", user, isAdmin };
    },
    saveGuest: async ({ id, name, nameKey, at }) => {
      const [isBanned, holder] = await Promise.all([ledger.bans.isShutOut(id, at), names.holder(nameKey)]);
      if (isBanned) return { kind: "banned" };
      if (holder !== null) return { kind: "name_taken" };
      const row = await makeGuest.get(id, name, at);
      if (row === null) throw new Error("saveGuest: the id is an account's");
      return { kind: "saved", user: userOf(row) };
    },
    setDisplayName: async (userId, displayName, nameKey) => {
      const [row, holder] = await Promise.all([displayed.get(userId), names.holder(nameKey)]);
      const [user, before]: Row = row ?? [];
      if (user === undefined) return false;
      if (holder !== null && holder !== user) return false;
      const key = number(user);
      await Promise.all([names.display(nameKey, key, before), display.run(displayName, nameKey, key)]);
      return true;
    },
    touchUsers: async (userIds, at) => {
      await touched.run(at, userIds);
    },
  };
}
