import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import { loungeId } from "../../ports/model.ts";
import { accountReads } from "./account-reads.ts";
import { acquaintancesReader } from "./acquaintances.ts";
import { fileReads, fileWrites } from "./files-table.ts";
import { Joiner } from "./joiner.ts";
import { Ledger } from "./ledger.ts";
import type { Session } from "./session.ts";
import type { Connection, Result, Value } from "./statement.ts";
import { onConnection } from "./testing/store-in-database.ts";
import { UsersTable } from "./users-table.ts";
import { accountWrites } from "./write-accounts.ts";
import { deletionWrites } from "./write-deletions.ts";
import { purgeWrites } from "./write-purges.ts";
import { tokenWrites } from "./write-tokens.ts";
import { userWrites } from "./write-users.ts";

const users = 5_000;
const asked = 1_000;
/** More than a statement that is used often is planned anew for: from then on its plan knows nothing of its values. */
const times = 8;

/** Has PostgreSQL tell how it is about to go about each statement, and remembers those for which it reads a whole table. */
class Explaining implements Connection {
  readonly scans: string[] = [];
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  async query(sql: string, values: readonly Value[]): Promise<Result> {
    const [{ rows }, result] = await Promise.all([this.#db.query(`EXPLAIN ${sql}`, values), this.#db.query(sql, values)]);
    // `head`, `meta` and `deletions` have a row or two, and `search` none here. The index of posts is a room's by its first column: without one, all of it is read.
    const isScan = rows.some(([line]) => /Seq Scan on (?!head|meta|deletions|search)|using log_posts/.test(String(line)));
    if (isScan) this.scans.push([sql, ...rows.map(([line]) => String(line))].join("\n"));
    return result;
  }
}

async function fill(db: Session): Promise<void> {
  const each = `FROM generate_series(1, ${users}) AS n`;
  await db.query(
    `INSERT INTO users (id, kind, name, email, email_key, password_hash, created_at, last_active_at)
     SELECT 'u' || n, n % 2, 'U' || n, 'e' || n, 'e' || n, 'x', n, n ${each}`,
    [],
  );
  const make = [
    `INSERT INTO names (key, "user", is_display) SELECT id, key, 0 FROM users`,
    `INSERT INTO members ("user", room_id, room, seq) SELECT u.key, r.id, r.key, u.key FROM users u, rooms r`,
    `INSERT INTO rooms (id, kind, name) SELECT 'r' || n, 0, 'R' ${each}`,
    `INSERT INTO members ("user", room_id, room, seq, role) SELECT u.key, r.id, r.key, u.key, 0 FROM users u JOIN rooms r ON r.id = 'r' || u.key`,
    `INSERT INTO tokens (hash, session, "user", created_at, expires_at) SELECT 'h' || key, 's' || key, key, key, key FROM users`,
    `INSERT INTO log (id, room, seq, type, at, "user", user_kind, user_name, text)
     SELECT key, 1, key, CASE WHEN key % 5 = 0 THEN 3 ELSE 0 END, key, key, 0, name, '' FROM users`,
    `INSERT INTO changes (message, room) SELECT id, room FROM log WHERE type = 0`,
    `INSERT INTO edits (message, number, at, text) SELECT id, 1, 1, '' FROM log WHERE type = 0`,
    `INSERT INTO reactions (message, slot, added, emoji, "user") SELECT id, 1, 1, '', "user" FROM log WHERE type = 0`,
    `INSERT INTO reads ("user", room, message) SELECT key, key, 1 FROM users`,
    `INSERT INTO mutes ("user", room, until) SELECT key, key, 1 FROM users`,
    `INSERT INTO blocks ("user", other) SELECT key, key FROM users`,
    `UPDATE rooms SET last_seq = ${users} WHERE id = '${loungeId}'`,
    `INSERT INTO files (id, name, type, size_bytes, hash, owner, created_at) SELECT 'f' || n, '', '', 1, 'b' || n, 'u1', n ${each}`,
    `INSERT INTO released_blobs (hash) SELECT hash FROM files`,
    `INSERT INTO audit (at, action, concerns_server) SELECT n, 1, 1 ${each}`,
    `INSERT INTO reports (at, by, by_kind, by_name, text, "user", resolved_at) SELECT key, key, 0, '', '', key, key FROM users`,
    `INSERT INTO bans (id, room, "user", user_kind, user_name, by, by_kind, by_name, at, until)
     SELECT key, 0, key, 0, '', key, 0, '', 0, 1 FROM users`,
    "ANALYZE",
  ];
  for (const sql of make) await db.query(sql, []);
}

test("nothing that is asked of users, tokens and files reads a whole table, however many are named", {
  skip: withoutPostgres(),
}, async () => {
  await onConnection(async (session) => {
    await fill(session);
    const db = new Explaining(session);
    const ledger = new Ledger(db);
    ledger.begin(users);
    const table = new UsersTable(db);
    const reads = { ...accountReads(db), ...fileReads(db), acquaintancesOf: acquaintancesReader(db) };
    const emit = (): void => undefined;
    const joiner = new Joiner(db, ledger, emit);
    const writes = {
      ...userWrites(db, ledger, joiner),
      ...tokenWrites(db, ledger),
      ...accountWrites(db),
      ...fileWrites(db),
      ...purgeWrites(db, ledger),
      ...deletionWrites(db, { ledger, joiner, emit }),
    };
    const names = (letter: string): string[] => Array.from({ length: asked }, (_, n) => `${letter}${n + 1}`);
    const account = { name: "New", email: null, passwordHash: "x", at: 1, joins: [loungeId] };
    const token = { sessionId: "s", userId: "u2", createdAt: 5, expiresAt: users };
    for (let n = 0; n < times; n += 1) {
      const [id, nameKey, emailKey] = [`new ${n}`, `new ${n}`, `new ${n}`];
      assert.equal((await table.find("u7"))?.id, "u7");
      assert.equal((await table.credentials("u7"))?.user.id, "u7");
      assert.equal((await table.findToken("h4000"))?.user.id, "u4000");
      assert.equal((await table.recent(10)).length, 10);
      assert.equal((await reads.acquaintancesOf("u7", names("u"))).length, asked);
      assert.equal((await reads.profilesOf("u7", names("u"))).length, asked);
      assert.equal((await reads.findUsers({ viewerId: "u7", prefix: "u", limit: 20, maxScanned: 2_000 })).length, 20);
      assert.equal((await reads.findProfile("u7"))?.user.id, "u7");
      assert.equal(await reads.emailOf("u7"), "e7");
      assert.equal((await reads.sessionsOf("u4000", 0, 100)).length, 1);
      assert.equal((await reads.messagesBy({ userId: "u7", afterId: 5, limit: 10, maxScanned: 1_000 })).nextId, 1_005);
      assert.equal((await reads.findFile("f4000"))?.id, "f4000");
      assert.deepEqual(await reads.namelessBlobs([...names("b"), "z"]), n === 0 ? ["z"] : [...names("b").slice(0, n), "z"]);
      assert.equal((await reads.releasedBlobs(10)).length, 10);
      await writes.touchUsers(names("u"), users + n);
      assert.equal((await table.find("u999"))?.lastActiveAt, users + n);
      assert.equal((await writes.createAccount({ ...account, id, nameKey, emailKey })).kind, "created");
      assert.equal((await writes.saveGuest({ id: `guest ${n}`, name: "G", nameKey: `guest ${n}`, at: 1 })).kind, "saved");
      assert.equal(await writes.setDisplayName(id, "Shown", `shown ${n}`), true);
      assert.equal((await writes.setProfile({ userId: id, about: "x" })).kind, "done");
      assert.equal((await writes.openSession({ ...token, hash: `a${n}` }, "x")).kind, "opened");
      assert.equal(await writes.replaceToken(`a${n}`, { ...token, hash: `b${n}` }), true);
      await writes.useSession("s", 9);
      assert.deepEqual(await writes.endSessions({ userId: "u2", only: "s" }), ["s"]);
      assert.equal(await writes.deleteSession(`s${10 + n}`), true);
      assert.equal(await writes.deleteExpiredTokens(users, 1), 1);
      assert.equal(await writes.deleteUnattachedFiles(users, 1), 1);
      await writes.forgetReleased([n + 1]);
      assert.equal(await writes.purgeModeration(users, 1), 1);
      const deletion = { userId: `u${2 * n + 1_002}`, passwordHash: "x", at: 1, shownAs: "Deleted", erase: true };
      assert.equal((await writes.deleteAccount(deletion)).kind, "deleted");
      assert.equal((await writes.continueDeletion({ at: 1, maxScanned: 2_000, maxErased: 100 })).kind, "step");
    }
    await ledger.settle();
    assert.deepEqual(db.scans, []);
  });
});
