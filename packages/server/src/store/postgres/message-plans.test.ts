import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import type { Person } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type { NewPost } from "../../ports/posts.ts";
import { number, text } from "../columns.ts";
import { Joiner } from "./joiner.ts";
import { Ledger } from "./ledger.ts";
import { messageReads } from "./message-reads.ts";
import type { AtOneInstant } from "./read-pool.ts";
import type { Session } from "./session.ts";
import { syncReader } from "./sync-reader.ts";
import { onConnection } from "./testing/store-in-database.ts";
import { changeWrites } from "./write-changes.ts";
import { directWrites } from "./write-directs.ts";
import { PostWriter } from "./write-posts.ts";
import { reactionWrites } from "./write-reactions.ts";

const users = 3_000;
const rooms = 2_000;
const posts = 30_000;
const run = 1_000;
const by: Person = { id: "u1", kind: "account", name: "U1" };
const [asker, wanted] = [{ readerId: "u1" }, { roomId: loungeId, limit: 100, maxChars: 100_000 }];

/** Half of the posts are in the lounge; some were edited, answered, pinned or reacted to; u1 and u2 have a direct room. */
async function fill(db: Session): Promise<void> {
  const make = [
    `INSERT INTO users (id, kind, name, created_at, last_active_at) SELECT 'u' || n, 0, 'U' || n, n, n FROM generate_series(1, ${users}) n`,
    `INSERT INTO names (key, "user", is_display) SELECT id, key, 0 FROM users`,
    `INSERT INTO rooms (id, kind, name, last_seq) SELECT 'r' || n, n % 2 * 2, 'R', ${posts} FROM generate_series(1, ${rooms}) n`,
    `INSERT INTO rooms (id, kind, low, high) SELECT 'd' || key, 1, key, key + 1 FROM users WHERE key % 2 = 1`,
    `INSERT INTO log (id, room, seq, type, at, "user", user_kind, user_name, text, client_key)
     SELECT n, CASE WHEN n % 2 = 0 THEN 1 ELSE 2 + n % 200 END, n, CASE WHEN n % 10 = 3 THEN 3 ELSE 0 END, n, 1 + n % ${users}, 0, 'U', 'text', CASE WHEN n % 10 <> 3 THEN 'k' || n END
     FROM generate_series(1, ${posts}) n`,
    `INSERT INTO members ("user", room_id, room, seq) SELECT u.key, r.id, r.key, u.key FROM users u, rooms r
     WHERE (r.key = 1 OR r.key % 100 = u.key % 100) AND r.kind <> 1`,
    `INSERT INTO changes (message, room, edits, reply_to, thread, pin) SELECT id, room, 1, 2, 2, CASE WHEN id % 100 = 0 THEN id END FROM log WHERE id % 10 = 0`,
    "INSERT INTO edits (message, number, at, text) SELECT message, 1, 1, '' FROM changes",
    `INSERT INTO reactions (message, slot, added, emoji, "user") SELECT id, id, id, 'x', "user" FROM log WHERE type = 0`,
    `INSERT INTO files (id, name, type, size_bytes, hash, owner, created_at) SELECT 'f' || n, '', '', 1, 'h', 'u' || n, 1 FROM generate_series(1, ${users}) n`,
    `INSERT INTO bans (id, room, "user", user_kind, user_name, by, by_kind, by_name, at)
     SELECT n, 2 + n % ${rooms}, n, 0, '', 1, 0, '', 0 FROM generate_series(20, ${users}) n`,
    `INSERT INTO blocks ("user", other) SELECT key, key - 1 FROM users WHERE key > 100`,
    `INSERT INTO reports (at, by, by_kind, by_name, text, message, "user") SELECT key, key, 0, '', '', key, key FROM users`,
    `UPDATE rooms SET last_seq = ${posts}`,
    `UPDATE head SET last_id = ${posts}`,
    "ANALYZE",
  ];
  for (const sql of make) await db.query(sql, []);
}

/** Of each author one: in the lounge, with a file, an answer, a name that is called and a key used before. */
function manyPosts(): NewPost[] {
  return Array.from({ length: run }, (_, n) => {
    const id = `u${n + 1}`;
    const links = { replyTo: 2 * n + 4, thread: null, calls: { names: [[`u${n + 2}`]], room: false } };
    const about = { text: "hello", at: 5, membersOnly: true, nameKey: "free", file: n < 20 ? `f${n + 1}` : null, links };
    return {
      roomId: n % 5 === 0 ? `r${n}` : loungeId,
      author: { ...by, id },
      ...about,
      clientKey: `k${n % 3 === 0 ? n : `new ${n}`}`,
    };
  });
}

