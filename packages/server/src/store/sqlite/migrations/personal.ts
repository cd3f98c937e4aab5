import type { DatabaseSync } from "node:sqlite";

/**
 * What users keep for themselves: how far they read, which rooms are mute for them, whom they blocked. Unread messages are counted when somebody asks
 * (docs/adr/0017), from the index of posts alone: it now has the author of each post, 0 for nobody once it was deleted, and NULL
 * for those of before, whose author `log` knows. The triggers keep that so, whoever deletes. Who is a member now has read everything.
 */
const tables = `
CREATE TABLE reads (
  user INTEGER NOT NULL REFERENCES users,
  room INTEGER NOT NULL REFERENCES rooms,
  message INTEGER NOT NULL,
  PRIMARY KEY (user, room)
) STRICT, WITHOUT ROWID;
CREATE TABLE mutes (
  user INTEGER NOT NULL REFERENCES users,
  room INTEGER NOT NULL REFERENCES rooms,
  until INTEGER NOT NULL,
  PRIMARY KEY (user, room)
) STRICT, WITHOUT ROWID;
CREATE TABLE blocks (
  user INTEGER NOT NULL REFERENCES users,
  other INTEGER NOT NULL REFERENCES users,
  PRIMARY KEY (user, other)
) STRICT, WITHOUT ROWID;

ALTER TABLE recent_posts ADD COLUMN user INTEGER;
ALTER TABLE settled_posts ADD COLUMN user INTEGER;
CREATE INDEX changes_calls ON changes (room, message) WHERE mentions IS NOT NULL;

CREATE TRIGGER post_deleted AFTER UPDATE OF deleted_at ON changes WHEN NEW.deleted_at IS NOT NULL BEGIN
  UPDATE recent_posts SET user = 0 WHERE room = NEW.room AND id = NEW.message;
  UPDATE settled_posts SET user = 0 WHERE room = NEW.room AND id = NEW.message;
END;
CREATE TRIGGER post_added_deleted AFTER INSERT ON changes WHEN NEW.deleted_at IS NOT NULL BEGIN
  UPDATE recent_posts SET user = 0 WHERE room = NEW.room AND id = NEW.message;
  UPDATE settled_posts SET user = 0 WHERE room = NEW.room AND id = NEW.message;
END;
UPDATE changes SET deleted_at = deleted_at WHERE deleted_at IS NOT NULL;

INSERT INTO reads (user, room, message)
SELECT user, room, id FROM (
  SELECT m.user, m.room, coalesce(
    (SELECT max(id) FROM recent_posts p WHERE p.room = m.room),
    (SELECT max(id) FROM settled_posts p WHERE p.room = m.room)
  ) AS id FROM members m
) WHERE id IS NOT NULL;
`;

export function personal(db: DatabaseSync): void {
  db.exec(tables);
}
