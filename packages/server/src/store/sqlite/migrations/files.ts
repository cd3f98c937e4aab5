import type { DatabaseSync } from "node:sqlite";

/**
 * `attached_to`: the message that carries a file, 0 for its owner's picture, NULL for nothing; of those that were there it is found by what the log and the
 * profiles say. A file that goes, however, leaves the hashes of its blobs in `released_blobs`, by a trigger: nobody who deletes one can
 * forget to. AUTOINCREMENT, as no id may come again.
 */
const files = `
ALTER TABLE files ADD COLUMN width INTEGER;
ALTER TABLE files ADD COLUMN height INTEGER;
ALTER TABLE files ADD COLUMN preview_hash TEXT;
ALTER TABLE files ADD COLUMN attached_to INTEGER;
CREATE INDEX files_hash ON files (hash);
CREATE INDEX files_preview ON files (preview_hash) WHERE preview_hash IS NOT NULL;
CREATE INDEX files_unattached ON files (created_at, id) WHERE attached_to IS NULL;
UPDATE files SET attached_to = carrying.message
  FROM (SELECT id AS message, json_extract(file, '$[0]') AS file FROM log WHERE file IS NOT NULL) AS carrying
  WHERE carrying.file = files.id;
UPDATE files SET attached_to = 0 WHERE id IN (SELECT avatar FROM users WHERE avatar IS NOT NULL);

CREATE TABLE released_blobs (id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL) STRICT;
CREATE TRIGGER files_released AFTER DELETE ON files BEGIN
  INSERT INTO released_blobs (hash) VALUES (OLD.hash);
  INSERT INTO released_blobs (hash) SELECT OLD.preview_hash WHERE OLD.preview_hash IS NOT NULL;
END;
`;

export const fileMigration = (db: DatabaseSync): void => {
  db.exec(files);
};
