import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreError } from "../../ports/store.ts";
import { command, error, globalChat, invalidPayload, openStage, privateChat, tokenAuth, whisper } from "./testing/stage.ts";

test("transcript: private_chat as the document shows it", async () => {
  await using stage = await openStage();
  const [jane, john] = [await stage.join("jane.doe"), await stage.join("john.doe")];
  assert.deepEqual(await jane.talk.ask(whisper("john.doe", "Hey, how's it going?")), []);
  assert.deepEqual(john.talk.heard(), [privateChat("jane.doe", "Hey, how's it going?")]);
});

test("a private message reaches every connection of the recipient and no other, I5", async () => {
  await using stage = await openStage();
  const [jane, john, eve] = [await stage.join("jane"), await stage.join("john"), await stage.join("eve")];
  const second = stage.connect({ token: john.token });
  const senders = stage.connect({ token: jane.token });
  await Promise.all([second.ask(command("count")), senders.ask(command("count"))]);
  await jane.talk.say(whisper("JOHN", "psst"));
  assert.deepEqual(john.talk.heard(), [privateChat("jane", "psst")]);
  assert.deepEqual(second.heard(), [privateChat("jane", "psst")]);
  assert.equal(john.talk.sent.at(-1), second.sent.at(-1), "encoded once, shared");
  for (const talk of [jane.talk, senders, eve.talk]) assert.deepEqual(talk.heard().slice(talk === senders ? 2 : 0), []);
});

test("a note to oneself arrives once on each of one's connections", async () => {
  await using stage = await openStage();
  const jane = await stage.join("jane");
  const second = stage.connect({ token: jane.token });
  await second.ask(command("count"));
  assert.deepEqual(await jane.talk.ask(whisper("jane", "remember")), [privateChat("jane", "remember")]);
  assert.deepEqual(second.heard(), [privateChat("jane", "remember")]);
});

test("an unknown or offline target gets no answer, and the message to one offline is kept", async () => {
  await using stage = await openStage();
  const [jane, john] = [await stage.join("jane"), await stage.join("john")];
  john.talk.hangUp();
  for (const target of ["nobody", "john", "x".repeat(1_000), "\u0000", "lounge"]) {
    assert.deepEqual(await jane.talk.ask(whisper(target, "are you there?")), [], target);
  }
  const kept = [];
  for await (const page of stage.chat.messages.after(john.id, 0)) kept.push(...page.map(({ text }) => text));
  assert.deepEqual(kept, ["are you there?"]);
});

test("private messages from other protocols arrive under the account name; the sender's shown name is for public", async () => {
  await using stage = await openStage();
  const [jane, john] = [await stage.join("jane"), await stage.join("john")];
  await jane.talk.say(command("set_username", "Lady Jane"));
  const { user } = await stage.chat.accounts.authenticate(jane.token);
  const room = await stage.chat.rooms.openDirect(user, john.id);
  await stage.chat.messages.post({ roomId: room.id, author: { ...user, name: "Lady Jane" }, text: "by another way" });
  await jane.talk.say(whisper("john", "by this way"));
  await jane.talk.say(command("global_chat", "to all"));
  assert.deepEqual(john.talk.heard(), [
    privateChat("jane", "by another way"),
    privateChat("jane", "by this way"),
    globalChat("Lady Jane", "to all"),
  ]);
});

test("transcript: global_chat reaches all who are logged in, the sender too; text is exactly what was sent", async () => {
  await using stage = await openStage();
  const [jane, john] = [await stage.join("jane"), await stage.join("john")];
  const text = " <b>\u0000 e\u0301 👩‍👩‍👧 \n";
  assert.deepEqual(await jane.talk.ask(command("global_chat", text)), [globalChat("jane", text)]);
  assert.deepEqual(john.talk.heard(), [globalChat("jane", text)]);
  assert.equal(jane.talk.sent.at(-1), john.talk.sent.at(-1), "encoded once, shared");
});

