import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
import { loungeId } from "../../ports/model.ts";
import { openSqliteStore } from "./open.ts";
import { migrate } from "./schema.ts";
import { loungePost } from "./testing/post.ts";
import { temporaryFolder, testBounds } from "./testing/store-in-folder.ts";

/** Messages of a folder as the first version left it; the second of these events is no message. */
const firstVersionLog = `
INSERT INTO users (key, id) VALUES (7, 'address');
INSERT INTO rooms (key, id, kind) VALUES (9, 'elsewhere', 0);
INSERT INTO log (id, room, seq, type, at, user, user_kind, user_name, text) VALUES
  (1, 1, 1, 0, 1, 7, 2, 'Ann', 'one'), (2, 1, 2, 3, 2, 7, 2, 'Ann', ''),
  (3, 9, 1, 0, 3, 7, 2, 'Ann', 'other room'), (4, 1, 3, 0, 4, 7, 2, 'Ann', 'two');
INSERT INTO log (id, room, seq, type, at, user, user_kind, user_name, text, file) VALUES
  (5, 1, 4, 0, 5, 7, 2, 'Ann', '', '["carried","a.txt","text/plain",3]');
INSERT INTO files (id, name, type, size_bytes, hash, owner, created_at) VALUES
  ('carried', 'a.txt', 'text/plain', 3, 'h1', 'address', 5), ('loose', 'b.txt', 'text/plain', 3, 'h2', 'address', 5);
INSERT INTO members (user, room_id, room, seq) VALUES (7, 'lounge', 1, 2);
`;

/** Of the third version: Ann is in the lounge and in a room where nothing was said, Bob in none. */
const thirdVersionRooms = `
INSERT INTO users (key, id, kind, name, created_at, last_active_at) VALUES (7, 'ann', 0, 'Ann', 1, 1), (8, 'bob', 0, 'Bob', 1, 1);
INSERT INTO rooms (key, id, kind) VALUES (9, 'quiet', 2);
INSERT INTO log (id, room, seq, type, at, user, user_kind, user_name, text) VALUES
  (1, 1, 1, 0, 1, 7, 0, 'Ann', 'one'), (2, 1, 2, 0, 1, 8, 0, 'Bob', 'two'), (3, 1, 3, 0, 1, 7, 0, 'Ann', ''),
  (4, 1, 4, 3, 2, 7, 0, 'Ann', ''), (5, 1, 5, 0, 1, 7, 0, 'Ann', '@Bob'), (6, 9, 1, 3, 2, 7, 0, 'Ann', '');
INSERT INTO settled_posts VALUES (1, 1), (1, 2), (1, 3);
INSERT INTO recent_posts VALUES (1, 5);
INSERT INTO changes (message, room, deleted_at, mentions) VALUES (3, 1, 9, NULL), (5, 1, NULL, '[false,"bob"]');
INSERT INTO members (user, room_id, room, seq) VALUES (7, 'lounge', 1, 4), (7, 'quiet', 9, 1);
`;

describe("sqlite: a folder of an earlier version", () => {
  test("is brought up to date at the start, with every message in its place", async () => {
    const folder = temporaryFolder();
    try {
      mkdirSync(folder, { recursive: true });
      const path = join(folder, "parlance.db");
      const db = new DatabaseSync(path);
      migrate(db, path, 1);
      assert.equal(db.prepare("PRAGMA user_version").get()?.["user_version"], 1);
      db.exec(firstVersionLog);
      db.close();

      const store = await openSqliteStore({ folder, bounds: testBounds });
      assert.equal((await store.post(loungePost("three"))).kind, "posted");
      const snapshot = await store.snapshot(loungeId, 10);
      const [joined] = await store.eventsAfter(loungeId, 1, 1);
      const taken = await store.post(
        loungePost("", { author: { id: "address", kind: "address", name: "Ann" }, file: "carried" }),
      );
      const deleted = await store.deleteUnattachedFiles(1_000, 10);
      const released = await store.releasedBlobs(10);
      const members = await store.membersOf(loungeId, 0, 10);
      await store.close();
      assert.ok(snapshot !== null);
      assert.deepEqual(
        snapshot.messages.map(({ id, seq, text }) => [id, seq, text]),
        [
          [1, 1, "one"],
          [4, 3, "two"],
          [5, 4, ""],
          [6, 5, "three"],
        ],
      );

      assert.deepEqual(snapshot.messages[2]?.file, {
        id: "carried",
        name: "a.txt",
        type: "text/plain",
        sizeBytes: 3,
        image: null,
      });
      assert.deepEqual([taken, deleted, released], [{ kind: "file_taken" }, 1, [{ id: 1, hash: "h2" }]]);
      assert.ok(joined?.type === "member_joined");
      assert.deepEqual([joined.role, joined.by, joined.user.name], ["member", null, "Ann"]);
      assert.deepEqual(members, [{ user: joined.user, role: "member", seq: 2 }]);
      assert.deepEqual([snapshot.room.topic, snapshot.room.archivedAt], [null, null]);

      const after = new DatabaseSync(path);
      assert.equal(after.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'log_posted'").get()?.["n"], 0);
      after.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("members of before have read everything; what is deleted counts for nobody, and a post of before counts for whoever begins with it", async () => {
    const folder = temporaryFolder();
    try {
      mkdirSync(folder, { recursive: true });
      const path = join(folder, "parlance.db");
      const db = new DatabaseSync(path);
      migrate(db, path, 3);
      db.exec(thirdVersionRooms);
      db.close();

      const store = await openSqliteStore({ folder, bounds: testBounds });
      const countsOf = async (userId: string, roomId: string) => {
        const [counts] = await store.unreadOf({ userId, roomIds: [roomId], maxCounted: 10, maxScanned: 10 });
        return [counts?.readTo, counts?.unread, counts?.mentions];
      };
      assert.deepEqual(await countsOf("ann", loungeId), [5, 0, 0]);
      assert.deepEqual(await countsOf("ann", "quiet"), [6, 0, 0], "nothing was said: from the joining");
      await store.post(loungePost("news"));
      assert.deepEqual(await countsOf("ann", loungeId), [5, 1, 0]);
      await store.markRead({ userId: "bob", roomId: loungeId, messageId: 1 });
      assert.deepEqual(await countsOf("bob", loungeId), [1, 2, 1], "2 is Bob's, 3 is deleted, 5 calls");
      await store.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
