import assert from "node:assert/strict";
import { test } from "node:test";
import { Talk } from "../testing/talk.ts";
import { breakStore, signUp } from "../testing/world.ts";
import { at, codesOf, enter, error, idIn, initOf, openRoster } from "./testing/stage.ts";

test("golden: a file is a message with a readable line and the file's facts", async () => {
  const { dialect } = await openRoster();
  const [ann, bob] = [await enter(dialect, "ann"), await enter(dialect, "bob")];
  ann.heard();
  const file = { name: "a b.txt", type: "text/plain", size: 5, data: "aGVsbG8=" };
  const heard = await ann.ask({ type: "file", file });
  const [message] = heard;
  const { url } = (message as { file: { url: string } }).file;
  assert.match(url, /^http:\/\/chat\.example\/files\/[\w-]+\/a%20b\.txt$/);
  assert.deepEqual(message, {
    type: "message",
    id: idIn(heard),
    sender: "ann",
    content: `a b.txt (5 B) ${url}`,
    timestamp: at,
    file: { name: "a b.txt", type: "text/plain", size: 5, url },
  });
  assert.deepEqual(bob.heard(), [message]);
});

test("what is behind a file comes after it", async () => {
  const { dialect } = await openRoster();
  const ann = await enter(dialect, "ann");
  const file = { name: "a", type: "text/plain", size: 5, data: "aGVsbG8=" };
  await Promise.all([ann.say({ type: "file", file }), ann.say({ type: "text", text: "see above" })]);
  const contents = ann.heard().map((frame) => (frame as { content: string }).content);
  assert.match(contents[0] ?? "", /^a \(5 B\)/);
  assert.equal(contents[1], "see above");
});

test("USERNAME_TAKEN: a guest whose name an account took meanwhile cannot speak under it", async () => {
  const { world, dialect } = await openRoster();
  const ann = await enter(dialect, "ann");
  await signUp(world, "ann");
  assert.deepEqual(await ann.ask({ type: "text", text: "x" }), [error("USERNAME_TAKEN", "The username is taken")]);
});

test("I8: history is the last rosterHistory messages, oldest first", async () => {
  const { dialect } = await openRoster();
  const ann = await enter(dialect, "ann");
  const historyOf = async (name: string): Promise<string[]> => {
    const talk = new Talk(dialect);
    const [, , history] = await talk.ask(initOf(name));
    return (history as { messages: { content: string }[] }).messages.map(({ content }) => content);
  };
  const texts = Array.from({ length: 51 }, (_, index) => `text ${index}`);
  for (const text of texts.slice(0, 50)) await ann.say({ type: "text", text });
  assert.deepEqual(await historyOf("bob"), texts.slice(0, 50));
  await ann.say({ type: "text", text: texts[50] });
  assert.deepEqual(await historyOf("cat"), texts.slice(1));
});

test("INVALID_TEXT: missing, not a string, blank or over 1,000 characters", async () => {
  const { dialect } = await openRoster();
  const ann = await enter(dialect, "ann");
  for (const text of [undefined, 7, null, {}, "", " ", "\t\n\u3000\u00a0", "a".repeat(1_001), "😀".repeat(1_001)]) {
    const heard = await ann.ask({ type: "text", text });
    assert.deepEqual(heard, [error("INVALID_TEXT", "The text is missing, blank or too long")], String(text));
  }
});

test("text is stored and returned exactly, any Unicode, white space and control characters included", async () => {
  const { dialect } = await openRoster();
  const ann = await enter(dialect, "ann");
  for (const text of [
    "  x  ",
    "\u0000\u001b[31m",
    "<b>&amp;</b>",
    "e\u0301 é",
    "👩‍👩‍👧‍👦\u202e",
    "😀".repeat(1_000),
    '"\\/\n\r\t',
    "a\u2028",
  ]) {
    const [message] = await ann.ask({ type: "text", text });
    assert.equal((message as { content: string }).content, text);
  }
  await ann.sayText('{"type":"text","text":"lone \\ud800"}');
  assert.equal((ann.heard()[0] as { content: string }).content, "lone \ufffd");
});

test("UNKNOWN_TYPE: anything else, once initialised", async () => {
  const { dialect } = await openRoster();
  const ann = await enter(dialect, "ann");
  for (const frame of [{ type: "nonsense" }, {}, [], null, "text", { type: "__proto__" }, { type: ["text"] }]) {
    assert.deepEqual(await ann.ask(frame), [error("UNKNOWN_TYPE", "Unknown message type")], JSON.stringify(frame));
  }
});

