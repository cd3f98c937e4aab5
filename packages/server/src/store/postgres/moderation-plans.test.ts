import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import type { Person } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import { number, text } from "../columns.ts";
import { AuditTable } from "./audit-table.ts";
import { BansTable } from "./bans-table.ts";
import { Joiner } from "./joiner.ts";
import { Ledger } from "./ledger.ts";
import { LogTable } from "./log-table.ts";
import { ModerationTable } from "./moderation-table.ts";
import { personalReads } from "./read-personal.ts";
import { RoomsTable } from "./rooms-table.ts";
import type { Session } from "./session.ts";
import { onConnection } from "./testing/store-in-database.ts";
import { banWrites } from "./write-bans.ts";
import { memberWrites } from "./write-members.ts";
import { personalWrites } from "./write-personal.ts";
import { reportWrites } from "./write-reports.ts";
import { roomWrites } from "./write-rooms.ts";
import { serverWrites } from "./write-server.ts";

const users = 3_000;
const rooms = 20_000;
/** Those that anybody is in but the lounge, or was banned from. */
const joinedRooms = 1_000;
const posts = 20_000;
const others = `generate_series(1, ${users}) n`;

/** Users u1 … and rooms r1 …; u1 owns all rooms, half of the posts are in the lounge, and a third of them deleted. */
async function fill(db: Session): Promise<void> {
  const make = [
    `INSERT INTO users (id, kind, name, created_at, last_active_at, is_admin)
     SELECT 'u' || n, 0, 'U' || n, n, n, CASE WHEN n < 3 THEN 1 ELSE 0 END FROM ${others}`,
    `INSERT INTO names (key, "user", is_display) SELECT id, key, 0 FROM users`,
    `INSERT INTO tokens (hash, session, "user", created_at, expires_at) SELECT 'h' || key, 's' || key, key, 0, 1 FROM users`,
    `INSERT INTO rooms (id, kind, name, made_by, made_at, last_seq)
     SELECT 'r' || n, n % 2 * 2, 'R' || n, 1 + n % ${users}, n, ${posts} FROM generate_series(1, ${rooms}) n`,
    `INSERT INTO log (id, room, seq, type, at, "user", user_kind, user_name, text)
     SELECT n, CASE WHEN n % 2 = 0 THEN 1 ELSE 2 + n / 2 % 200 END, n, 0, n, 1 + n % ${users}, 0, 'U', ''
     FROM generate_series(1, ${posts}) n`,
    `INSERT INTO members ("user", room_id, room, seq, role)
     SELECT u.key, r.id, r.key, u.key, CASE WHEN u.key = 1 THEN 0 ELSE 2 END FROM users u, rooms r WHERE u.key % 100 = 1 AND r.key <= ${joinedRooms}`,
    `INSERT INTO changes (message, room, deleted_at) SELECT id, room, 1 FROM log WHERE id % 3 = 0`,
    `INSERT INTO changes (message, room, mentions) SELECT id, room, '[false,"u1"]' FROM log WHERE id % 30 = 1`,
    `INSERT INTO edits (message, number, at, text) SELECT message, 1, 1, '' FROM changes`,
    `INSERT INTO reactions (message, slot, added, emoji, "user") SELECT id, id, id, 'x', "user" FROM log`,
    `INSERT INTO reads ("user", room, message) SELECT "user", room, 0 FROM members`,
    `INSERT INTO mutes ("user", room, until) SELECT "user", room, 0 FROM members`,
    `INSERT INTO blocks ("user", other) SELECT a.key, b.key FROM users a, users b WHERE a.key % 100 = 1 AND b.key BETWEEN 50 AND 90`,
    `INSERT INTO reports (at, by, by_kind, by_name, text, message, room, "user", is_resolved)
     SELECT n, n, 0, '', '', n, 1, n, n % 2 FROM ${others}`,
    `INSERT INTO audit (at, action, room, concerns_server) SELECT n, 1, n % ${joinedRooms}, n % 2 FROM ${others}`,
    `INSERT INTO bans (id, room, "user", user_kind, user_name, by, by_kind, by_name, at, until)
     SELECT n, n % ${joinedRooms}, n, 0, '', n, 0, '', 0, NULL FROM generate_series(20, ${users}) n`,
    "ANALYZE",
  ];
  for (const sql of make) await db.query(sql, []);
}

