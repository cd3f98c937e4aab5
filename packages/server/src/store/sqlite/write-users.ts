import type { DatabaseSync } from "node:sqlite";
import type { User } from "../../ports/model.ts";
import type { Handlers } from "../calls.ts";
import type { Row } from "../columns.ts";
import { number } from "../columns.ts";
import type { Joiner } from "./joiner.ts";
import type { Ledger } from "./ledger.ts";
import { Names } from "./names.ts";
import { Statement } from "./statement.ts";
import { UsersTable } from "./users-table.ts";

type UserWrites = "createAccount" | "saveGuest" | "setDisplayName" | "touchUsers";

export function userWrites(db: DatabaseSync, ledger: Ledger, joiner: Joiner): Handlers<UserWrites> {
  const users = new UsersTable(db);
  const names = new Names(db);
  const emailHolder = new Statement(db, "SELECT key FROM users WHERE email_key = ?");
  const account = new Statement(
    db,
    `UPDATE users SET kind = 0, name = ?1, email = ?2, email_key = ?3, password_hash = ?4,
     created_at = ?5, last_active_at = ?5 WHERE key = ?6 AND kind IS NULL AND deleted_at IS NULL`,
  );
  const guest = new Statement(
    db,
    `UPDATE users SET kind = 1, name = ?1, created_at = coalesce(created_at, ?2), last_active_at = max(coalesce(last_active_at, ?2), ?2)
     WHERE key = ?3 AND (kind IS NULL OR kind = 1) AND deleted_at IS NULL`,
  );
  const displayed = new Statement(db, "SELECT key, display_key FROM users WHERE id = ? AND kind = 0");
  const display = new Statement(db, "UPDATE users SET display_name = ?, display_key = ? WHERE key = ?");
  const first = new Statement(db, "INSERT INTO meta (key, value) VALUES ('first_account', ?) ON CONFLICT DO NOTHING");
  const makeAdmin = new Statement(db, "UPDATE users SET is_admin = 1 WHERE key = ?");
  const touch = new Statement(
    db,
    "UPDATE users SET last_active_at = ?1 WHERE id = ?2 AND last_active_at < ?1 AND deleted_at IS NULL",
  );

  return {
    createAccount: ({ id, name, nameKey, email, emailKey, passwordHash, at, isVisitor = false, joins }) => {
      if (names.holder(nameKey) !== null) return { kind: "name_taken" };
      if (emailKey !== null && emailHolder.get(emailKey) !== null) return { kind: "email_taken" };
      const key = ledger.userKey(id);
      if (account.run(name, email, emailKey, passwordHash, at, key) === 0) throw new Error("createAccount: the id is in use");
      names.add(nameKey, key);
      const isAdmin = !isVisitor && first.run(key) > 0;
      const user: User = { id, kind: "account", name, displayName: null, createdAt: at, lastActiveAt: at };
      if (isAdmin) {
        makeAdmin.run(key);
        ledger.audit.append({ at, by: null, action: "admin_made", user: key });
      }
      for (const roomId of joins) joiner.joinPublic(roomId, user, at);
      return { kind: "created", user, isAdmin };
    },
    saveGuest: ({ id, name, nameKey, at }) => {
      if (ledger.bans.isShutOut(id, at)) return { kind: "banned" };
      if (names.holder(nameKey) !== null) return { kind: "name_taken" };
      const isSaved = guest.run(name, at, ledger.userKey(id)) > 0;
      const user = users.find(id);
      if (!isSaved || user === null) throw new Error("saveGuest: the id is an account's");
      return { kind: "saved", user };
    },
    setDisplayName: (userId, displayName, nameKey) => {
      const [user, before]: Row = displayed.get(userId) ?? [];
      if (user === undefined) return false;
      const holder = names.holder(nameKey);
      if (holder !== null && holder !== user) return false;
      names.display(nameKey, number(user), before);
      display.run(displayName, nameKey, number(user));
      return true;
    },
    touchUsers: (userIds, at) => {
      for (const id of userIds) touch.run(at, id);
    },
  };
}
