import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { loungeId } from "../../ports/model.ts";
import { StoreError } from "../../ports/store.ts";
import { number } from "../columns.ts";
import { accountMigration } from "./migrations/account.ts";
import { fileMigration } from "./migrations/files.ts";
import { moderation } from "./migrations/moderation.ts";
import { personal } from "./migrations/personal.ts";
import { makeSearch } from "./migrations/search.ts";
import { visitorMigration } from "./migrations/visitors.ts";
import { Statement } from "./statement.ts";

/** "PARL": tells our files from other people's (PRAGMA application_id). */
const applicationId = 0x5041524c;

/**
 * `users.kind` is NULL for those known only as authors: addresses, and guests never saved. `log` holds every event, a
 * `posted` one is the message itself and its id the message's; it is only ever appended to. Which room a post is in
 * is found in `recent_posts` and `settled_posts` (post-settling.ts), by id, because a reader asks for those after an id in many
 * rooms at once; within a room ids and seqs rise together. `log_other` has the room's other events. `reactions.slot` is the event
 * with which an emoji came to a message, and so its place; `added` the event with which the user came.
 */
const first = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind INTEGER,
  name TEXT,
  display_name TEXT,
  display_key TEXT,
  email TEXT,
  email_key TEXT UNIQUE,
  password_hash TEXT,
  created_at INTEGER,
  last_active_at INTEGER
) STRICT;
CREATE INDEX users_recent ON users (last_active_at DESC, id) WHERE kind IS NOT NULL;

