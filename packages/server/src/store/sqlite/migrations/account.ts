import type { DatabaseSync } from "node:sqlite";

/**
 * Profiles, sessions that can be told apart, and accounts that end. A deleted account's row stays, without its `kind`, so that it is no
 * user to any statement that asks for one; its `name` is what it is shown by. `deletions` says how far the log was gone over: up to the
 * event `upto`, of those up to `until`. `began_at` is the login, where `created_at` is the token's own.
 */
export function accountMigration(db: DatabaseSync): void {
  db.exec(`
ALTER TABLE users ADD COLUMN about TEXT;
ALTER TABLE users ADD COLUMN avatar TEXT;
ALTER TABLE users ADD COLUMN deleted_at INTEGER;
CREATE UNIQUE INDEX users_avatar ON users (avatar) WHERE avatar IS NOT NULL;
CREATE INDEX names_user ON names (user);

ALTER TABLE tokens ADD COLUMN label TEXT;
ALTER TABLE tokens ADD COLUMN began_at INTEGER;
ALTER TABLE tokens ADD COLUMN used_at INTEGER;
CREATE INDEX tokens_of_user ON tokens (user, created_at);

CREATE INDEX users_deleted ON users (deleted_at) WHERE deleted_at > 0;
CREATE INDEX blocks_other ON blocks (other);
CREATE INDEX audit_by ON audit (by) WHERE by IS NOT NULL;
CREATE INDEX bans_by ON bans (by);
CREATE INDEX bans_user ON bans (user);
CREATE INDEX reports_author ON reports (by);
CREATE INDEX reports_resolver ON reports (resolver) WHERE resolver IS NOT NULL;

CREATE INDEX members_moderators ON members (room, seq) WHERE role = 1;

CREATE TABLE deletions (
  number INTEGER PRIMARY KEY,
  user INTEGER NOT NULL REFERENCES users,
  erase INTEGER NOT NULL,
  upto INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT;
`);
}
