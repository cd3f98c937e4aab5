import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
import fc from "fast-check";
import { loungeId, type MessageId, type Person } from "../../ports/model.ts";
import type { Search } from "../../ports/search.ts";
import { hasSought, wordsOf } from "../../ports/words.ts";
import { fieldsOf } from "../post-fields.ts";
import { BansTable } from "./bans-table.ts";
import { LogTable } from "./log-table.ts";
import { MessageSearch, type MessageSearchOptions } from "./message-search.ts";
import { openSqliteStore } from "./open.ts";
import { RoomsTable } from "./rooms-table.ts";
import { migrate } from "./schema.ts";
import { SearchIndexing } from "./search-indexing.ts";
import { SearchKeys } from "./search-keys.ts";
import { loungePost } from "./testing/post.ts";
import { temporaryFolder, testBounds } from "./testing/store-in-folder.ts";
import { Writer } from "./writer.ts";

const seed = randomInt(2 ** 31);
const author: Person = { id: "ann", kind: "account", name: "Ann" };
/** The last is not hers. */
const rooms = [loungeId, "a", "b", "other"] as const;
const anything: Search = {
  phrases: [],
  isLastOpen: false,
  userId: "ann",
  roomId: loungeId,
  authorId: null,
  from: null,
  until: null,
  before: null,
  limit: 5,
};

interface Posted {
  readonly roomId: string;
  readonly text: string;
}

/** A database with its writer, its indexing and its search, all in this thread. */
class Library {
  readonly db = new DatabaseSync(":memory:");
  readonly #writer: Writer;
  readonly posted = new Map<MessageId, Posted>();

  constructor() {
    migrate(this.db, "memory");
    this.#writer = new Writer(this.db, 0);
    for (const id of ["ann", "ben"]) {
      const account = { id, name: id, nameKey: id, email: null, emailKey: null, passwordHash: "", at: 0, joins: [loungeId] };
      this.#writer.write([{ name: "createAccount", args: [account] }]);
    }
    const room = { kind: "private" as const, name: "", topic: null, at: 0, maxPerDay: 9 };
    for (const id of ["a", "b"]) this.#writer.write([{ name: "createRoom", args: [{ ...room, id, by: author }] }]);
    this.#writer.write([{ name: "createRoom", args: [{ ...room, id: "other", by: { ...author, id: "ben" } }] }]);
  }

  post(given: readonly Posted[]): void {
    const posts = given.map(({ roomId, text }) => {
      const by = roomId === "other" ? { ...author, id: "ben" } : author;
      return fieldsOf(loungePost(text, { author: by, roomId, at: this.posted.size }));
    });
    const answer = this.#writer.write(posts);
    assert.ok(answer.kind === "committed");
    answer.answers.forEach((one, index) => {
      assert.ok(!("kind" in one));
      const { roomId = "", text = "" } = given[index] ?? {};
      this.posted.set(one[0], { roomId, text: text.toWellFormed() });
    });
  }

  change(messageId: MessageId, text: string | null): void {
    const deed = { messageId, by: author, at: 9 };
    const edit = { ...deed, text: (text ?? "").toWellFormed(), calls: { names: [], room: false }, maxEdits: 1_000 };
    const write =
      text === null
        ? { name: "deleteMessage" as const, args: [deed] as [typeof deed] }
        : { name: "editMessage" as const, args: [edit] as [typeof edit] };
    const answer = this.#writer.write([write]);
    const [done] = answer.kind === "committed" ? answer.answers : [];
    assert.ok(done !== undefined && "kind" in done && done.kind === "value", JSON.stringify(answer));
    const before = this.posted.get(messageId);
    if (before !== undefined && JSON.stringify(done.value).startsWith('{"kind":"done"')) {
      this.posted.set(messageId, { ...before, text: edit.text });
    }
  }

