import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import fc from "fast-check";
import type { Room } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type { NewPost, NewPrivatePost, PrivatePostOutcome } from "../../ports/posts.ts";
import { number } from "../columns.ts";
import { Joiner } from "./joiner.ts";
import { Ledger } from "./ledger.ts";
import type { AnyPost } from "./posted.ts";
import type { Session } from "./session.ts";
import { onConnection } from "./testing/store-in-database.ts";
import { directWrites } from "./write-directs.ts";
import type { Alone, PostAnswer } from "./write-posts.ts";
import { PostWriter } from "./write-posts.ts";

const usualRuns = 60;
const runs = Number(process.env["PARLANCE_FC_RUNS"] ?? usualRuns);
const seed = Number(process.env["PARLANCE_FC_SEED"] ?? randomInt(2 ** 31));

/** The last event of `world`. */
const lastId = 9;
/** Somebody for every refusal: `g` is a guest, `x` deleted, `b` banned from the server, `u4` from the public room; nobody knows `a`. */
const world = [
  `INSERT INTO users (key, id, kind, name, deleted_at) VALUES (1, 'u1', 0, 'U1', NULL), (2, 'u2', 0, 'U2', NULL), (3, 'u3', 0, 'U3', NULL),
   (4, 'u4', 0, 'U4', NULL), (5, 'g', 1, 'G', NULL), (6, 'x', NULL, 'deleted', 5), (7, 'b', 0, 'B', NULL)`,
  `SELECT setval(pg_get_serial_sequence('users', 'key'), 100), setval(pg_get_serial_sequence('rooms', 'key'), 100)`,
  `INSERT INTO names (key, "user", is_display) VALUES ('u1', 1, 0), ('u2', 2, 0), ('u3', 3, 0), ('u4', 4, 0), ('b', 7, 0)`,
  `INSERT INTO rooms (key, id, kind, name, low, high, archived_at, last_seq) VALUES (11, 'public', 0, 'p', NULL, NULL, NULL, 2),
   (12, 'private', 2, 's', NULL, NULL, NULL, 1), (13, 'archived', 0, 'a', NULL, NULL, 3, 0), (14, 'd12', 1, NULL, 1, 2, NULL, 2),
   (15, 'cut', 1, NULL, 1, 3, NULL, 2), (16, 'left', 1, NULL, 1, 6, NULL, 2)`,
  `INSERT INTO log (id, room, seq, type, at, "user", user_kind, user_name, text, client_key) VALUES
   (1, 11, 1, 0, 1, 1, 0, 'U1', 'first', 'c1'), (2, 11, 2, 0, 1, 2, 0, 'U2', 'answer', NULL), (3, 12, 1, 0, 1, 1, 0, 'U1', 'secret', 'c2'),
   (4, 14, 1, 3, 1, 1, 0, 'U1', '', NULL), (5, 14, 2, 3, 1, 2, 0, 'U2', '', NULL), (6, 15, 1, 3, 1, 1, 0, 'U1', '', NULL),
   (7, 15, 2, 3, 1, 3, 0, 'U3', '', NULL), (8, 16, 1, 3, 1, 1, 0, 'U1', '', NULL), (9, 16, 2, 3, 1, 6, 0, 'X', '', NULL)`,
  "INSERT INTO changes (message, room, reply_to, thread) VALUES (2, 11, 1, 1)",
  `INSERT INTO members ("user", room_id, room, seq) SELECT u.key, r.id, r.key, u.key + 100 FROM users u, rooms r
   WHERE (r.id = '${loungeId}' AND u.key < 4) OR (r.id = 'public' AND u.key < 3) OR (r.id = 'private' AND u.key = 2)
      OR (r.kind = 1 AND u.key IN (r.low, r.high)) OR r.id = 'archived'`,
  `INSERT INTO bans (id, room, "user", user_kind, user_name, by, by_kind, by_name, at, until) VALUES
   (1, 11, 4, 0, '', 1, 0, '', 1, NULL), (2, 0, 7, 0, '', 1, 0, '', 1, 50)`,
  `INSERT INTO blocks ("user", other) VALUES (3, 1)`,
  `INSERT INTO files (id, name, type, size_bytes, hash, owner, created_at, attached_to) VALUES
   ('f1', 'n', 't', 1, 'h', 'u1', 1, NULL), ('f2', 'n', 't', 1, 'h', 'u2', 1, NULL), ('f3', 'n', 't', 1, 'h', 'u1', 1, 1)`,
  `UPDATE head SET last_id = ${lastId}`,
];