test("INVALID_FILE and FILE_TOO_LARGE", async () => {
  const { dialect } = await openRoster({ bounds: { fileBytes: 5 } });
  const ann = await enter(dialect, "ann");
  const good = { name: "a", type: "text/plain", size: 5, data: "aGVsbG8=" };
  const codeOf = async (file: unknown): Promise<unknown> => codesOf(await ann.ask({ type: "file", file }))[0];
  for (const file of [
    undefined,
    null,
    [],
    {},
    { ...good, name: undefined },
    { ...good, name: " " },
    { ...good, name: "n".repeat(256) },
    { ...good, type: "" },
    { ...good, type: "t".repeat(128) },
    { ...good, type: "text/ä" },
    { ...good, size: 0 },
    { ...good, size: 4 },
    { ...good, size: "5" },
    { ...good, size: 4.5 },
    { ...good, data: "aGVsbG8" },
    { ...good, data: "aGVs*G8=" },
    { ...good, data: 5 },
  ]) {
    assert.equal(await codeOf(file), "INVALID_FILE", JSON.stringify(file));
  }
  assert.equal(await codeOf({ ...good, size: 6 }), "FILE_TOO_LARGE");
  assert.equal(await codeOf({ ...good, size: 6, data: "aGVsbG8h" }), "FILE_TOO_LARGE");
  assert.equal(await codeOf(good), undefined);
});

test("I8: RATE_LIMITED past sendsPerMinute and filesPerMinute", async () => {
  const { dialect } = await openRoster({ limitsOn: true, bounds: { sendsPerMinute: 3, filesPerMinute: 1 } });
  const ann = await enter(dialect, "ann");
  const limited = [error("RATE_LIMITED", "Too many messages, try again later")];
  const file = { name: "a", type: "text/plain", size: 5, data: "aGVsbG8=" };
  assert.equal((await ann.ask({ type: "file", file })).length, 1);
  assert.deepEqual(await ann.ask({ type: "file", file }), limited);
  for (const text of ["2", "3"]) assert.deepEqual(codesOf(await ann.ask({ type: "text", text })), [undefined]);
  assert.deepEqual(await ann.ask({ type: "text", text: "4" }), limited);
});

test("UNAVAILABLE when the store fails: nothing of it is shown, the connection stays and may try again", async () => {
  const { world, dialect } = await openRoster({ bounds: { guestsOnline: 1 } });
  const unavailable = [error("UNAVAILABLE", "The server cannot take this now, try again later")];
  const ann = new Talk(dialect);
  const mendGuests = breakStore(world, "saveGuest");
  const mendPosts = breakStore(world, "post", "saveFile");
  assert.deepEqual(await ann.ask(initOf("ann")), unavailable);
  mendGuests();
  assert.equal((await ann.ask(initOf("ann"))).length, 3);
  assert.deepEqual(await ann.ask({ type: "text", text: "x" }), unavailable);
  const file = { name: "a", type: "text/plain", size: 5, data: "aGVsbG8=" };
  assert.deepEqual(await ann.ask({ type: "file", file }), unavailable);
  mendPosts();
  assert.equal((await ann.ask({ type: "text", text: "x" })).length, 1);
  assert.deepEqual(await new Talk(dialect).ask(initOf("bob")), unavailable);
});

test("reactions are hidden, and members who join", async () => {
  const { world, dialect } = await openRoster();
  const ann = await enter(dialect, "ann");
  const messageId = Number(idIn(await ann.ask({ type: "text", text: "x" })));
  const { user } = await signUp(world, "Alice");
  await world.chat.messages.toggleReaction({ messageId, user, emoji: "👍" });
  await world.chat.messages.toggleReaction({ messageId, user, emoji: "👍" });
  assert.deepEqual(ann.heard(), []);
});

test("I5: direct rooms are never shown, not even to their members", async () => {
  const { world, dialect } = await openRoster();
  const [alice, bob] = [await signUp(world, "Alice"), await signUp(world, "Bob")];
  const talks = [await enter(dialect, "any", { token: alice.token }), await enter(dialect, "any", { token: bob.token })];
  for (const talk of talks) talk.heard();
  await world.chat.messages.postPrivate({ author: alice.user, to: { name: "Bob" }, text: "secret" });
  for (const talk of talks) assert.deepEqual(talk.heard(), []);
  const later = new Talk(dialect);
  await later.say(initOf("cat"));
  assert.doesNotMatch(JSON.stringify(later.heard()), /secret/);
});
