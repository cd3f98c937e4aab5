import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import type { Person } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type { NewPost } from "../../ports/posts.ts";
import { number } from "../columns.ts";
import { Joiner } from "./joiner.ts";
import { Ledger } from "./ledger.ts";
import type { Session } from "./session.ts";
import { onConnection } from "./testing/store-in-database.ts";
import { Trips } from "./testing/trips.ts";
import { changeWrites } from "./write-changes.ts";
import { directWrites } from "./write-directs.ts";
import { PostWriter } from "./write-posts.ts";
import { reactionWrites } from "./write-reactions.ts";

const users = 1_000;
const by: Person = { id: "u1", kind: "account", name: "U1" };
const at = 5;

async function fill(db: Session): Promise<void> {
  const make = [
    `INSERT INTO users (id, kind, name, created_at, last_active_at) SELECT 'u' || n, 0, 'U' || n, 1, 1 FROM generate_series(1, ${users}) n`,
    `INSERT INTO names (key, "user", is_display) SELECT id, key, 0 FROM users`,
    `INSERT INTO members ("user", room_id, room, seq) SELECT key, '${loungeId}', 1, key FROM users`,
    `INSERT INTO files (id, name, type, size_bytes, hash, owner, created_at) SELECT 'f' || id, '', '', 1, 'h', id, 1 FROM users`,
  ];
  for (const sql of make) await db.query(sql, []);
}

/** Each with a file, an answer to the first message, a name that is called and a key. */
function postsOf(count: number, clientKey: string): NewPost[] {
  return Array.from({ length: count }, (_, n) => {
    const id = `u${n + 1}`;
    const links = { replyTo: 1, thread: null, calls: { names: [["u2"]], room: false } };
    const about = { text: "hello", at, membersOnly: true, nameKey: null, file: clientKey === "second" ? `f${id}` : null, links };
    return { roomId: loungeId, author: { id, kind: "account" as const, name: id }, ...about, clientKey };
  });
}

async function seqs(db: Session): Promise<unknown> {
  return (await db.query("SELECT id, seq FROM log ORDER BY id", [])).rows;
}

describe("postgres: writing messages", { skip: withoutPostgres() }, () => {
  test("a run of posts goes to PostgreSQL and back as often for a thousand as for one, and so does what is done to a message", () =>
    onConnection(async (session) => {
      await fill(session);
      const db = new Trips(session);
      const ledger = new Ledger(db);
      const emit = (): void => undefined;
      const joiner = new Joiner(db, ledger, emit);
      const directs = directWrites(db, { ledger, emit, joiner, pulse: async () => undefined });
      const [writer, changes] = [new PostWriter(db, ledger), changeWrites(db, ledger, emit)];
      const tooMany: string[] = [];
      let lastId = 0;
      const counted = async (what: string, most: number, work: () => Promise<unknown>): Promise<void> => {
        ledger.begin(lastId);
        const before = db.count;
        assert.doesNotMatch(JSON.stringify(await work()), /"no_|"forbidden/, what);
        await ledger.settle();
        ledger.committed();
        lastId = ledger.nextId() - 1;
        const trips = db.count - before;
        if (trips > most) tooMany.push(`${what}: ${trips} instead of ${most}`);
      };
      const run = (posts: readonly NewPost[]) => writer.run(posts, async () => ({ answer: null, posted: null }));
      await counted("one, and what the index of words has to know first", 3, () =>
        run(postsOf(1, "first").map(({ links, ...post }) => post)),
      );
      await counted("one", 2, () => run(postsOf(2, "one").slice(1)));
      await counted("a thousand", 2, () => run(postsOf(users, "second")));
      await counted("a thousand sent again", 3, () => run(postsOf(users, "second")));
      const direct = { author: by, toId: null, text: "", at, newRoomId: "d", nameKey: null, clientKey: null };
      await counted("the first of two", 9, () => directs.postPrivate({ ...direct, toNameKey: "u2" }));
      await counted("a private one", 2, () =>
        writer.run([{ ...direct, toNameKey: "u2" }], async () => ({ answer: "no_", posted: null })),
      );
      const reaction = { messageId: 1, user: by, emoji: "y", at, maxEmoji: 9, maxUsers: 9 };
      const reactions = reactionWrites(db, ledger, emit);
      await counted("a reaction", 4, () => reactions.toggleReaction(reaction));
      await counted("taken back", 4, () => reactions.toggleReaction(reaction));
      const calls = { names: [["u2"]], room: false };
      const message = { messageId: 1, by, at };
      await counted("an edit", 5, () => changes.editMessage({ ...message, text: "new", calls, maxEdits: 9 }));
      await counted("a deletion", 4, () => changes.deleteMessage(message));
      assert.deepEqual(tooMany, []);
    }));

  test("what is rolled back to a mark gives its numbers back, and the next batch goes on where the rows end", () =>
    onConnection(async (db) => {
      await fill(db);
      const ledger = new Ledger(db);
      const event = { type: "posted", at, by, text: "t" } as const;
      const post = async (author: Person): Promise<unknown> => {
        const room = await ledger.room(loungeId);
        assert.ok(room !== null);
        return ledger.append(room, { ...event, by: author });
      };
      ledger.begin(0);
      await post(by);
      const mark = ledger.mark();
      await db.command("SAVEPOINT alone");
      await Promise.all([post({ ...by, id: "new" }), post({ ...by, id: "new" }), post(by)]);
      await ledger.flushed();
      await db.command("ROLLBACK TO alone");
      ledger.backTo(mark);
      assert.equal(await ledger.knownUserKey("new"), null);
      assert.deepEqual(await post({ ...by, id: "new" }), { id: 2, seq: 2 });
      await ledger.settle();
      ledger.committed();
      const head = await db.query("SELECT last_id FROM head", []);
      ledger.begin(number(head.rows[0]?.[0]));
      assert.deepEqual(await post(by), { id: 3, seq: 3 });
      await ledger.settle();
      assert.deepEqual(
        await seqs(db),
        [1, 2, 3].map((n) => [n, n]),
      );
    }));

  test("what a write is refused for is what was refused first, also when nobody had waited for that", () =>
    onConnection(async (db) => {
      const ledger = new Ledger(db);
      ledger.begin(0);
      await db.command("SAVEPOINT alone");
      ledger.sent(db.query("SELECT 1 / 0", []));
      const error = await ledger.room(loungeId).catch((refused: unknown) => refused);
      assert.match(String(error), /division by zero/);
      await db.command("ROLLBACK TO alone");
    }));
});
