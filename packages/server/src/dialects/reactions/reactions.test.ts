import assert from "node:assert/strict";
import { test } from "node:test";
import { ChatError } from "../../core/errors.ts";
import { StoreError } from "../../ports/store.ts";
import { Talk } from "../testing/talk.ts";
import { openWorld, type World } from "../testing/world.ts";
import { reactionsDialect } from "./dialect.ts";
import { receiveError, receiveMessage, receiveReactionUpdate } from "./schema.ts";

const say = (text: unknown, author_name?: unknown) => ({
  type: "send_message",
  data: author_name === undefined ? { text } : { text, author_name },
});
const react = (message_id: unknown, emoji: unknown) => ({ type: "add_reaction", data: { message_id, emoji } });
const error = (text: string) => ({ type: "error", data: { error: text } });

const invalid = error("Invalid message format");
const tooMany = error("Rate limit exceeded. Maximum 60 messages per minute.");
const empty = error("message text cannot be empty");
const tooLong = error("message too long (max 500 characters)");

interface MessageFrame {
  readonly type: "message";
  readonly data: { id: string; text: string; author_id: string; author_name: string; created_at: number; reactions: object };
}
const messagesIn = (frames: readonly unknown[]): MessageFrame["data"][] =>
  frames.filter((frame): frame is MessageFrame => (frame as MessageFrame).type === "message").map(({ data }) => data);
const textsIn = (frames: readonly unknown[]): string[] => messagesIn(frames).map(({ text }) => text);

async function withWorld(run: (world: World, connect: (address?: string) => Talk) => Promise<void>, options = {}): Promise<void> {
  await using world = await openWorld(options);
  const dialect = reactionsDialect(world.context);
  await run(world, (address = "192.0.2.1") => new Talk(dialect, { address }));
}

async function posted(talk: Talk, text: string): Promise<MessageFrame["data"]> {
  const [message] = messagesIn(await talk.ask(say(text)));
  assert.ok(message);
  return message;
}

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