  index(slices: number): void {
    const indexing = new SearchIndexing(this.db, { kept: 2, step: 2, sliceMs: slices % 2 === 0 ? 0 : 10 });
    for (let n = 0; n < slices; n += 1) indexing.work();
  }

  find(search: Search, options: Partial<MessageSearchOptions> = {}): MessageId[] {
    const log = new LogTable(this.db);
    const finder = new MessageSearch(this.db, { rooms: new RoomsTable(this.db), bans: new BansTable(this.db), log }, options);
    const ids: MessageId[] = [];
    for (let { before } = search; ; ) {
      const outcome = finder.find({ ...search, before });
      assert.ok(outcome.kind === "found");
      ids.push(...outcome.messages.map(({ id }) => id));
      if (outcome.next === null) return ids;
      assert.ok(before === null || outcome.next < before);
      before = outcome.next;
    }
  }

  expected(search: Search): MessageId[] {
    const found = [...this.posted].filter(
      ([, { roomId, text }]) => roomId !== "other" && roomId === (search.roomId ?? roomId) && hasSought(wordsOf(text), search),
    );
    return found.map(([id]) => id).toReversed();
  }
}

/** The smallest steps there are. */
const slow = { maxRows: 2, windowIds: 3, workMs: 0, tryRows: 1, maxRooms: 0, nearIds: 0 };

const piece = fc.oneof(
  fc.constantFrom("to", "be", "bee", "beer", "Größe", "größer", "東京", "京都", "한국", "a", "1", "12", "x".repeat(70)),
  fc.string({ unit: "grapheme", maxLength: 4 }),
  fc.string({ unit: "binary", maxLength: 3 }),
);
const text = fc
  .array(fc.tuple(piece, fc.constantFrom(" ", " ", "-", "", "\n", "\0", "😀")), { maxLength: 6 })
  .map((all) => all.flat().join(""));

type Step =
  | { readonly kind: "post"; readonly posts: readonly Posted[] }
  | { readonly kind: "change"; readonly which: number; readonly to: string | null }
  | { readonly kind: "index"; readonly slices: number }
  | {
      readonly kind: "find";
      readonly words: string;
      readonly isPhrase: boolean;
      readonly isLastOpen: boolean;
      readonly limit: number;
      readonly roomId: string | null;
    };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("post"),
    posts: fc.array(fc.record({ roomId: fc.constantFrom(...rooms), text }), { minLength: 1, maxLength: 12 }),
  }),
  fc.record({ kind: fc.constant("change"), which: fc.nat(), to: fc.option(text) }),
  fc.record({ kind: fc.constant("index"), slices: fc.integer({ min: 1, max: 6 }) }),
  fc.record({
    kind: fc.constant("find"),
    words: text,
    isPhrase: fc.boolean(),
    isLastOpen: fc.boolean(),
    limit: fc.integer({ min: 1, max: 8 }),
    roomId: fc.constantFrom(null, null, loungeId, "a"),
  }),
);

