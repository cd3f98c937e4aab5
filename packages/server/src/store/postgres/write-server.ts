import type { Person } from "../../ports/model.ts";
import type { AdminChange, ServerBan, ServerBanOutcome, ServerOutcome, ServerUnban } from "../../ports/moderation.ts";
import { wholeServer } from "../ban-rows.ts";
import type { Functions } from "../calls.ts";
import { text } from "../columns.ts";
import { compareText } from "../text.ts";
import type { Ledger } from "./ledger.ts";
import type { KeyedPerson } from "./people.ts";
import { People } from "./people.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

type ServerWrites = "banFromServer" | "unbanFromServer" | "setAdmin";

/** What administrators of the server do to users. */
export function serverWrites(db: Connection, ledger: Ledger): Pick<Functions, ServerWrites> {
  const people = new People(db);
  const removeTokens = new Statement(db, `DELETE FROM tokens WHERE "user" = $1 RETURNING session`);
  const otherAdmin = new Statement(db, "SELECT 1 FROM users WHERE is_admin = 1 AND id <> $1 LIMIT 1");
  const update = new Statement(db, "UPDATE users SET is_admin = $1 WHERE key = $2");
  const keyed = async ({ id, kind, name }: Person): Promise<KeyedPerson> => ({ id, kind, name, key: await ledger.userKey(id) });

  const banFromServer = async ({ userId, by: given, at, reason, until }: ServerBan): Promise<ServerBanOutcome> => {
    const [mayBan, user, isAdmin] = await Promise.all([people.isAdmin(given.id), people.inUse(userId), people.isAdmin(userId)]);
    if (userId === given.id || !mayBan) return { kind: "forbidden" };
    if (user === null) return { kind: "no_user" };
    if (isAdmin) return { kind: "forbidden" };
    const by = await keyed(given);
    const id = await ledger.audit.append({ at, by, action: "banned", user: user.key, detail: reason, until });
    const added = ledger.bans.add({ id, room: wholeServer, user, by, at, reason, until });
    const [rows] = await Promise.all([removeTokens.all(user.key), added]);
    const sessionIds = new Set(rows.map(([sessionId]) => text(sessionId)));
    return { kind: "done", sessionIds: [...sessionIds].sort(compareText) };
  };
  const unbanFromServer = async ({ userId, by, at }: ServerUnban): Promise<ServerOutcome> => {
    const [mayLift, user] = await Promise.all([people.isAdmin(by.id), people.inUse(userId)]);
    if (!mayLift) return { kind: "forbidden" };
    if (user === null) return { kind: "no_user" };
    if (!(await ledger.bans.lift(wholeServer, user.key))) return { kind: "unchanged" };
    await ledger.audit.append({ at, by: await keyed(by), action: "unbanned", user: user.key });
    return { kind: "done" };
  };
  const setAdmin = async ({ userId, isAdmin, by, at }: AdminChange): Promise<ServerOutcome> => {
    const [maySet, user, wasAdmin, isShutOut, other] = await Promise.all([
      by === null || people.isAdmin(by.id),
      people.inUse(userId),
      people.isAdmin(userId),
      ledger.bans.isShutOut(userId, at),
      otherAdmin.get(userId),
    ]);
    if (!maySet) return { kind: "forbidden" };
    if (user?.kind !== "account") return { kind: "no_user" };
    if (wasAdmin === isAdmin) return { kind: "unchanged" };
    const isWrong = isAdmin ? isShutOut : other === null;
    if (isWrong) return { kind: "forbidden" };
    const action = isAdmin ? "admin_made" : "admin_unmade";
    const entry = { at, by: by && (await keyed(by)), action, user: user.key } as const;
    await Promise.all([update.run(isAdmin ? 1 : 0, user.key), ledger.audit.append(entry)]);
    return { kind: "done" };
  };
  return { banFromServer, unbanFromServer, setAdmin };
}