test("transcript: add_reaction toggles; updates carry the whole message; the last one's going removes the key", () =>
  withWorld(async ({ chat }, connect) => {
    const [ann, bob] = [connect(), connect("192.0.2.2")];
    const message = await posted(ann, "Hello");
    const [a, b] = [chat.addressId("192.0.2.1"), chat.addressId("192.0.2.2")];
    const update = (user_id: string, action: string, reactions: object) => ({
      type: "reaction_updated",
      data: { message_id: message.id, emoji: "👍", user_id, action, message: { ...message, reactions } },
    });
    bob.heard();
    assert.deepEqual(await ann.ask(react(message.id, "👍")), [update(a, "added", { "👍": [a] })]);
    await bob.say(react(message.id.toUpperCase(), "👍"));
    await ann.say(react(message.id, "👍"));
    await bob.say(react(message.id, "👍"));
    const rest = [update(b, "added", { "👍": [a, b] }), update(a, "removed", { "👍": [b] }), update(b, "removed", {})];
    const heard = ann.heard();
    assert.deepEqual(heard, rest);
    assert.deepEqual(bob.heard(), [update(a, "added", { "👍": [a] }), ...rest]);
    for (const frame of heard) assert.ok(receiveReactionUpdate.safeParse(frame).success);
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

test("I8: 500 characters are accepted and 501 are not; characters are code points and count after trimming", () =>
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

test("I8: the 61st send_message in a minute is refused before all else; refused ones do not extend the penalty", () =>
  withWorld(async ({ clock }, connect) => {
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
  }));

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

test("the name of an account is refused, however it is written; no account's message is affected", () =>
  withWorld(async ({ chat }, connect) => {
    await chat.accounts.register({ name: "alice", password: "correct horse", address: "192.0.2.9" });
    const talk = connect();
    const taken = error("author name is taken by a registered user");
    for (const name of ["alice", "ALICE", " alice", "ali\u200Bce", "ａlice"])
      assert.deepEqual(await talk.ask(say("x", name)), [taken]);
    assert.deepEqual(textsIn(await talk.ask(say("x", "alice2"))), ["x"]);
  }));

test("a message_id that is a UUID but none of ours is 'message not found'; one that is no UUID is a bad shape", () =>
  withWorld(async (_, connect) => {
    const talk = connect();
    const { id } = await posted(talk, "Hello");
    const notFound = error("message not found");
    const flipped = `${id.slice(0, -1)}${id.endsWith("0") ? "1" : "0"}`;
    for (const uuid of [flipped, "00000000-0000-0000-0000-000000000000", "d7d9d9fd-478f-40e6-b651-49b7f19878a2"]) {
      assert.deepEqual(await talk.ask(react(uuid, "👍")), [notFound], uuid);
    }
    for (const uuid of ["", "1", 1, null, undefined, `${id}0`, ` ${id}`, id.replaceAll("-", ""), `{${id}}`]) {
      assert.deepEqual(await talk.ask(react(uuid, "👍")), [invalid], String(uuid));
    }
  }));

test("an emoji that is not one emoji is a bad shape", () =>
  withWorld(async (_, connect) => {
    const talk = connect();
    const { id } = await posted(talk, "Hello");
    for (const emoji of ["", "a", "1", "👍👍", 1, null, "__proto__"])
      assert.deepEqual(await talk.ask(react(id, emoji)), [invalid]);
    assert.deepEqual(await talk.ask({ type: "add_reaction" }), [invalid]);
  }));

test("I8: reactions have their own rate and their own bound on different emoji", () =>
  withWorld(
    async (_, connect) => {
      const talk = connect();
      const { id } = await posted(talk, "Hello");
      await talk.say(react(id, "👍"));
      await talk.say(react(id, "🎉"));
      talk.heard();
      assert.deepEqual(await talk.ask(react(id, "😀")), [error("message has too many reactions")]);
      assert.deepEqual(await talk.ask(react(id, "👍")), [error("Rate limit exceeded. Maximum 3 reactions per minute.")]);
      assert.deepEqual(textsIn(await talk.ask(say("messages are not counted among them"))), [
        "messages are not counted among them",
      ]);
    },
    { bounds: { togglesPerMinute: 3, emojiPerMessage: 2 } },
  ));

test("I5: a private message cannot be reacted to, nor told from one that does not exist, and is never shown", () =>
  withWorld(async ({ chat }, connect) => {
    const talk = connect();
    const { user: alice } = await chat.accounts.register({ name: "alice", password: "correct horse", address: "192.0.2.9" });
    const { user: bob } = await chat.accounts.register({ name: "bob", password: "correct horse", address: "192.0.2.9" });
    const room = await chat.rooms.openDirect(alice, bob.id);
    const secret = await chat.messages.post({ roomId: room.id, author: alice, text: "secret" });
    assert.deepEqual(await talk.ask(react(chat.messages.uuidOf(secret.id), "👍")), [error("message not found")]);
    assert.deepEqual(connect().heard(), []);
  }));

test("a user of another protocol shows under their own id and name, a file as a line with its link", () =>
  withWorld(async ({ chat }, connect) => {
    const talk = connect();
    const { user } = await chat.accounts.register({ name: "alice", password: "correct horse", address: "192.0.2.9" });
    const file = await chat.files.save({ bytes: new Uint8Array(10), name: "a.png", type: "image/png", owner: user });
    const author = { id: user.id, kind: user.kind, name: "Alice" };
    await chat.messages.post({ roomId: "lounge", author, text: "", file });
    await chat.messages.post({ roomId: "lounge", author, text: "look", file });
    const line = chat.files.lineOf(file);
    assert.ok(line.includes(chat.files.linkOf(file)));
    const heard = messagesIn(talk.heard());
    assert.deepEqual(
      heard.map(({ text, author_id, author_name }) => [text, author_id, author_name]),
      [
        [line, user.id, "Alice"],
        [`look\n${line}`, user.id, "Alice"],
      ],
    );
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

test("I8: the newest 1,000 messages are replayed, oldest first, in their present state", () =>
  withWorld(
    async (_, connect) => {
      const talk = connect();
      for (let sent = 1; sent <= 1_003; sent += 1) await talk.say(say(`message ${sent}`));
      const all = messagesIn(talk.heard());
      await talk.say(react(all.at(-1)?.id, "👍"));
      const replayed = messagesIn(connect("192.0.2.2").heard());
      assert.deepEqual(
        replayed.map(({ text }) => text),
        all.slice(3).map(({ text }) => text),
      );
      assert.equal(replayed.length, 1_000);
      assert.deepEqual(Object.keys(replayed.at(-1)?.reactions ?? {}), ["👍"]);
      assert.deepEqual(replayed.slice(0, -1), all.slice(3, -1));
    },
    { limitsOn: false },
  ));

test("replayed frames are built once, however many connect", () =>
  withWorld(async (_, connect) => {
    const talk = connect();
    await talk.say(say("1"));
    await talk.say(say("2"));
    assert.deepEqual(
      connect().sent.map((frame, index) => frame === talk.sent[index]),
      [true, true],
    );
  }));

test("I2: whoever connects while others send gets every message once, replayed or live, in order", () =>
  withWorld(
    async (_, connect) => {
      const writers = ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map(connect);
      const readers: Talk[] = [];
      const replayed = new Set<number>();
      const sends: Promise<void>[] = [];
      for (let round = 0; round < 40; round += 1) {
        sends.push(...writers.map((writer, index) => writer.say(say(`${index}:${round}`))));
        const reader = connect("192.0.2.9");
        readers.push(reader);
        replayed.add(reader.sent.length);
        // Lets some, but not all, of what is under way be committed before the next one connects.
        for (let turn = 0; turn < round % 7; turn += 1) await Promise.resolve();
      }
      await Promise.all(sends);
      const everything = textsIn(connect().heard());
      assert.equal(everything.length, 120);
      assert.equal(new Set(everything).size, 120);
      for (const reader of readers) assert.deepEqual(textsIn(reader.heard()), everything);
      assert.ok(replayed.size > 10 && Math.max(...replayed) < 120, "most connected in the middle of it");
    },
    { limitsOn: false },
  ));

test("a connection that is gone gets nothing more", () =>
  withWorld(async ({ chat }, connect) => {
    const talk = connect();
    talk.hangUp();
    await chat.messages.post({
      roomId: "lounge",
      author: { id: "x", kind: "address", name: "x" },
      text: "later",
      membersOnly: false,
    });
    assert.deepEqual(talk.heard(), []);
  }));
