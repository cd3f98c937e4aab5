import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { describe, test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import fc from "fast-check";
import { loungeId, type MessageId } from "../../ports/model.ts";
import type { Search } from "../../ports/search.ts";
import { wordsOf } from "../../ports/words.ts";
import { MessageSearch, type MessageSearchOptions } from "./message-search.ts";
import { blockIds } from "./search-keys.ts";
import { renewSearch } from "./search-renewal.ts";
import type { Connection } from "./statement.ts";
import { anything, Library } from "./testing/library.ts";
import { onConnection } from "./testing/store-in-database.ts";

const seed = Number(process.env["PARLANCE_FC_SEED"] ?? randomInt(2 ** 31));
const skip = withoutPostgres();

/** The smallest steps there are. */
const slow: Partial<MessageSearchOptions> = { maxRows: 2, firstRows: 1, maxBlocks: 1, workMs: 0, maxRooms: 0 };
const some: Partial<MessageSearchOptions> = { firstRows: 2, maxBlocks: 9, workMs: 1_000 };

const piece = fc.oneof(
  fc.constantFrom("to", "be", "bee", "beer", "Größe", "größer", "東京", "京都", "한국", "a", "1", "12", "x".repeat(70)),
  fc.string({ unit: "grapheme", maxLength: 4 }),
  fc.string({ unit: "binary", maxLength: 3 }),
);
const text = fc
  .array(fc.tuple(piece, fc.constantFrom(" ", " ", "-", "", "\n", "\0", "😀")), { maxLength: 6 })
  .map((all) => all.flat().join("").toWellFormed());
const roomId = fc.constantFrom(loungeId, "a", "b", "other");
const time = fc.option(fc.integer({ min: 0, max: 400_000 }));

type Step =
  | { readonly kind: "post"; readonly posts: readonly { roomId: string; text: string; at: number }[]; readonly gap: number }
  | { readonly kind: "change"; readonly which: number; readonly to: string | null }
  | { readonly kind: "find"; readonly words: string; readonly isPhrase: boolean; readonly search: Partial<Search> };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("post"),
    posts: fc.array(fc.record({ roomId, text, at: fc.integer({ min: 0, max: 400_000 }) }), { minLength: 1, maxLength: 12 }),
    gap: fc.integer({ min: 0, max: 3 * blockIds }),
  }),
  fc.record({ kind: fc.constant("change"), which: fc.nat(), to: fc.option(text) }),
  fc.record({
    kind: fc.constant("find"),
    words: text,
    isPhrase: fc.boolean(),
    search: fc.record({
      isLastOpen: fc.boolean(),
      limit: fc.integer({ min: 1, max: 8 }),
      roomId: fc.constantFrom(null, null, loungeId, "a"),
      authorId: fc.constantFrom(null, null, null, "ann", "ben"),
      from: time,
      until: time,
    }),
  }),
);

