import type { DatabaseSync } from "node:sqlite";
import type { Person } from "../../ports/model.ts";
import type { AdminChange, ServerBan, ServerBanOutcome, ServerOutcome, ServerUnban } from "../../ports/moderation.ts";
import { wholeServer } from "../ban-rows.ts";
import type { Handlers } from "../calls.ts";
import { text } from "../columns.ts";
import type { Ledger } from "./ledger.ts";
import { People } from "./people.ts";
import { Statement } from "./statement.ts";

/** What administrators of the server do to users. */
export function serverWrites(db: DatabaseSync, ledger: Ledger): Handlers<"banFromServer" | "unbanFromServer" | "setAdmin"> {
  const people = new People(db);
  const sessions = new Statement(db, "SELECT DISTINCT session FROM tokens WHERE user = ? ORDER BY session");
  const removeTokens = new Statement(db, "DELETE FROM tokens WHERE user = ?");
  const otherAdmin = new Statement(db, "SELECT 1 FROM users WHERE is_admin = 1 AND key <> ? LIMIT 1");
  const update = new Statement(db, "UPDATE users SET is_admin = ? WHERE key = ?");
  const keyed = ({ id, kind, name }: Person) => ({ id, kind, name, key: ledger.userKey(id) });

  const banFromServer = ({ userId, by: given, at, reason, until }: ServerBan): ServerBanOutcome => {
    if (userId === given.id || !people.isAdmin(given.id)) return { kind: "forbidden" };
    const user = people.inUse(userId);
    if (user === null) return { kind: "no_user" };
    if (people.isAdmin(userId)) return { kind: "forbidden" };
    const by = keyed(given);
    const id = ledger.audit.append({ at, by, action: "banned", user: user.key, detail: reason, until });
    ledger.bans.add({ id, room: wholeServer, user, by, at, reason, until });
    const sessionIds = sessions.all(user.key).map(([sessionId]) => text(sessionId));
    removeTokens.run(user.key);
    return { kind: "done", sessionIds };
  };
  const unbanFromServer = ({ userId, by, at }: ServerUnban): ServerOutcome => {
    if (!people.isAdmin(by.id)) return { kind: "forbidden" };
    const user = people.inUse(userId);
    if (user === null) return { kind: "no_user" };
    if (!ledger.bans.lift(wholeServer, user.key)) return { kind: "unchanged" };
    ledger.audit.append({ at, by: keyed(by), action: "unbanned", user: user.key });
    return { kind: "done" };
  };
  const setAdmin = ({ userId, isAdmin, by, at }: AdminChange): ServerOutcome => {
    if (by !== null && !people.isAdmin(by.id)) return { kind: "forbidden" };
    const user = people.inUse(userId);
    if (user?.kind !== "account") return { kind: "no_user" };
    if (people.isAdmin(userId) === isAdmin) return { kind: "unchanged" };
    const isWrong = isAdmin ? ledger.bans.isShutOut(userId, at) : otherAdmin.get(user.key) === null;
    if (isWrong) return { kind: "forbidden" };
    update.run(isAdmin ? 1 : 0, user.key);
    const action = isAdmin ? "admin_made" : "admin_unmade";
    ledger.audit.append({ at, by: by && keyed(by), action, user: user.key });
    return { kind: "done" };
  };
  return { banFromServer, unbanFromServer, setAdmin };
}