const author = fc.constantFrom("u1", "u1", "u2", "u2", "u3", "u4", "g", "x", "b", "a").map((id) => ({
  id,
  kind: id === "a" ? ("address" as const) : id === "g" ? ("guest" as const) : ("account" as const),
  name: id,
}));
const sender = {
  author,
  text: fc.constantFrom("hello", "\u0000\u0001"),
  at: fc.constantFrom(10, 90),
  nameKey: fc.option(fc.constantFrom("u1", "free"), { freq: 8 }).map((key) => key),
  clientKey: fc.option(fc.constantFrom("c1", "c2", "c3")),
};
const messageId = fc.option(fc.integer({ min: 1, max: lastId + 6 }), { freq: 2 });
const links = fc.record({
  replyTo: messageId,
  thread: messageId,
  calls: fc.record({
    names: fc.array(fc.array(fc.constantFrom("u1", "u2", "u4", "none"), { maxLength: 3 }), { maxLength: 2 }),
    room: fc.boolean(),
  }),
});
const open: fc.Arbitrary<NewPost> = fc
  .record({
    ...sender,
    nameKey: fc.constantFrom(null, null, null, null, "u1", "free"),
    roomId: fc.constantFrom(
      loungeId,
      "public",
      "public",
      "private",
      "archived",
      "d12",
      "cut",
      "left",
      "none",
      "new0",
      "new1",
      "new2",
    ),
    membersOnly: fc.boolean(),
    file: fc.constantFrom(null, null, "f1", "f2", "f3", "f4"),
    links: fc.option(links),
  })
  .map(({ links: some, ...post }) => (some === null ? post : { ...post, links: some }));
const direct = fc.record({
  ...sender,
  nameKey: fc.constantFrom(null, null, null, null, "u1", "free"),
  toNameKey: fc.constantFrom("u1", "u2", "u2", "u3", "u4", "nobody"),
  toId: fc.constantFrom(null, "g", "x", "u2"),
});
/** The room of a private message that makes one is called by the message's place: a later one may name it. */
const posts: fc.Arbitrary<AnyPost[]> = fc
  .array(fc.oneof({ weight: 3, arbitrary: open }, { weight: 2, arbitrary: direct }), { minLength: 2, maxLength: 12 })
  .map((all) => all.map((post, place) => ("toNameKey" in post ? { ...post, newRoomId: `new${place}` } : post)));

/** Each outcome at least once, whatever the seed. */
function oneOfEach(): AnyPost[] {
  const author = { id: "u1", kind: "account" as const, name: "u1" };
  const post: NewPost = {
    roomId: "public",
    author,
    text: "t",
    at: 10,
    membersOnly: true,
    nameKey: null,
    clientKey: null,
    file: null,
  };
  const links = { replyTo: 3, thread: null, calls: { names: [], room: false } };
  const to: NewPrivatePost = {
    author,
    toNameKey: "nobody",
    toId: null,
    text: "t",
    at: 10,
    newRoomId: "new9",
    nameKey: null,
    clientKey: null,
  };
  return [
    ...["f1", "f1", "f2", "f3"].map((file) => ({ ...post, file })),
    { ...post, clientKey: "c1" },
    { ...post, links },
    { ...post, nameKey: "u1" },
    ...["none", "archived", "cut"].map((roomId) => ({ ...post, roomId })),
    { ...post, roomId: loungeId, membersOnly: false, author: { ...author, id: "b" } },
    { ...post, author: { ...author, id: "x" } },
    to,
  ];
}