test("transcript: count, set_username and the queues", async () => {
  await using stage = await openStage();
  const { talk } = await stage.join("jane");
  const second = await stage.join("john");
  assert.deepEqual(await talk.ask(command("count")), [{ type: "player_count", payload: 2 }]);
  second.talk.hangUp();
  assert.deepEqual(await talk.ask(command("count", {})), [{ type: "player_count", payload: 1 }]);
  assert.deepEqual(await talk.ask(command("set_username", "Lady Jane")), [
    { type: "display_name_updated", payload: "Lady Jane" },
  ]);
  for (const type of ["join_queue", "leave_queue"]) {
    assert.deepEqual(await talk.ask(command(type)), [error("Not supported", "UNSUPPORTED")]);
  }
});

test("users of other protocols count as online, each once", async () => {
  await using stage = await openStage();
  const jane = await stage.join("jane");
  await stage.connect({ token: jane.token }).ask(command("count"));
  stage.chat.presence.enter(await stage.chat.guests.enter({ clientId: "client-1", name: "guest" }));
  assert.deepEqual(await jane.talk.ask(command("count")), [{ type: "player_count", payload: 2 }]);
});

test("a new name shows from the next message on, on all connections of the user", async () => {
  await using stage = await openStage();
  const jane = await stage.join("jane");
  const second = stage.connect({ token: jane.token });
  await second.ask(command("count"));
  await Promise.all([
    jane.talk.say(command("global_chat", "1")),
    jane.talk.say(command("set_username", "Lady Jane")),
    jane.talk.say(command("global_chat", "2")),
  ]);
  await second.say(command("global_chat", "3"));
  assert.deepEqual(second.heard(), [globalChat("jane", "1"), globalChat("Lady Jane", "2"), globalChat("Lady Jane", "3")]);
});

test("a display name that is not allowed or taken is refused", async () => {
  await using stage = await openStage();
  const { talk } = await stage.join("jane");
  await stage.join("john");
  for (const name of ["", "ab", "x".repeat(33), "a\u0000b", "\u200B\u200B\u200B"]) {
    const refused = error("Display name must have 3 to 32 visible characters", "INVALID_USERNAME");
    assert.deepEqual(await talk.ask(command("set_username", name)), [refused], JSON.stringify(name));
  }
  for (const name of ["john", "JOHN", "Anonymous"]) {
    assert.deepEqual(await talk.ask(command("set_username", name)), [error("Username already exists", "USERNAME_TAKEN")]);
  }
});

test("once logged in, bad frames are INVALID_PAYLOAD and unknown types UNKNOWN_TYPE; the connection stays", async () => {
  await using stage = await openStage();
  const { talk } = await stage.join("jane");
  const malformed = [
    ...[
      "",
      "hello",
      "{",
      "null",
      "[]",
      "1",
      "[".repeat(40),
      "{}",
      '{"type":1}',
      '{"payload":"x"}',
      '{"__proto__":{"type":"count"}}',
    ],
    ...[undefined, null, 1, {}, ["x"], "", " \n\u2003"].map((payload) => JSON.stringify(command("global_chat", payload))),
    ...[undefined, null, 1, {}, ["x"]].map((payload) => JSON.stringify(command("set_username", payload))),
    ...[undefined, null, "x", {}, { target: "john" }, { message: "x" }].map((payload) =>
      JSON.stringify(command("private_chat", payload)),
    ),
    ...[whisper("john", ""), whisper("john", " "), whisper("", "x"), whisper(1, "x"), whisper("john", 1)].map((frame) =>
      JSON.stringify(frame),
    ),
  ];
  for (const text of malformed) {
    await talk.sayText(text);
    assert.deepEqual(talk.heard(), [invalidPayload], text);
  }
  for (const type of ["", "no_such", "constructor", "__proto__", "global_chat ", "send_message"]) {
    assert.deepEqual(await talk.ask(command(type)), [error("Unknown message type", "UNKNOWN_TYPE")], type);
  }
  assert.equal(talk.closedAs, null);
});