async function useAll(db: Session): Promise<void> {
  const ledger = new Ledger(db);
  ledger.begin(posts);
  const emit = (): void => undefined;
  const directs = directWrites(db, { ledger, emit, joiner: new Joiner(db, ledger, emit), pulse: async () => undefined });
  const writer = new PostWriter(db, ledger);
  const direct = { author: by, toId: null, text: "", at: 5, newRoomId: "new", nameKey: null, clientKey: "p" };
  const toAll = Array.from({ length: run }, (_, n) => ({ ...direct, toNameKey: `u${n + 1}`, clientKey: null, toId: "u9" }));
  await writer.run([...manyPosts(), ...toAll.slice(0, 2)], async () => ({ answer: null, posted: null }));
  await ledger.flushed();
  await writer.run(toAll, async () => ({ answer: null, posted: null }));
  assert.equal((await directs.postPrivate({ ...direct, toNameKey: "u7" })).kind, "posted");
  const reaction = { messageId: 4, user: by, emoji: "y", at: 5, maxEmoji: 9, maxUsers: 9 };
  assert.equal((await reactionWrites(db, ledger, emit).toggleReaction(reaction)).kind, "added");
  const changes = changeWrites(db, ledger, emit);
  const mine = { messageId: users * 2, by, at: 5 };
  const calls = { names: [["u2"]], room: false };
  assert.equal((await changes.editMessage({ ...mine, text: "new", calls, maxEdits: 9 })).kind, "done");
  assert.equal((await changes.deleteMessage(mine)).kind, "done");
  assert.equal((await changes.pinMessage({ ...mine, messageId: 4, isPinned: true, maxPins: 9 })).kind, "forbidden");
  await ledger.settle();
}

async function readAll(db: Session): Promise<void> {
  const here: AtOneInstant = (work) => work(db);
  const reads = messageReads(db, here);
  assert.equal((await reads.snapshot(loungeId, 100))?.messages.length, 100);
  assert.equal((await reads.eventsAfter("r2", 0, 50)).length, 50);
  assert.equal((await reads.messagesAfter("u1", 10, 200)).length, 200);
  assert.equal((await reads.findMessage(12))?.reactions.length, 1);
  assert.equal((await reads.versionsOf(10)).length, 2);
  assert.equal((await reads.pinsOf(loungeId, 20)).length, 20);
  assert.equal((await reads.threadAfter(2, 100, 20)).length, 20);
  assert.equal((await reads.readable("r1", "u1"))?.id, undefined);
  const sync = syncReader(here);
  const positions = Array.from({ length: 40 }, (_, n) => ({ roomId: n === 0 ? loungeId : `r${n * 2}`, seq: 5 }));
  const sizes = { maxEvents: 100, pageSize: 50, maxItems: 1_000, maxChars: 100_000 };
  assert.equal((await sync.catchUp({ ...asker, positions, ...sizes })).length > 5, true);
  const page = await sync.messagesIn({ ...asker, ...wanted, range: { kind: "around", id: 5_000 } });
  assert.deepEqual([page?.messages.length, page?.hasNewer, page?.hasOlder], [100, true, true]);
}

interface Prepared {
  readonly name: string;
  readonly sql: string;
  readonly values: number;
}

async function prepared(db: Session): Promise<Prepared[]> {
  const { rows } = await db.query("SELECT name, statement, cardinality(parameter_types) FROM pg_prepared_statements", []);
  return rows.map(([name, sql, values]) => ({ name: text(name), sql: text(sql), values: number(values) }));
}

async function planOf(db: Session, { name, values }: Prepared): Promise<string> {
  const nulls = Array.from({ length: values }, () => "NULL").join();
  const { rows } = await db.query(`EXPLAIN EXECUTE ${name}${nulls && `(${nulls})`}`, []);
  return rows.map(([line]) => text(line)).join("\n");
}

/** Indexes by two columns of which a run of posts is looked up by both: by one alone they have all that an author wrote, or is in. */
const ofPosts = /unnest.*(?:client_key = k\.key|m\.room_id = k\.room)/s;
const byBoth = /Index Cond: \(\("user" = .*AND \((?:client_key|room_id) = /;

/** Whether a table, or an index of it, is gone through from end to end. */
function readsAll(plan: string): boolean {
  const steps = plan.split(/->|SubPlan|InitPlan/);
  return steps.some(
    (step) => /Seq Scan on (?!head|meta)/.test(step) || (/Index (?:Only )?Scan/.test(step) && !step.includes("Index Cond")),
  );
}

test("no statement about messages reads a whole table or index, for one message or for a thousand", {
  skip: withoutPostgres(),
}, async () => {
  await onConnection(async (db) => {
    await fill(db);
    const before = new Set((await prepared(db)).map(({ name }) => name));
    await useAll(db);
    await readAll(db);
    const used = (await prepared(db)).filter(({ name }) => !before.has(name));
    assert.ok(used.length > 40, `${used.length} statements`);
    assert.equal(used.filter(({ sql }) => ofPosts.test(sql)).length, 3);
    const bad: string[] = [];
    for (const statement of used) {
      const plan = await planOf(db, statement);
      if (readsAll(plan) || (ofPosts.test(statement.sql) && !byBoth.test(plan))) bad.push(`${statement.sql}\n${plan}`);
    }
    assert.deepEqual(bad, []);
  });
});
