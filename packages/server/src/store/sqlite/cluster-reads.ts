import type { DatabaseSync } from "node:sqlite";
import { wholeServer } from "../ban-rows.ts";
import type { Handlers } from "../calls.ts";
import { numberOrNull } from "../columns.ts";
import type { BansTable } from "./bans-table.ts";
import { Statement } from "./statement.ts";
import type { UsersTable } from "./users-table.ts";

interface Tables {
  readonly users: UsersTable;
  readonly bans: BansTable;
}

export function clusterReads(db: DatabaseSync, { users, bans }: Tables): Handlers<"sharedNow" | "sessionsAmong" | "usersAmong"> {
  const expiry = new Statement(db, "SELECT max(expires_at) FROM tokens WHERE session = ?");
  return {
    // One server at most has the database open.
    sharedNow: () => null,
    sessionsAmong: (ids) =>
      [...new Set(ids)].flatMap((id) => {
        const expiresAt = numberOrNull(expiry.get(id)?.[0] ?? null);
        return expiresAt === null ? [] : [{ id, expiresAt }];
      }),
    usersAmong: (ids, at) =>
      [...new Set(ids)].flatMap((id) => {
        const user = users.find(id);
        return user === null ? [] : [{ user, isBanned: bans.isBanned(wholeServer, id, at) }];
      }),
  };
}
