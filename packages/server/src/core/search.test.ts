import assert from "node:assert/strict";
import { test } from "node:test";
import { loungeId } from "../ports/model.ts";
import { soughtIn } from "./search.ts";
import { type MemoryChatOptions, memoryChat, signUp } from "./testing/memory-chat.ts";

async function scene(options: MemoryChatOptions = {}) {
  const at = await memoryChat(options);
  const { chat } = at;
  const [alice, bobby] = [(await signUp(chat, "alice")).user, (await signUp(chat, "bobby")).user];
  const room = await chat.rooms.create(alice, { kind: "private", name: "Kitchen" });
  const say = (text: string, roomId = room.id) => chat.messages.post({ roomId, author: alice, text });
  const texts = async (text: string, more = {}) =>
    (await chat.search.find(alice.id, { text, ...more })).messages.map((message) => message.text);
  return { at, chat, alice, bobby, room, say, texts, [Symbol.asyncDispose]: () => chat.close() };
}

test("what is typed is words; between quotes, or written together, they are a phrase; the last may go on unless its quotes are closed", () => {
  const cases: readonly (readonly [string, readonly (readonly string[])[], boolean])[] = [
    ["Hello wor", [["hello"], ["wor"]], true],
    ['"hello wor', [["hello", "wor"]], true],
    ['"hello world"', [["hello", "world"]], false],
    ['say "hello world" twice', [["say"], ["hello", "world"], ["twice"]], true],
    ['twice "hello world" !', [["twice"], ["hello", "world"]], false],
    ["“hello world”", [["hello", "world"]], false],
    [
      "e-mail don't",
      [
        ["e", "mail"],
        ["don", "t"],
      ],
      true,
    ],
    ["東京 都", [["東", "京"], ["都"]], true],
    ['"" " " "', [], true],
    ["😀 !? \0", [], true],
    ["a AND (b OR c*) NEAR:d", [["a"], ["and"], ["b"], ["or"], ["c"], ["near", "d"]], true],
  ];
  for (const [text, phrases, isLastOpen] of cases) assert.deepEqual(soughtIn(text), { phrases, isLastOpen }, text);
});

test("found are messages with all the words, in their present state, newest first, until they are deleted", async () => {
  await using on = await scene();
  const first = await on.say("The cake is ready");
  await on.say("cake for everybody", loungeId);
  await on.say("no pie");
  assert.deepEqual(await on.texts("cak"), ["cake for everybody", "The cake is ready"]);
  assert.deepEqual(await on.texts("ready cake"), ["The cake is ready"]);
  assert.deepEqual(await on.texts('"is ready"', { roomId: on.room.id, authorId: on.alice.id }), ["The cake is ready"]);
  const edited = await on.chat.messages.edit({ messageId: first.id, by: on.alice, text: "The cake is gone" });
  assert.deepEqual(await on.chat.search.find(on.alice.id, { text: "gone" }), { messages: [edited], next: null });
  assert.deepEqual(await on.texts("ready"), []);
  await on.chat.messages.delete({ messageId: first.id, by: on.alice });
  assert.deepEqual(await on.texts("gone"), []);
});

test("I5: who may not read a room finds nothing of it, and is told of it what is told of none", async () => {
  await using on = await scene();
  await on.say("secret cake");
  const find = (roomId?: string) => on.chat.search.find(on.bobby.id, { text: "cake", roomId });
  assert.deepEqual(await find(), { messages: [], next: null });
  for (const roomId of [on.room.id, "nowhere"]) await assert.rejects(find(roomId), { code: "not_found" });
});

test("without a word, or with a number that is none, a search is a bad request", async () => {
  await using on = await scene();
  for (const text of ["", "  ", "😀", '""']) await assert.rejects(on.texts(text), { code: "bad_request" });
  for (const key of ["from", "until", "before", "limit"]) {
    for (const number of [0.5, Number.NaN, 2 ** 53])
      await assert.rejects(on.texts("x", { [key]: number }), { code: "bad_request" });
  }
  await assert.rejects(on.texts("x", { limit: 0 }), { code: "bad_request" });
});

test("I8: searchChars characters, searchResults messages and searchesPerMinute searches are taken, one more is refused", async () => {
  await using on = await scene({ bounds: { searchChars: 5, searchResults: 2, searchesPerMinute: 6 } });
  for (const text of ["aa 1", "aa 2", "aa 3"]) await on.say(text);
  assert.deepEqual(await on.texts("aa 😀😀"), ["aa 3", "aa 2"]);
  await assert.rejects(on.texts("aa 😀😀😀"), { code: "bad_request" });
  const page = await on.chat.search.find(on.alice.id, { text: "aa", limit: 2 });
  assert.ok(page.next !== null);
  assert.deepEqual(await on.texts("aa", { before: page.next }), ["aa 1"]);
  await assert.rejects(on.texts("aa", { limit: 3 }), { code: "bad_request" });
  await on.texts("aa");
  await assert.rejects(on.texts("aa"), { code: "rate_limited" });
  on.at.clock.advance(60_000);
  await on.texts("aa");
});
