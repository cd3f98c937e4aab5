import assert from "node:assert/strict";
import { test } from "node:test";
import type { Talk } from "../testing/talk.ts";
import { messagesIn, react, say, textsIn, withWorld } from "./testing/stage.ts";

test("a user of another protocol shows under their own id and name, a file as a line with its link", () =>
  withWorld(async ({ chat }, connect) => {
    const talk = connect();
    const { user } = await chat.accounts.register({ name: "alice", password: "correct horse", address: "192.0.2.9" });
    const about = { bytes: new Uint8Array(10), name: "a.png", type: "image/png", owner: user, address: "192.0.2.1" };
    const [file, second] = [await chat.files.save(about), await chat.files.save(about)];
    const author = { id: user.id, kind: user.kind, name: "Alice" };
    await chat.messages.post({ roomId: "lounge", author, text: "", fileId: file.id });
    await chat.messages.post({ roomId: "lounge", author, text: "look", fileId: second.id });
    const [line, secondLine] = [chat.files.lineOf(file), chat.files.lineOf(second)];
    assert.ok(line.includes(chat.files.linkOf(file)));
    const heard = messagesIn(talk.heard());
    assert.deepEqual(
      heard.map(({ text, author_id, author_name }) => [text, author_id, author_name]),
      [
        [line, user.id, "Alice"],
        [`look\n${secondLine}`, user.id, "Alice"],
      ],
    );
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

test("a connection that is gone is let go", () =>
  withWorld(async ({ chat }, connect) => {
    const talk = connect();
    talk.hangUp();
    await chat.messages.post({
      roomId: "lounge",
      author: { id: "x", kind: "address", name: "x" },
      text: "later",
      membersOnly: false,
    });
    assert.deepEqual([...talk.heard(), ...talk.sentTooLate], []);
  }));

test("while the latest messages of other nodes are being read nothing is shown or handled: the replay comes first, whole, and then what is said", () =>
  withWorld(async ({ chat }, connect) => {
    const before = connect();
    await before.say(say("before"));
    const read = Promise.withResolvers<void>();
    chat.feeds.lounge.caughtUp = () => read.promise;
    const [talk, gone] = [connect("192.0.2.2"), connect("192.0.2.3")];
    const saying = [talk.say({}), talk.say(say("mine"))];
    gone.hangUp();
    await before.say(say("meanwhile"));
    assert.deepEqual(talk.heard(), []);
    read.resolve();
    await Promise.all(saying);
    const heard = talk.heard();
    assert.deepEqual(
      heard.map((frame) => (frame as { type: string }).type),
      ["message", "message", "error", "message"],
    );
    assert.deepEqual(textsIn(heard), ["before", "meanwhile", "mine"]);
    assert.deepEqual(gone.heard(), []);
  }));