/** Everything once, so that each statement is prepared. */
async function useAll(db: Session): Promise<void> {
  const ledger = new Ledger(db);
  ledger.begin(posts);
  const emit = (): void => undefined;
  const parts = { ledger, emit, joiner: new Joiner(db, ledger, emit) };
  const by: Person = { id: "u1", kind: "account", name: "U1" };
  const on = { roomId: "r1", userId: "u2", by, at: 5 };
  const about = { ...on, reason: null, until: null };
  const at = { by, at: 5 };
  const made = roomWrites(db, parts);
  assert.equal(
    (await made.createRoom({ id: "new", kind: "public", name: "", topic: null, ...at, maxPerDay: 9_999 })).kind,
    "created",
  );
  assert.equal((await made.changeRoom({ roomId: "new", ...at, archived: true })).kind, "done");
  const members = memberWrites(db, parts);
  assert.equal((await members.invite({ ...on, maxMembers: 100 })).kind, "done");
  assert.equal((await members.setRole({ ...on, role: "owner" })).kind, "done");
  assert.equal((await members.leaveRoom({ roomId: "r1", by: { ...by, id: "u2" }, at: 5 })).kind, "done");
  assert.equal((await members.joinRoom({ roomId: "r2", by: { ...by, id: "u2" }, at: 5, maxMembers: 100 })).kind, "done");
  assert.equal((await members.removeMember({ ...on, roomId: "r2" })).kind, "done");
  const bans = banWrites(db, parts);
  assert.equal((await bans.banFromRoom(about)).kind, "done");
  assert.equal((await bans.unbanFromRoom(on)).kind, "done");
  const server = serverWrites(db, ledger);
  assert.equal((await server.setAdmin({ ...on, isAdmin: false })).kind, "done");
  assert.deepEqual(await server.banFromServer(about), { kind: "done", sessionIds: ["s2"] });
  assert.equal((await server.unbanFromServer(on)).kind, "done");
  const reports = reportWrites(db, ledger);
  assert.equal((await reports.createReport({ about: { messageId: 10 }, ...at, text: "", maxOpen: 9 })).kind, "reported");
  assert.equal((await reports.createReport({ about: { userId: "u7" }, ...at, text: "", maxOpen: 9 })).kind, "reported");
  assert.equal((await reports.resolveReport({ reportId: 2, ...at, note: null })).kind, "done");
  const personal = personalWrites(db);
  assert.equal((await personal.markRead({ userId: "u1", roomId: "r1", messageId: 5 })).kind, "done");
  for (const until of [5, null]) assert.equal((await personal.setMute({ userId: "u1", roomId: "r1", until })).kind, "done");
  assert.equal((await personal.block({ userId: "u1", otherId: "u2", maxBlocks: 100 })).kind, "done");
  assert.equal(await personal.unblock("u1", "u2"), true);
  assert.equal(await ledger.bans.isSilenced(1, "u30", 5), false);
  await ledger.settle();
  await readAll(db);
}

async function readAll(db: Session): Promise<void> {
  const table = new RoomsTable(db);
  const reads = personalReads(db, { rooms: table });
  const bounds = { maxCounted: 500, maxScanned: 10_000 };
  const roomIds = [loungeId, ...Array.from({ length: 200 }, (_, n) => `r${n + 1}`)];
  const unread = await reads.unreadOf({ userId: "u1", roomIds, ...bounds });
  assert.deepEqual([unread.length, unread[0]?.unread], [201, 500]);
  assert.equal((await reads.countedStandingsOf({ userId: "u1", afterRoomId: "", limit: 100, ...bounds })).length, 100);
  assert.equal(await reads.closureOf("r1"), null);
  assert.equal((await reads.blocksOf("u1")).length, 41);
  const bans = new BansTable(db);
  assert.equal(await bans.isSilenced("r29", "u30", 5), true);
  assert.equal((await bans.ofRoom("r29", 0, 10)).length, 3);
  assert.equal((await bans.ofServer(5, 0, 10)).length, 3);
  const audit = new AuditTable(db);
  assert.equal((await audit.page(null, users, 10)).length, 10);
  assert.equal((await audit.page("r29", users, 10)).length, 3);
  assert.equal(await audit.purge(5, 2), 2);
  const moderation = new ModerationTable(db, new LogTable(db));
  assert.equal((await moderation.accounts({ prefix: "u", afterKey: "", at: 5, limit: 10 })).length, 10);
  const wanted = { isResolved: false, afterId: 0, limit: 10 };
  assert.equal((await moderation.reports({ ...wanted, roomId: null })).length, 10);
  assert.equal((await moderation.reports({ ...wanted, roomId: loungeId })).length, 10);
}

/** As PostgreSQL goes about each statement once it has been used often, and its plan knows nothing of its values. */
async function plans(db: Session): Promise<Map<string, string>> {
  await db.query("SET plan_cache_mode = force_generic_plan", []);
  const prepared = await db.query(
    "SELECT name, statement, cardinality(parameter_types) FROM pg_prepared_statements WHERE statement ~ '^(SELECT|UPDATE|DELETE)'",
    [],
  );
  const found = new Map<string, string>();
  for (const [name, statement, count] of prepared.rows) {
    const values = Array.from({ length: number(count) }, () => "NULL").join();
    const { rows } = await db.query(`EXPLAIN EXECUTE ${text(name)}${values && `(${values})`}`, []);
    found.set(text(statement), rows.map(([line]) => text(line)).join("\n"));
  }
  return found;
}

test("nothing that is asked of rooms, bans, reports and reads scans a whole table", {
  skip: withoutPostgres(),
}, async () => {
  await onConnection(async (db) => {
    await fill(db);
    await useAll(db);
    const found = await plans(db);
    assert.ok(found.size > 40, `${found.size} statements`);
    const bad = [...found].filter(([, plan]) => /Seq Scan on (?!head)/.test(plan));
    assert.deepEqual(
      bad.map((one) => one.join("\n")),
      [],
    );
    const counting = [...found].find(([sql]) => sql.includes("WITH ORDINALITY"))?.[1] ?? "";
    assert.match(counting, /Index Only Scan Backward using log_posts/);
    assert.match(counting, /Index Only Scan using changes_deleted/);
  });
});
