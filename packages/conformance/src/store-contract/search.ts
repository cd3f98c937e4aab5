import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message, User } from "@parlance/server/ports/model.ts";
import { loungeId } from "@parlance/server/ports/model.ts";
import type { Search } from "@parlance/server/ports/search.ts";
import type { Store } from "@parlance/server/ports/store.ts";
import { wordsOf } from "@parlance/server/ports/words.ts";
import type { StoreContractOptions } from "./world.ts";
import { person, worldFor } from "./world.ts";

type Asked = Partial<Search> & Pick<Search, "userId">;

const searchFor = (words: string, asked: Asked): Search => ({
  phrases: wordsOf(words).map((word) => [word]),
  isLastOpen: false,
  roomId: null,
  authorId: null,
  from: null,
  until: null,
  before: null,
  limit: 50,
  ...asked,
});

/** Everything found, page by page until there is no more. */
async function all(store: Store, search: Search): Promise<Message[]> {
  const found: Message[] = [];
  for (let { before } = search; ; ) {
    const outcome = await store.searchMessages({ ...search, before });
    assert.ok(outcome.kind === "found", outcome.kind);
    assert.ok(outcome.messages.length <= search.limit);
    found.push(...outcome.messages);
    const { next } = outcome;
    if (next === null) break;
    assert.ok(before === null || next < before, "it goes on");
    before = next;
  }
  const ids = found.map(({ id }) => id);
  assert.deepEqual(
    ids,
    ids.toSorted((a, b) => b - a),
    "newest first",
  );
  return found;
}

