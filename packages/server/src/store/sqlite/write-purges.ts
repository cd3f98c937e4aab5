import type { DatabaseSync } from "node:sqlite";
import type { Handlers } from "../calls.ts";
import type { Ledger } from "./ledger.ts";
import { Statement } from "./statement.ts";

/** Lets go of what nobody need look up any more. */
export function purgeWrites(db: DatabaseSync, { audit }: Ledger): Handlers<"purgeModeration"> {
  const reports = new Statement(
    db,
    `DELETE FROM reports WHERE id IN
     (SELECT id FROM reports WHERE resolved_at IS NOT NULL AND resolved_at < ? ORDER BY resolved_at, id LIMIT ?)`,
  );
  // Only bans from the server have an end.
  const bans = new Statement(
    db,
    `DELETE FROM bans WHERE id IN
     (SELECT id FROM bans WHERE until IS NOT NULL AND until < ? ORDER BY until, id LIMIT ?)`,
  );
  return {
    purgeModeration: (before, limit) => {
      let count = audit.purge(before, limit);
      count += reports.run(before, limit - count);
      return count + bans.run(before, limit - count);
    },
  };
}