describe("postgres: searching", { skip }, () => {
  test("whatever was posted, edited and deleted in whatever order, found is what has the words, in small steps and in large", async (t) => {
    t.diagnostic(`PARLANCE_FC_SEED=${seed}`);
    const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30, size: "max" }), async (steps) => {
      await onConnection(async (db) => {
        const library = await Library.make(db);
        for (const one of steps) {
          if (one.kind === "post") await library.post(one.posts, one.gap);
          else if (one.kind === "change") {
            const id = [...library.posted.keys()][one.which % Math.max(1, library.posted.size)];
            if (id !== undefined) await library.change(id, one.to);
          } else {
            const words = wordsOf(one.words);
            const phrases = one.isPhrase && words.length > 0 ? [words] : words.map((word) => [word]);
            const search = { ...anything, ...one.search, phrases };
            const expected = phrases.length === 0 ? [] : library.expected(search);
            for (const options of [{}, slow, some]) {
              assert.deepEqual(await library.find(search, options), expected, JSON.stringify({ search, options }));
            }
          }
        }
        const rows = await db.query("SELECT message FROM search ORDER BY message", []);
        const meant = [...library.posted].flatMap(([id, post]) => (wordsOf(post.text).length > 0 ? [[id]] : []));
        assert.deepEqual(rows.rows, meant, "what has words has an entry, and nothing else");
      });
    });
    await fc.assert(property, { seed, numRuns: 25 });
  });

  test("the work of one call is bounded: of many messages that have the words but are not meant it looks at maxRows, and goes on when asked", () =>
    onConnection(async (db) => {
      const library = await Library.make(db);
      await library.post(Array.from({ length: 500 }, (_, at) => ({ roomId: loungeId, text: "common word", at })));
      const search = { ...anything, phrases: [["word", "common"]] };
      const finder = library.finder({ maxRows: 100, workMs: 1_000 });
      assert.deepEqual(await finder.find(search), { kind: "found", messages: [], next: Math.max(...library.posted.keys()) - 99 });
      assert.deepEqual(await library.find(search, { maxRows: 100 }), []);
    }));

  test("what a call asks grows with what it finds too little of, and ends with its time: no block is asked when none is of that time", () =>
    onConnection(async (db) => {
      const library = await Library.make(db);
      for (let n = 0; n < 40; n += 1) {
        await library.post([{ roomId: "a", text: n === 3 ? "rare" : "other", at: n * 1_000_000 }], blockIds);
      }
      const asked: number[] = [];
      const watched: Connection = {
        query: (sql, values) => {
          if (sql.includes("generate_series")) asked.push(Number(values[1]));
          return db.query(sql, values);
        },
      };
      const finder = new MessageSearch(watched, library.log, { workMs: 10_000 });
      const search = { ...anything, roomId: null, phrases: [["rare"]] };
      const outcome = await finder.find(search);
      assert.equal(outcome.kind === "found" && outcome.messages.length, 1);
      assert.deepEqual(asked, [1, 1, 1, 2, 4, 3], "groups of up to four blocks, of 1, 2, 4, 8, 16 and 9 blocks");
      asked.length = 0;
      await finder.find({ ...search, from: 3_000_000, until: 4_000_000 });
      assert.deepEqual(asked, [1, 1], "two blocks have messages of about that time");
      asked.length = 0;
      await finder.find({ ...search, from: 99_000_000 });
      assert.deepEqual(asked, []);
    }));

  test("an index is made anew when words are not what they were, and only then; what stopped goes on", () =>
    onConnection(async (db) => {
      const library = await Library.make(db);
      const texts = ["first", "second", "third"];
      for (const one of texts) await library.post([{ roomId: "a", text: one, at: 5 }], blockIds);
      const [id] = [...library.posted.keys()];
      await library.change(id ?? 0, null);
      const alone = async <T>(work: (own: typeof db) => Promise<T>): Promise<T> => work(db);
      assert.equal(await renewSearch(alone), true, "nobody had made one");
      assert.equal(await renewSearch(alone), false);
      const search = { ...anything, roomId: null };
      const finds = async (words: string): Promise<MessageId[]> => await library.find({ ...search, phrases: [wordsOf(words)] });
      await db.query("UPDATE meta SET value = 'of old' WHERE key = 'search_words'", []);
      let steps = 0;
      const stopping = async <T>(work: (own: typeof db) => Promise<T>): Promise<T> => {
        steps += 1;
        if (steps > 3) throw new Error("stopped");
        return await work(db);
      };
      await assert.rejects(renewSearch(stopping), /stopped/);
      await library.post([{ roomId: "a", text: "meanwhile", at: 5 }], 7);
      assert.equal(await renewSearch(alone), true);
      assert.deepEqual(
        [await finds("first"), (await finds("second")).length, (await finds("third")).length, (await finds("meanwhile")).length],
        [[], 1, 1, 1],
      );
      assert.deepEqual((await db.query("SELECT value FROM meta WHERE key = 'search_to'", [])).rows, []);
      assert.equal(await renewSearch(alone), false);
    }));
});
