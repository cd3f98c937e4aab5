import assert from "node:assert/strict";
import { test } from "node:test";
import { ChatError } from "../../core/errors.ts";
import { StoreError } from "../../ports/store.ts";
import { receiveError, receiveMessage } from "./schema.ts";
import { error, invalid, messagesIn, say, textsIn, withWorld } from "./testing/stage.ts";

const tooMany = error("Rate limit exceeded. Maximum 60 messages per minute.");
const empty = error("message text cannot be empty");
const tooLong = error("message too long (max 500 characters)");

test("transcript: send_message reaches everybody, the sender too, as the very frame of the document", () =>
  withWorld(async ({ chat, clock }, connect) => {
    const [ann, bob] = [connect(), connect("192.0.2.2")];
    assert.ok(ann.trusted);
    const heard = await ann.ask(say("Hello", "Ann"));
    const [message] = messagesIn(heard);
    const expected = {
      type: "message",
      data: {
        id: message?.id,
        text: "Hello",
        author_id: chat.addressId("192.0.2.1"),
        author_name: "Ann",
        created_at: Math.floor(clock.now() / 1000),
        reactions: {},
      },
    };
    assert.deepEqual(heard, [expected]);
    assert.deepEqual(bob.heard(), [expected]);
    assert.equal(ann.sent[0], bob.sent[0], "encoded once, shared");
    assert.match(expected.data.id ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.match(expected.data.author_id, /^user_/);
    assert.ok(receiveMessage.safeParse(heard[0]).success);
  }));

test("a missing, empty or blank author_name is Anonymous; others are kept as they are", () =>
  withWorld(async (_, connect) => {
    const talk = connect();
    await talk.say(say("1"));
    await talk.say(say("2", ""));
    await talk.say(say("3", " \n"));
    await talk.say(say("4", " Zoë <b>"));
    assert.deepEqual(
      messagesIn(talk.heard()).map((message) => message.author_name),
      ["Anonymous", "Anonymous", "Anonymous", " Zoë <b>"],
    );
  }));

test("text is stored trimmed and otherwise exactly, any Unicode", () =>
  withWorld(async (_, connect) => {
    const talk = connect();
    const text = "<script>\u0000 e\u0301 \u202E 👩‍👩‍👧 {{x}}";
    await talk.say(say(` \n\t${text}\u00A0`));
    await talk.say(say("half \uD83D of it"));
    assert.deepEqual(textsIn(talk.heard()), [text, "half \uFFFD of it"]);
  }));

test("what is not a frame of the protocol is answered 'Invalid message format', and the connection stays", () =>
  withWorld(async ({ chat }, connect) => {
    const talk = connect();
    const bad = [
      ...["", "hello", "{", "null", "[]", "1", '"send_message"', "[".repeat(33) + "]".repeat(33)],
      ...[{}, { type: "message" }, { type: "constructor" }, { type: ["send_message"] }].map((value) => JSON.stringify(value)),
      '{"__proto__":{"type":"send_message","data":{"text":"x"}}}',
      ...[say(1), say(null), say(["x"]), say("x", null), say("x", 1)].map((value) => JSON.stringify(value)),
      ...[{ type: "send_message" }, { type: "send_message", data: [] }, { type: "send_message", data: {} }].map((value) =>
        JSON.stringify(value),
      ),
      '{"type":"send_message","data":{"__proto__":{"text":"x"}}}',
    ];
    for (const text of bad) {
      await talk.sayText(text);
      assert.deepEqual(talk.heard(), [invalid], text);
    }
    assert.equal(talk.closedAs, null);
    assert.deepEqual(textsIn(await talk.ask(say("still here"))), ["still here"]);
    assert.ok(receiveError(chat.bounds).safeParse(invalid).success);
  }));

test("additional properties are allowed", () =>
  withWorld(async (_, connect) => {
    const talk = connect();
    await talk.say({ ...say("Hello"), id: 1, data: { text: "Hello", color: "red" } });
    assert.deepEqual(textsIn(talk.heard()), ["Hello"]);
  }));

test("I8: reactionsTextChars: 500 characters are accepted and 501 are not; characters are code points and count after trimming", () =>
  withWorld(async (_, connect) => {
    const talk = connect();
    for (const letter of ["a", "é", "😀"]) {
      assert.deepEqual(textsIn(await talk.ask(say(`  ${letter.repeat(500)}  `))), [letter.repeat(500)]);
      assert.deepEqual(await talk.ask(say(letter.repeat(501))), [tooLong]);
    }
  }));

test("I8: an author name of 100 characters is accepted and one of 101 is a bad shape", () =>
  withWorld(async (_, connect) => {
    const talk = connect();
    assert.deepEqual(textsIn(await talk.ask(say("x", "😀".repeat(100)))), ["x"]);
    assert.deepEqual(await talk.ask(say("x", "😀".repeat(101))), [invalid]);
  }));

test("blank text is refused", () =>
  withWorld(async (_, connect) => {
    const talk = connect();
    for (const text of ["", " ", "\n\t\u00A0\u2003"]) assert.deepEqual(await talk.ask(say(text)), [empty]);
  }));

test("I8: the 61st send_message in a minute is refused before all else; refused ones do not extend the penalty, and no other rate applies", () =>
  withWorld(
    async ({ clock }, connect) => {
      const talk = connect();
      for (let sent = 1; sent <= 60; sent += 1) {
        assert.deepEqual(textsIn(await talk.ask(say(`message ${sent}`))), [`message ${sent}`]);
        clock.advance(500);
      }
      for (const text of ["one more", "", "x".repeat(501), 1]) assert.deepEqual(await talk.ask(say(text)), [tooMany]);
      assert.equal(textsIn(await connect("192.0.2.2").ask(say("another author"))).at(-1), "another author");
      assert.deepEqual((await connect().ask(say("another connection"))).at(-1), tooMany);
      talk.heard();
      clock.advance(30_000 - 1);
      assert.deepEqual(await talk.ask(say("too early")), [tooMany]);
      clock.advance(1);
      assert.deepEqual(textsIn(await talk.ask(say("the first has left the window"))), ["the first has left the window"]);
      assert.deepEqual(await talk.ask(say("the second has not")), [tooMany]);
    },
    { bounds: { sendsPerMinute: 1 } },
  ));

test("the rate counts an IPv6 address as its /64: one customer has as many authors as they like", () =>
  withWorld(
    async (_, connect) => {
      const [first, second, elsewhere] = ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"].map((address) => connect(address));
      await first?.say(say("1"));
      await second?.say(say("2"));
      const tooManyOfTwo = error("Rate limit exceeded. Maximum 2 messages per minute.");
      assert.deepEqual((await first?.ask(say("3")))?.at(-1), tooManyOfTwo);
      await elsewhere?.say(say("4"));
      assert.deepEqual(textsIn(elsewhere?.heard() ?? []), ["1", "2", "4"]);
    },
    { bounds: { reactionsMessagesPerMinute: 2 } },
  ));

test("the checks come in the order rate, shape, trim, empty, length", () =>
  withWorld(
    async (_, connect) => {
      const talk = connect();
      assert.deepEqual(await talk.ask(say("", 1)), [invalid], "shape before empty");
      assert.deepEqual(await talk.ask(say(" ".repeat(600))), [empty], "empty before length, after trimming");
      assert.deepEqual(
        await talk.ask(say(1)),
        [error("Rate limit exceeded. Maximum 2 messages per minute.")],
        "rate before shape",
      );
    },
    { bounds: { reactionsMessagesPerMinute: 2 } },
  ));

test("the name of an account is refused, however it is written", () =>
  withWorld(async ({ chat }, connect) => {
    await chat.accounts.register({ name: "alice", password: "correct horse", address: "192.0.2.9" });
    const talk = connect();
    const taken = error("author name is taken by a registered user");
    for (const name of ["alice", "ALICE", " alice", "ali\u200Bce", "ａlice"])
      assert.deepEqual(await talk.ask(say("x", name)), [taken]);
    assert.deepEqual(textsIn(await talk.ask(say("x", "alice2"))), ["x"]);
  }));

test("server trouble is told, the connection stays, and the failed message does not count for the rate", () =>
  withWorld(
    async ({ store, counted }, connect) => {
      const talk = connect();
      const { post } = store;
      store.post = () => Promise.reject(new StoreError("full", "no space"));
      const unavailable = error("Server cannot store messages right now, try again");
      assert.deepEqual(await talk.ask(say("lost")), [unavailable]);
      assert.deepEqual(await talk.ask(say("lost")), [unavailable]);
      store.post = post.bind(store);
      assert.deepEqual(textsIn(await talk.ask(say("kept"))), ["kept"]);
      assert.deepEqual(counted, [
        "reactions send_message unavailable",
        "reactions send_message unavailable",
        "reactions send_message ok",
      ]);
    },
    { bounds: { reactionsMessagesPerMinute: 1 } },
  ));

test("an unexpected failure is not dressed up as a refusal: handling rejects", () =>
  withWorld(async ({ store }, connect) => {
    const talk = connect();
    store.post = () => Promise.reject(new TypeError("a bug"));
    await assert.rejects(talk.say(say("x")), (thrown) => thrown instanceof ChatError && thrown.code === "internal");
    assert.deepEqual(talk.heard(), []);
  }));