describe("sqlite: searching", () => {
  test("whatever was posted, edited, deleted and indexed in whatever order, found is what has the words, in small steps and in large", (t) => {
    t.diagnostic(`seed ${seed}`);
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 30, size: "max" }), (steps) => {
        const library = new Library();
        for (const one of steps) {
          if (one.kind === "post") library.post(one.posts);
          else if (one.kind === "index") library.index(one.slices);
          else if (one.kind === "change") {
            const id = [...library.posted.keys()][one.which % Math.max(1, library.posted.size)];
            if (id !== undefined) library.change(id, one.to);
          } else {
            const words = wordsOf(one.words);
            const phrases = one.isPhrase && words.length > 0 ? [words] : words.map((word) => [word]);
            const search = { ...anything, phrases, isLastOpen: one.isLastOpen, limit: one.limit, roomId: one.roomId };
            const expected = phrases.length === 0 ? [] : library.expected(search);
            for (const options of [{}, slow, { ...slow, maxRooms: 9, nearIds: 99 }]) {
              assert.deepEqual(library.find(search, options), expected, JSON.stringify({ search, options }));
            }
          }
        }
        library.db.exec("INSERT INTO search (search) VALUES ('integrity-check')");
        library.db.close();
      }),
      { seed, numRuns: 60 },
    );
  });

  test("the work of one call is bounded: of many messages that have the words but are not meant it looks at maxRows, and goes on when asked", () => {
    const library = new Library();
    library.post(Array.from({ length: 500 }, () => ({ roomId: loungeId, text: "common word" })));
    const lastId = Math.max(...library.posted.keys());
    library.index(51);
    const finder = new MessageSearch(
      library.db,
      { rooms: new RoomsTable(library.db), bans: new BansTable(library.db), log: new LogTable(library.db) },
      { maxRows: 100 },
    );
    const search = { ...anything, phrases: [["word", "common"]] };
    assert.deepEqual(
      finder.find(search),
      { kind: "found", messages: [], next: lastId - 101 },
      "the two newest, and a hundred of the others",
    );
    assert.deepEqual(library.find(search, { maxRows: 100 }), []);
  });

  test("all of a long history is found before, while and after it comes into the index, also when it was written by an earlier version", async () => {
    const folder = temporaryFolder();
    try {
      mkdirSync(folder, { recursive: true });
      const path = join(folder, "parlance.db");
      const db = new DatabaseSync(path);
      migrate(db, path, 3);
      db.exec("INSERT INTO users (key, id) VALUES (7, 'ann')");
      db.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
        INSERT INTO log (id, room, seq, type, at, user, user_kind, user_name, text)
        SELECT i, 1, i, 0, i, 7, 2, 'Ann', 'message ' || i || iif(i % 1000 = 0, ' milestone', '') FROM n`);
      db.exec("INSERT INTO settled_posts SELECT room, id FROM log ORDER BY id");
      db.close();
      const search: Search = { ...anything, phrases: [["milestone"]], limit: 2 };
      const whole = Promise.withResolvers<void>();
      const store = await openSqliteStore({
        folder,
        bounds: testBounds,
        onIndexed: (unindexed) => {
          if (unindexed < 1_000) whole.resolve();
        },
      });
      const find = async (): Promise<MessageId[]> => {
        const ids: MessageId[] = [];
        for (let before: MessageId | null = null; ; ) {
          const outcome = await store.searchMessages({ ...search, before });
          assert.ok(outcome.kind === "found");
          ids.push(...outcome.messages.map(({ id }) => id));
          if (outcome.next === null) return ids;
          before = outcome.next;
        }
      };
      for (let n = 0; n < 20; n += 1) assert.deepEqual(await find(), [5_000, 4_000, 3_000, 2_000, 1_000]);
      await whole.promise;
      assert.deepEqual(await find(), [5_000, 4_000, 3_000, 2_000, 1_000]);
      await store.close();

      // Words of another version: the index is made anew.
      const other = new DatabaseSync(path);
      const key = new SearchKeys(other).query(search, { rooms: null, author: null });
      assert.equal(other.prepare("SELECT count(*) AS n FROM search WHERE search MATCH ?").get(key)?.["n"], 4);
      assert.ok(Number(other.prepare("SELECT value AS v FROM meta WHERE key = 'search_to'").get()?.["v"]) >= 4_000);
      other.exec("UPDATE meta SET value = 'of old' WHERE key = 'search_words'");
      other.close();
      const renewed = await openSqliteStore({ folder, bounds: testBounds, indexing: null });
      await renewed.close();
      const after = new DatabaseSync(path);
      assert.equal(after.prepare("SELECT value AS v FROM meta WHERE key = 'search_to'").get()?.["v"], 0);
      assert.equal(after.prepare("SELECT count(*) AS n FROM search WHERE search MATCH ?").get(key)?.["n"], 0);
      after.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
