/**
 * Bans, administrators, reports and the audit log. `bans.room` is 0 for a ban from the server; `bans.id` is that of the audit entry that tells of
 * it. The ids of `audit` and `reports` are never used again, also when the newest were purged. `audit.concerns_server`: whether
 * administrators are shown it. A report about a message has the message's author in `user`, and no copy of the message.
 */
export const moderation = `
ALTER TABLE users ADD COLUMN is_admin INTEGER NOT NULL DEFAULT 0;
CREATE INDEX users_admins ON users (is_admin) WHERE is_admin = 1;
CREATE INDEX tokens_user ON tokens (user, session);

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  by INTEGER REFERENCES users,
  by_kind INTEGER,
  by_name TEXT,
  action INTEGER NOT NULL,
  room INTEGER,
  user INTEGER REFERENCES users,
  message INTEGER,
  detail TEXT,
  until INTEGER,
  concerns_server INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_room ON audit (room, id) WHERE room IS NOT NULL;
CREATE INDEX audit_server ON audit (concerns_server, id) WHERE concerns_server = 1;
CREATE INDEX audit_at ON audit (at, id);

CREATE TABLE bans (
  id INTEGER PRIMARY KEY,
  room INTEGER NOT NULL,
  user INTEGER NOT NULL REFERENCES users,
  user_kind INTEGER NOT NULL,
  user_name TEXT NOT NULL,
  by INTEGER NOT NULL REFERENCES users,
  by_kind INTEGER NOT NULL,
  by_name TEXT NOT NULL,
  at INTEGER NOT NULL,
  reason TEXT,
  until INTEGER
) STRICT;
CREATE UNIQUE INDEX bans_held ON bans (room, user);
CREATE INDEX bans_room ON bans (room, id);
CREATE INDEX bans_over ON bans (until, id) WHERE until IS NOT NULL;

CREATE TABLE reports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  by INTEGER NOT NULL REFERENCES users,
  by_kind INTEGER NOT NULL,
  by_name TEXT NOT NULL,
  text TEXT NOT NULL,
  message INTEGER,
  room INTEGER,
  user INTEGER NOT NULL REFERENCES users,
  is_resolved INTEGER NOT NULL DEFAULT 0,
  resolved_at INTEGER,
  resolver INTEGER REFERENCES users,
  resolver_kind INTEGER,
  resolver_name TEXT,
  note TEXT
) STRICT;
CREATE INDEX reports_all ON reports (is_resolved, id);
CREATE INDEX reports_room ON reports (room, is_resolved, id) WHERE room IS NOT NULL;
CREATE INDEX reports_by ON reports (by) WHERE is_resolved = 0;
CREATE INDEX reports_message ON reports (message) WHERE message IS NOT NULL;
CREATE INDEX reports_resolved ON reports (resolved_at, id) WHERE resolved_at IS NOT NULL;
`;