class Trial {
  readonly #session: Session;
  readonly #ledger: Ledger;
  readonly #writer: PostWriter;
  readonly #alone: Alone<PrivatePostOutcome>;

  constructor(session: Session) {
    this.#session = session;
    this.#ledger = new Ledger(session);
    this.#writer = new PostWriter(session, this.#ledger);
    const emit = (): void => undefined;
    const joiner = new Joiner(session, this.#ledger, emit);
    const directs = directWrites(session, { ledger: this.#ledger, joiner, emit, pulse: async () => undefined });
    this.#alone = async (post: NewPrivatePost) => {
      const answer = await directs.postPrivate(post);
      return { answer, posted: answer.kind === "posted" ? answer.message : null };
    };
  }

  /** What came of these runs, one after the other, and what was then in the database; nothing of it stays. */
  async outcome(given: readonly (readonly AnyPost[])[]): Promise<unknown> {
    const answers: unknown[] = [];
    await this.#session.command("SAVEPOINT trial");
    for (const run of given) {
      const head = (await this.#session.query("SELECT last_id FROM head", [])).rows[0];
      this.#ledger.begin(number(head?.[0]));
      const came = await this.#writer.run(run, this.#alone);
      await this.#ledger.settle();
      answers.push(...came.answers.map((answer) => withRoom(answer, came.rooms)));
    }
    const state = await Promise.all(
      [
        `SELECT l.id, r.id, l.seq, l.type, l.at, u.id, l.user_kind, l.user_name, l.text, l.file, l.client_key
         FROM log l JOIN rooms r ON r.key = l.room JOIN users u ON u.key = l."user" ORDER BY l.id`,
        "SELECT message, reply_to, thread, mentions FROM changes ORDER BY message",
        "SELECT id, attached_to FROM files ORDER BY id",
        "SELECT id, last_seq FROM rooms ORDER BY id",
        `SELECT u.id, m.room_id, m.seq FROM members m JOIN users u ON u.key = m."user" ORDER BY 1, 2`,
        "SELECT last_id FROM head",
        "SELECT message FROM search ORDER BY message",
      ].map(async (sql) => (await this.#session.query(sql, [])).rows),
    );
    await this.#session.command("ROLLBACK TO trial");
    return { answers, state };
  }
}

/** The same for a posted one that names its room by a place in its own run's list, and for one that was executed by itself. */
function withRoom(answer: PostAnswer | PrivatePostOutcome, rooms: readonly Room[]): unknown {
  if ("kind" in answer) {
    return answer.kind === "posted" ? ["posted", answer.message.id, answer.message.seq, answer.message.roomId] : answer;
  }
  const [id, seq, place, ...found] = answer;
  return ["posted", id, seq, rooms[place]?.id, ...found];
}

test(`a run of posts comes out as if they had been executed one after the other, seed ${seed}`, {
  skip: withoutPostgres(),
}, async () => {
  const met = new Set<string>();
  await onConnection(async (session) => {
    for (const sql of world) await session.query(sql, []);
    const trial = new Trial(session);
    await fc.assert(
      fc.asyncProperty(posts, async (all) => {
        const together = await trial.outcome([all]);
        assert.deepEqual(together, await trial.outcome(all.map((post) => [post])));
        for (const [kind] of JSON.stringify(together).matchAll(/"kind":"\w+"/g)) met.add(kind);
      }),
      { seed, numRuns: runs, examples: [[oneOfEach()]] },
    );
  });
  const refusals = [
    "repeated",
    "no_room",
    "banned",
    "forbidden",
    "archived",
    "name_taken",
    "no_message",
    "no_file",
    "file_taken",
  ];
  for (const kind of [...refusals, "no_user", "gone"]) assert.ok(met.has(`"kind":"${kind}"`), kind);
});
