import type { DatabaseSync } from "node:sqlite";

/** `first_account` in `meta`: the key of the first account that was no visitor's, once there was one. So visitors' accounts need no mark. */
export function visitorMigration(db: DatabaseSync): void {
  db.exec(`
INSERT INTO meta (key, value)
SELECT 'first_account', key FROM users WHERE key IN (SELECT user FROM names) OR deleted_at > 0 ORDER BY key LIMIT 1;
`);
}