export function searchRules(options: StoreContractOptions): void {
  const world = worldFor(options);
  const textsFor = async (words: string, asked: Asked): Promise<string[]> =>
    (await all(world().store, searchFor(words, asked))).map(({ text }) => text);
  const phrase = (words: string) => ({ phrases: [wordsOf(words)] });

  async function scene(): Promise<{ ann: User; ben: User; roomId: string; say: (text: string) => Promise<Message> }> {
    const [ann, ben] = [await world().account(), await world().account()];
    const room = await world().group(ann);
    const say = (text: string) => world().post(ann, { roomId: room.id, text });
    return { ann, ben, roomId: room.id, say };
  }

  test("a message is found by all of its words in any order, whatever their case and accents, and by no other", async () => {
    const { ann, say } = await scene();
    const texts = ["Größe: 3 Äpfel, naïve?", "ÄPFEL sind groß", "Straßenfest", "nothing"];
    for (const text of texts) await say(text);
    const find = (words: string) => textsFor(words, { userId: ann.id });
    assert.deepEqual(await find("apfel"), [texts[1], texts[0]]);
    assert.deepEqual(await find("naive apfel"), [texts[0]]);
    assert.deepEqual(await find("APFEL SIND GROSS"), [texts[1]]);
    assert.deepEqual(await find("STRASSENFEST"), [texts[2]]);
    assert.deepEqual(await find("apfel nowhere"), []);
    assert.deepEqual(await find("apf"), []);
  });

  test("the last word may be the beginning of one, from two letters on; no other word may", async () => {
    const { ann, say } = await scene();
    const texts = ["internationalisation begins", "intern", "in the interim", "i"];
    for (const text of texts) await say(text);
    const find = (words: string) => textsFor(words, { userId: ann.id, isLastOpen: true });
    assert.deepEqual(await find("in"), [texts[2], texts[1], texts[0]]);
    assert.deepEqual(await find("int"), [texts[2], texts[1], texts[0]]);
    for (const beginning of ["inter", "intern", "interna", "internationalisation"]) {
      const expected = texts.filter((text) => wordsOf(text).some((word) => word.startsWith(beginning))).toReversed();
      assert.deepEqual(await find(beginning), expected, beginning);
    }
    assert.deepEqual(await find("i"), [texts[3]]);
    assert.deepEqual(await find("begins internat"), [texts[0]]);
    assert.deepEqual(await find("internat begins"), []);
  });

  test("a phrase is words that follow each other, whatever is between them", async () => {
    const { ann, say } = await scene();
    const texts = ["to be or not to be", "be to", "to, be!", "to bed"];
    for (const text of texts) await say(text);
    const find = (words: string, more: Partial<Search> = {}) => textsFor("", { userId: ann.id, ...phrase(words), ...more });
    assert.deepEqual(await find("to be"), [texts[2], texts[0]]);
    assert.deepEqual(await find("be or not"), [texts[0]]);
    assert.deepEqual(await find("to be", { isLastOpen: true }), [texts[3], texts[2], texts[0]]);
    assert.deepEqual(await find("to", { phrases: [["not", "to"], ["or"]] }), [texts[0]]);
  });

  test("in scripts that do not part their words any part of the text is found", async () => {
    const { ann, say } = await scene();
    const texts = ["東京都へ行く", "京都へ行った", "서울에서 만나요", "ไปกรุงเทพ", "東 x 京"];
    for (const text of texts) await say(text);
    const find = (words: string) => textsFor("", { userId: ann.id, ...phrase(words), isLastOpen: true });
    assert.deepEqual(await find("京都"), [texts[1], texts[0]]);
    assert.deepEqual(await find("東京"), [texts[0]]);
    assert.deepEqual(await find("京"), [texts[4], texts[1], texts[0]]);
    assert.deepEqual(await find("울에"), [texts[2]]);
    assert.deepEqual(await find("กรุง"), [texts[3]]);
  });

  test("nothing is syntax: whatever is asked for is looked for, or found not to be there", async () => {
    const { ann, say } = await scene();
    const hostile = [
      '"',
      '" OR keys:"',
      "a* b",
      "NEAR(a b)",
      "a AND b",
      "\0",
      "x\0y",
      "\ud800",
      "#1",
      "@1",
      "*in",
      "(",
      "^a",
      "",
    ];
    for (const text of hostile) await say(text);
    for (const text of hostile) {
      const expected = hostile.filter((one) => wordsOf(text).every((word) => wordsOf(one).includes(word))).toReversed();
      const found = await textsFor(text, { userId: ann.id });
      assert.deepEqual(found.length, wordsOf(text).length === 0 ? 0 : expected.length, JSON.stringify(text));
      await textsFor("", { userId: ann.id, phrases: [[text]], isLastOpen: true });
    }
  });

  test("I5: found is what is in the rooms one is a member of; a public room counts when it is named, and no other room is told of", async () => {
    const { store } = world();
    const { ann, ben, roomId, say } = await scene();
    const secret = await say("hidden treasure");
    const open = await world().group(ann, { kind: "public" });
    const shown = await world().post(ann, { roomId: open.id, text: "open treasure" });
    assert.deepEqual(await all(store, searchFor("treasure", { userId: ann.id })), [shown, secret]);
    assert.deepEqual(await all(store, searchFor("treasure", { userId: ben.id })), []);
    assert.deepEqual(await all(store, searchFor("treasure", { userId: "nobody" })), []);
    assert.deepEqual(await all(store, searchFor("treasure", { userId: ben.id, roomId: open.id })), [shown]);
    for (const hidden of [roomId, "nowhere"]) {
      assert.deepEqual(await store.searchMessages(searchFor("treasure", { userId: ben.id, roomId: hidden })), {
        kind: "no_room",
      });
    }
    await world().admit({ ...open, id: roomId }, ann, [ben]);
    assert.deepEqual(await all(store, searchFor("treasure", { userId: ben.id })), [secret]);
    assert.equal((await store.leaveRoom({ roomId, by: person(ben), at: 9 })).kind, "done");
    assert.deepEqual(await all(store, searchFor("treasure", { userId: ben.id })), []);
  });

  test("by room, by author and by time, alone and together, those are left out that are not meant", async () => {
    const { ann, ben, roomId } = await scene();
    await world().admit(await world().group(ann, { id: "found-here" }), ann, [ben]);
    for (const [n, author] of [ann, ben, ann, ben].entries()) {
      await world().post(author, { roomId: n < 3 ? "found-here" : loungeId, text: `token ${n}`, at: [5, 3, 9, 7][n] ?? 0 });
    }
    await world().post(ann, { roomId, text: "token 4", at: 4 });
    const find = (more: Partial<Search>) => textsFor("token", { userId: ann.id, ...more });
    assert.deepEqual(await find({}), ["token 4", "token 2", "token 1", "token 0"]);
    assert.deepEqual(await find({ roomId: "found-here" }), ["token 2", "token 1", "token 0"]);
    assert.deepEqual(await find({ authorId: ben.id }), ["token 1"]);
    assert.deepEqual(await find({ authorId: ben.id, roomId: loungeId }), ["token 3"]);
    assert.deepEqual(await find({ authorId: "nobody" }), []);
    assert.deepEqual(await find({ from: 5 }), ["token 2", "token 0"]);
    assert.deepEqual(await find({ until: 5 }), ["token 4", "token 1"]);
    assert.deepEqual(await find({ from: 4, until: 6 }), ["token 4", "token 0"]);
    assert.deepEqual(await find({ from: 6, until: 4 }), []);
  });

  test("of many messages, old and new, every page is the next newest, and none is missed or seen twice", async () => {
    const { ann, roomId } = await scene();
    const count = 1_500;
    const posts = Array.from({ length: count }, (_, n) =>
      world().post(ann, { roomId, text: `${n % 2 === 0 ? "even" : "odd"} number${n} ${n % 100 === 7 ? "seldom" : ""}`, at: n }),
    );
    const messages = (await Promise.all(posts)).toReversed();
    const { store } = world();
    const meant = (word: string) => messages.filter(({ text }) => text.split(" ").includes(word));
    for (const limit of [1, 7, 50, 1_000]) {
      assert.deepEqual(await all(store, searchFor("seldom", { userId: ann.id, limit })), meant("seldom"));
    }
    assert.deepEqual(await all(store, searchFor("odd", { userId: ann.id, limit: 100 })), meant("odd"));
    assert.deepEqual(await all(store, searchFor("number1234", { userId: ann.id })), meant("number1234"));
    const some = searchFor("even", { userId: ann.id, from: 200, until: 300 });
    assert.deepEqual(
      await all(store, some),
      meant("even").filter(({ at }) => at >= 200 && at < 300),
    );
    const [first] = messages;
    assert.ok(first !== undefined);
    assert.deepEqual(
      await all(store, searchFor("odd", { userId: ann.id, before: first.id, limit: 1_000 })),
      meant("odd").slice(1),
    );
    const none = await store.searchMessages(searchFor("odd", { userId: ann.id, limit: 0 }));
    assert.deepEqual(none, { kind: "found", messages: [], next: null });
  });

  test("an edited message is found by its present words alone, a deleted one by none: when it was just posted, and long after", async () => {
    const { ann, roomId, say } = await scene();
    const { store } = world();
    const [edited, deleted] = [await say("before the change"), await say("before the end")];
    for (const length of [0, 1_200]) {
      await Promise.all(Array.from({ length }, (_, n) => world().post(ann, { roomId, text: `filler ${n}` })));
      const deed = { messageId: edited.id, by: person(ann), at: 5, calls: { names: [], room: false }, maxEdits: 9 };
      assert.equal((await store.editMessage({ ...deed, text: `after the change ${length}` })).kind, "done");
      assert.deepEqual(await textsFor("before", { userId: ann.id }), ["before the end"]);
      assert.deepEqual(await textsFor("change", { userId: ann.id }), [`after the change ${length}`]);
      assert.deepEqual(await textsFor(`${length} after`, { userId: ann.id }), [`after the change ${length}`]);
    }
    assert.equal((await store.deleteMessage({ messageId: deleted.id, by: person(ann), at: 6 })).kind, "done");
    assert.deepEqual(await textsFor("before", { userId: ann.id }), []);
    assert.deepEqual(await textsFor("end", { userId: ann.id }), []);
  });
}