test("I8: a message of 4,000 characters is accepted and one of 4,001 is MESSAGE_TOO_LONG, public or private", async () => {
  await using stage = await openStage();
  const { talk } = await stage.join("jane");
  const refused = error("Message too long (max 4000 characters)", "MESSAGE_TOO_LONG");
  const [longest, tooLong] = ["😀".repeat(4_000), "😀".repeat(4_001)];
  assert.deepEqual(await talk.ask(command("global_chat", longest)), [globalChat("jane", longest)]);
  assert.deepEqual(await talk.ask(command("global_chat", tooLong)), [refused]);
  assert.deepEqual(await talk.ask(whisper("jane", longest)), [privateChat("jane", longest)]);
  for (const target of ["jane", "nobody"]) assert.deepEqual(await talk.ask(whisper(target, tooLong)), [refused]);
});

test("I8: chat over the rate is RATE_LIMITED, whoever it is for", async () => {
  await using stage = await openStage({ bounds: { sendsPerMinute: 2 } });
  const { talk } = await stage.join("jane");
  await talk.say(command("global_chat", "1"));
  await talk.say(whisper("nobody", "2"));
  talk.heard();
  const limited = error("Rate limit exceeded", "RATE_LIMITED");
  for (const frame of [command("global_chat", "3"), whisper("jane", "3"), whisper("nobody", "3")]) {
    assert.deepEqual(await talk.ask(frame), [limited]);
  }
  stage.clock.advance(60_000);
  assert.deepEqual(await talk.ask(command("global_chat", "4")), [globalChat("jane", "4")]);
});

test("server trouble is UNAVAILABLE, and the connection stays", async () => {
  await using stage = await openStage();
  const { talk } = await stage.join("jane");
  const { post, postPrivate } = stage.store;
  stage.store.post = () => Promise.reject(new StoreError("full", "no space"));
  stage.store.postPrivate = () => Promise.reject(new StoreError("overloaded", "too much"));
  assert.deepEqual(await talk.ask(command("global_chat", "lost")), [
    error("The server cannot store anything now, try again later", "UNAVAILABLE"),
  ]);
  assert.deepEqual(await talk.ask(whisper("john", "lost")), [error("The server is busy, try again later", "UNAVAILABLE")]);
  Object.assign(stage.store, { post, postPrivate });
  assert.deepEqual(await talk.ask(command("global_chat", "kept")), [globalChat("jane", "kept")]);
});

test("a file becomes a line with its link; reactions and joinings are not shown", async () => {
  await using stage = await openStage();
  const { talk, token } = await stage.join("jane");
  const { user } = await stage.chat.accounts.authenticate(token);
  const file = await stage.chat.files.save({
    bytes: new Uint8Array(10),
    name: "a.png",
    type: "image/png",
    owner: user,
    address: "192.0.2.1",
  });
  const message = await stage.chat.messages.post({ roomId: "lounge", author: user, text: "", fileId: file.id });
  await stage.chat.messages.toggleReaction({ messageId: message.id, user, emoji: "👍" });
  await stage.join("john");
  assert.deepEqual(talk.heard(), [globalChat("jane", stage.chat.files.lineOf(file))]);
});

test("commands are counted by type and outcome, and never by what a client made up", async () => {
  await using stage = await openStage();
  const { talk } = await stage.join("jane");
  stage.counted.length = 0;
  for (const frame of [
    command("global_chat", "x"),
    command("global_chat"),
    command("made_up"),
    command("count"),
    tokenAuth("x"),
    command("logout"),
    command("count"),
  ]) {
    await talk.say(frame);
  }
  assert.deepEqual(stage.counted, [
    "openchamp global_chat ok",
    "openchamp global_chat bad_request",
    "openchamp unknown bad_request",
    "openchamp count ok",
    "openchamp token_auth token_invalid",
    "openchamp logout ok",
    "openchamp count token_missing",
  ]);
});
