import type { Functions } from "../calls.ts";
import type { Ledger } from "./ledger.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** Lets go of what nobody need look up any more. */
export function purgeWrites(db: Connection, { audit }: Ledger): Pick<Functions, "purgeModeration"> {
  const reports = new Statement(
    db,
    `DELETE FROM reports WHERE id = ANY (ARRAY(
       SELECT id FROM reports WHERE resolved_at IS NOT NULL AND resolved_at < $1 ORDER BY resolved_at, id LIMIT $2))`,
  );
  // Only bans from the server have an end.
  const bans = new Statement(
    db,
    `DELETE FROM bans WHERE id = ANY (ARRAY(
       SELECT id FROM bans WHERE until IS NOT NULL AND until < $1 ORDER BY until, id LIMIT $2))`,
  );
  return {
    purgeModeration: async (before, limit) => {
      let count = await audit.purge(before, limit);
      count += await reports.run(before, limit - count);
      return count + (await bans.run(before, limit - count));
    },
  };
}