CREATE TABLE names (
  key TEXT PRIMARY KEY,
  user INTEGER NOT NULL REFERENCES users,
  is_display INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
  hash TEXT PRIMARY KEY,
  session TEXT NOT NULL,
  user INTEGER NOT NULL REFERENCES users,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_session ON tokens (session);
CREATE INDEX tokens_expiry ON tokens (expires_at);

CREATE TABLE rooms (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL,
  name TEXT,
  low INTEGER REFERENCES users,
  high INTEGER REFERENCES users
) STRICT;
CREATE UNIQUE INDEX rooms_pair ON rooms (low, high) WHERE low IS NOT NULL;

CREATE TABLE members (
  user INTEGER NOT NULL REFERENCES users,
  room_id TEXT NOT NULL,
  room INTEGER NOT NULL REFERENCES rooms,
  seq INTEGER NOT NULL,
  PRIMARY KEY (user, room_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX members_joined ON members (room, seq);

CREATE TABLE log (
  id INTEGER PRIMARY KEY,
  room INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  type INTEGER NOT NULL,
  at INTEGER NOT NULL,
  user INTEGER NOT NULL,
  user_kind INTEGER NOT NULL,
  user_name TEXT NOT NULL,
  text TEXT NOT NULL,
  message INTEGER,
  file TEXT,
  client_key TEXT
) STRICT;
CREATE INDEX log_posted ON log (room) WHERE type = 0;
CREATE UNIQUE INDEX log_other ON log (room, seq) WHERE type <> 0;
CREATE UNIQUE INDEX log_client_key ON log (user, client_key) WHERE client_key IS NOT NULL;

CREATE TABLE reactions (
  message INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  added INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  user INTEGER NOT NULL REFERENCES users,
  PRIMARY KEY (message, slot, added)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX reactions_holder ON reactions (message, emoji, user);

CREATE TABLE files (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  hash TEXT NOT NULL,
  owner TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

INSERT INTO meta (key, value) VALUES ('pulse', 0);
PRAGMA application_id = ${applicationId};
`;

/** The index of all posts gives way to two tables (docs/adr/0012): in one of them each batch rewrote a page for every busy room. */
const second = `
CREATE TABLE recent_posts (room INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (room, id)) STRICT, WITHOUT ROWID;
CREATE TABLE settled_posts (room INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (room, id)) STRICT, WITHOUT ROWID;
INSERT INTO settled_posts SELECT room, id FROM log WHERE type = 0 ORDER BY room, id;
DROP INDEX log_posted;
`;

/**
 * Groups, and what happens to messages. `changes` has a row for each message that was changed, answers another or calls somebody, which most
 * never do: posting the others writes nothing here. `edits` has the texts that came after the first, which stays in `log`, so that
 * history is only ever appended to; deleting a message alone empties what is in `log`. `mentions` is JSON: whether all are called, then
 * whose ids. `pin` is the event that pinned it. In `log` the text of an event that is neither a post nor a reaction is JSON (details.ts).
 */
const third = `
ALTER TABLE rooms ADD COLUMN topic TEXT;
ALTER TABLE rooms ADD COLUMN archived_at INTEGER;
ALTER TABLE rooms ADD COLUMN made_by INTEGER REFERENCES users;
ALTER TABLE rooms ADD COLUMN made_at INTEGER;
CREATE INDEX rooms_made ON rooms (made_by, made_at) WHERE made_by IS NOT NULL;
CREATE INDEX rooms_open ON rooms (id) WHERE kind = 0 AND archived_at IS NULL;

ALTER TABLE members ADD COLUMN role INTEGER NOT NULL DEFAULT 2;
CREATE INDEX members_owners ON members (room) WHERE role = 0;

CREATE TABLE changes (
  message INTEGER PRIMARY KEY,
  room INTEGER NOT NULL,
  reply_to INTEGER,
  thread INTEGER,
  mentions TEXT,
  edits INTEGER NOT NULL DEFAULT 0,
  deleted_at INTEGER,
  pinned_at INTEGER,
  pin INTEGER
) STRICT;
CREATE INDEX changes_thread ON changes (thread, message) WHERE thread IS NOT NULL;
CREATE INDEX changes_pins ON changes (room, pin) WHERE pin IS NOT NULL;

CREATE TABLE edits (
  message INTEGER NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;
`;

/** Whether this program has nothing to bring up to date in it. */
export function isUpToDate(db: DatabaseSync): boolean {
  return number(new Statement(db, "PRAGMA user_version").get()?.[0]) === migrations.length;
}

type Migration = (db: DatabaseSync) => void;

/** Migration n brings a database of version n to version n + 1. Never change one that was released. */
const migrations: readonly Migration[] = [
  (db) => {
    db.exec(first);
    db.prepare("INSERT INTO meta (key, value) VALUES ('secret', ?)").run(randomBytes(32));
    db.prepare("INSERT INTO rooms (id, kind, name) VALUES (?, 0, 'lounge')").run(loungeId);
  },
  (db) => {
    db.exec(second);
  },
  (db) => {
    db.exec(third);
  },
  (db) => {
    db.exec(moderation);
  },
  personal,
  makeSearch,
  accountMigration,
  fileMigration,
  visitorMigration,
];

/**
 * Brings the database to the version of this program, or to an earlier `target`, each step in a transaction of its own.
 * Throws StoreError `newer` or `damaged`, or what SQLite throws.
 */
export function migrate(db: DatabaseSync, path: string, target = migrations.length): void {
  const pragma = (name: string): number => number(new Statement(db, `PRAGMA ${name}`).get()?.[0]);
  const version = pragma("user_version");
  const isNew = number(new Statement(db, "SELECT count(*) FROM sqlite_schema").get()?.[0]) === 0 && version === 0;
  if (!isNew && pragma("application_id") !== applicationId) {
    throw new StoreError("damaged", `${path} is a database, but not one of Parlance; move it away or choose another folder`);
  }
  if (version > migrations.length) {
    const versions = `its version is ${version}, this program knows versions up to ${migrations.length}`;
    throw new StoreError("newer", `${path} was written by a newer version of Parlance (${versions}); start that version`);
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < version || index >= target) continue;
    db.exec("BEGIN IMMEDIATE");
    try {
      migration(db);
      db.exec(`PRAGMA user_version = ${index + 1}`);
      db.exec("COMMIT");
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  }
}
