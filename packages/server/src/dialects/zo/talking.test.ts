import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { loungeId } from "../../ports/model.ts";
import type { Conversation } from "../contract.ts";
import { openchampDialect } from "../openchamp/dialect.ts";
import { roomsDialect } from "../rooms/dialect.ts";
import { rosterDialect } from "../roster/dialect.ts";
import { badExamples } from "../testing/contracts.ts";
import { Talk } from "../testing/talk.ts";
import { signUp } from "../testing/world.ts";
import { clientIdOf, history, lounge, onMessage, onPrivate, openStage, refused, whisper } from "./testing/stage.ts";

test("connection.getClientId is answered with an id that no other connection has", async () => {
  await using stage = await openStage();
  const ids = [await clientIdOf(await stage.connect({ name: "Ann" })), await clientIdOf(await stage.connect({ name: "Ben" }))];
  assert.equal(new Set(ids).size, 2);
});

test("lounge.send reaches everybody on zo, the sender too, once kept; each message is encoded and framed once", async () => {
  await using stage = await openStage();
  const [alice, bob] = [await stage.join("Alice"), await stage.join("Bob")];
  const guest = await stage.connect({ name: "Gast" });
  stage.built.length = 0;
  await alice.talk.say(lounge("hello"));
  const [kept] = stage.chat.feeds.lounge.recent(1);
  const expected = onMessage(kept?.id ?? 0, "Alice", "hello", stage.clock.now());
  for (const talk of [alice.talk, bob.talk, guest]) assert.deepEqual(talk.heard(), [expected]);
  assert.equal(stage.built.length, 1);
  assert.equal(alice.talk.sent.at(-1), guest.sent.at(-1));
  await guest.say(lounge("hi"));
  assert.equal((bob.talk.heard()[0] as { payload: { from: string } }).payload.from, "Gast");
  assert.deepEqual(stage.counted, ["zo lounge.send ok", "zo lounge.send ok"]);
});

test("nothing is encoded when nobody is there", async () => {
  await using stage = await openStage();
  const { user } = await signUp(stage, "Alice");
  await stage.chat.messages.post({ roomId: loungeId, author: user, text: "alone" });
  assert.deepEqual(stage.built, []);
});

test("a file in the lounge comes with its facts", async () => {
  await using stage = await openStage();
  const { user } = await signUp(stage, "Alice");
  const talk = await stage.connect({ name: "Gast" });
  const file = await stage.chat.files.save({
    bytes: new Uint8Array(3),
    name: "a.txt",
    type: "text/plain",
    owner: user,
    address: "192.0.2.1",
  });
  await stage.chat.messages.post({ roomId: loungeId, author: user, text: "", fileId: file.id });
  const [heard] = talk.heard() as [{ payload: object }];
  const facts = { name: "a.txt", type: "text/plain", size: 3, url: stage.chat.files.linkOf(file) };
  assert.deepEqual({ ...heard.payload, id: 0, at: "" }, { id: 0, from: "Alice", text: "", at: "", file: facts });
});

test("refusals by core come as zo.error with the route and the house's reason", async () => {
  await using stage = await openStage({ bounds: { messageChars: 3, sendsPerMinute: 1 } });
  const { talk } = await stage.join("Alice");
  assert.deepEqual(await talk.ask(lounge("12345678")), [
    refused("bad_request", "lounge.send", "The message is too long", { reason: "text_too_long" }),
  ]);
  const [limited] = (await talk.ask(lounge("123"))) as [{ payload: { code: string; data: { reason: string } } }];
  assert.equal(limited.payload.code, "rate_limited");
  assert.equal(limited.payload.data.reason, "rate_limited");
  assert.deepEqual(stage.counted, ["zo lounge.send text_too_long", "zo lounge.send rate_limited"]);
});

test("E2, F4, F5: bad frames are answered, and the connection goes on", async () => {
  await using stage = await openStage({ bounds: { jsonDepth: 5 } });
  const { talk } = await stage.join("Alice");
  for (const [text, code] of [
    ["{", "bad_frame"],
    ["[]", "bad_frame"],
    [`{"type":"lounge.send","payload":{"text":"x","__proto__":1}}`, "bad_frame"],
    [`{"type":"lounge.send","payload":[[[[[]]]]]}`, "bad_frame"],
    [`{"type":"no.such","payload":{}}`, "unknown_route"],
    [`{"type":"lounge.onMessage","payload":{}}`, "unknown_route"],
    [`{"type":"lounge.send","payload":{"text":7}}`, "invalid_payload"],
    [`{"type":"chat.private","payload":{"message":"x"}}`, "invalid_payload"],
  ] as const) {
    await talk.sayText(text);
    const [answer] = talk.heard() as [{ type: string; payload: { code: string } }];
    assert.deepEqual([answer.type, answer.payload.code], ["zo.error", code], text);
    assert.equal(stage.counted.at(-1), `zo frame ${code}`);
  }
  assert.equal(talk.closedAs, null);
});

test("between accounts chat.private is kept, by client id or name, and reaches every connection of the recipient only", async () => {
  await using stage = await openStage();
  const [alice, bob, carol] = [await stage.join("Alice"), await stage.join("Bob"), await stage.join("Carol")];
  const second = await stage.connect({ token: bob.token });
  stage.built.length = 0;
  for (const target of ["bob", await clientIdOf(bob.talk)]) {
    bob.talk.heard();
    await alice.talk.say(whisper(target, `to ${target}`));
    const expected = [onPrivate("Alice", `to ${target}`, stage.clock.now())];
    assert.deepEqual(bob.talk.heard(), expected);
    assert.deepEqual(second.heard(), expected);
  }
  for (const { talk } of [alice, carol]) assert.deepEqual(talk.heard(), []);
  assert.equal(stage.built.filter((text) => text.includes("onPrivate")).length, 2, "built once each");
  const kept = await Array.fromAsync(stage.chat.messages.after(bob.id, 0));
  assert.equal(kept.flat().length, 2);
});

test("to the client id of a connection that another node has it is the same, of an account and of a guest", async () => {
  await using stage = await openStage();
  const [alice, bob] = [await stage.join("Alice"), await stage.join("Bob")];
  const { user } = await stage.chat.accounts.authenticate(bob.token);
  const there = (): string => `${randomUUID()}.${randomUUID()}`;
  await alice.talk.say(whisper(stage.chat.clientIds.of(user, there()), "to an account"));
  assert.deepEqual(bob.talk.heard(), [onPrivate("Alice", "to an account", stage.clock.now())]);
  const clientId = there();
  const gast = await stage.chat.guests.enter({ clientId, name: "Gast" });
  const heard: string[] = [];
  await stage.chat.feeds.followUser(gast.id, (events) => {
    for (const event of events) if (event.type === "posted") heard.push(event.message.text);
  });
  for (const target of [clientId, there(), `${clientId}.${"x".repeat(64)}`]) await alice.talk.say(whisper(target, target));
  assert.deepEqual(heard, [clientId]);
  assert.deepEqual(alice.talk.heard(), [], "whether there was anybody is not told");
});

test("a private message from another protocol arrives as chat.onPrivate; a note to oneself on all own connections", async () => {
  await using stage = await openStage();
  const alice = await stage.join("Alice");
  const { user: bob } = await signUp(stage, "Bob");
  await stage.chat.messages.postPrivate({ author: bob, to: { name: "Alice" }, text: "psst" });
  assert.deepEqual(alice.talk.heard(), [onPrivate("Bob", "psst", stage.clock.now())]);
  assert.deepEqual(await alice.talk.ask(whisper("Alice", "remember")), [onPrivate("Alice", "remember", stage.clock.now())]);
});

test("from and to a guest it is the same: kept, by name or client id, on every connection of the recipient and no other (I5)", async () => {
  await using stage = await openStage();
  const [alice, carol] = [await stage.join("Alice"), await stage.join("Carol")];
  const [first, second] = [await stage.connect({ name: "Gast", id: "g" }), await stage.connect({ name: "Gast", id: "g" })];
  const other = await stage.connect({ name: "Other" });
  const at = stage.clock.now();
  const firstId = await clientIdOf(first);
  const from = await clientIdOf(alice.talk);
  stage.built.length = 0;
  for (const target of ["gast", firstId]) {
    await alice.talk.say(whisper(target, `to ${target}`));
    for (const talk of [first, second]) assert.deepEqual(talk.heard(), [onPrivate("Alice", `to ${target}`, at)]);
  }
  assert.equal(stage.built.length, 2, "built once each");
  for (const target of ["Alice", from]) {
    await first.say(whisper(target, `back to ${target}`));
    assert.deepEqual(alice.talk.heard(), [onPrivate("Gast", `back to ${target}`, at)]);
  }
  await other.say(whisper("Gast", "between guests"));
  for (const talk of [first, second]) assert.deepEqual(talk.heard(), [onPrivate("Other", "between guests", at)]);
  for (const talk of [carol.talk, other]) assert.deepEqual(talk.heard(), []);
  const kept = (await Array.fromAsync(stage.chat.messages.after(alice.id, 0))).flat();
  assert.deepEqual(
    kept.map(({ text, seq }) => [text, seq]),
    [
      ["to gast", 3],
      [`to ${firstId}`, 4],
      ["back to Alice", 5],
      [`back to ${from}`, 6],
    ],
  );
  assert.equal(new Set(kept.map(({ roomId }) => roomId)).size, 1);
});

test("the document's pattern with one's own client id: a note to oneself, for a guest as for an account", async () => {
  await using stage = await openStage();
  const guest = await stage.connect({ name: "Gast" });
  const note = [onPrivate("Gast", "remember", stage.clock.now())];
  assert.deepEqual(await guest.ask(whisper(await clientIdOf(guest), "remember")), note);
});

test("a guest and an account write to each other over zo, openchamp and rooms, in one room", async () => {
  await using stage = await openStage();
  const guest = await stage.connect({ name: "Gast" });
  const { token, user } = await signUp(stage, "Alice");
  const champ = new Talk(openchampDialect(stage.context), { token });
  await champ.ask({ type: "count" });
  const rooms = new Talk(roomsDialect(stage.context));
  await rooms.ask({ auth_token: token });
  await guest.say(whisper("Alice", "hello"));
  assert.deepEqual(champ.heard(), [{ type: "private_chat", payload: { username: "Gast", message: "hello" } }]);
  const [shown] = rooms.heard() as [{ message: { room: string; message: string } }];
  assert.equal(shown.message.message, "hello");
  await champ.say({ type: "private_chat", payload: { target: "Gast", message: "from openchamp" } });
  await rooms.say({ room: shown.message.room, messages: "from rooms" });
  assert.deepEqual(
    guest.heard(),
    ["from openchamp", "from rooms"].map((text) => onPrivate("Alice", text, stage.clock.now())),
  );
  const own = await stage.chat.rooms.of(user.id);
  assert.deepEqual(
    own.map(({ id }) => id),
    [shown.message.room, loungeId].toSorted(),
  );
});

test("a guest who comes back under another name has their room, and everybody is told the name that a reply reaches", async () => {
  await using stage = await openStage();
  const alice = await stage.join("Alice");
  const first = await stage.connect({ name: "Gast", id: "g" });
  await first.say(whisper("Alice", "one"));
  const second = await stage.connect({ name: "Renamed", id: "g" });
  for (const talk of [first, second]) await talk.say(whisper("Alice", "two"));
  const at = stage.clock.now();
  assert.deepEqual(alice.talk.heard(), [
    onPrivate("Gast", "one", at),
    onPrivate("Renamed", "two", at),
    onPrivate("Renamed", "two", at),
  ]);
  await alice.talk.say(whisper("Renamed", "reply"));
  await alice.talk.say(whisper("Gast", "to nobody"));
  for (const talk of [first, second]) assert.deepEqual(talk.heard(), [onPrivate("Alice", "reply", at)]);
  const kept = (await Array.fromAsync(stage.chat.messages.after(alice.id, 0))).flat();
  assert.equal(new Set(kept.map(({ roomId }) => roomId)).size, 1);
});

test("I5: neither a guest's name nor what others see of them gets a newcomer their private messages", async () => {
  await using stage = await openStage();
  const alice = await stage.join("Alice");
  const victim = await stage.connect({ name: "Gast", id: "g" });
  const roster = new Talk(rosterDialect(stage.context));
  await roster.say({ type: "init", username: "Snoop", id: "snoop" });
  const [, { users }] = roster.heard() as [unknown, { users: { id: string; username: string }[] }];
  const listed = users.find(({ username }) => username === "Gast")?.id ?? assert.fail("the guest is not listed");
  assert.ok(!(await stage.admit({ name: "Thief", id: listed })).isAdmitted, "what is listed is no id to come in with");
  const thief = await stage.connect({ name: "Thief", id: listed.replace(/\W/g, "") });
  await alice.talk.say(whisper("Gast", "secret"));
  assert.deepEqual(victim.heard(), [onPrivate("Alice", "secret", stage.clock.now())]);
  assert.deepEqual(thief.heard(), []);
  victim.hangUp();
  const later = await stage.connect({ name: "Gast" });
  await alice.talk.say(whisper("Gast", "for whoever is Gast now"));
  assert.deepEqual(later.heard(), [onPrivate("Alice", "for whoever is Gast now", stage.clock.now())]);
});

test("I8: guestPrivatesPerAddressPerMinute: guests of one address have one allowance, accounts and other addresses their own", async () => {
  await using stage = await openStage({ bounds: { guestPrivatesPerAddressPerMinute: 2 } });
  const alice = await stage.join("Alice");
  const [one, two, far] = [
    await stage.connect({ name: "One" }),
    await stage.connect({ name: "Two" }),
    await stage.connect({ name: "Far" }, "198.51.100.1"),
  ];
  for (const talk of [one, two]) assert.deepEqual(await talk.ask(whisper("Alice", "x")), []);
  const [refusal] = (await two.ask(whisper("Alice", "x"))) as [{ payload: { data: { reason: string } } }];
  assert.equal(refusal.payload.data.reason, "rate_limited");
  assert.deepEqual(await far.ask(whisper("Alice", "x")), []);
  assert.equal(alice.talk.heard().length, 3);
});

test("a guest's private messages have the bounds of all messages", async () => {
  await using stage = await openStage({ bounds: { messageChars: 3, sendsPerMinute: 3 } });
  const guest = await stage.connect({ name: "Gast" });
  const reasons: string[] = [];
  for (const text of ["1234", " ", "123", "x"]) {
    const answers = (await guest.ask(whisper("Nobody", text))) as { payload: { data: { reason: string } } }[];
    reasons.push(answers[0]?.payload.data.reason ?? "ok");
  }
  assert.deepEqual(reasons, ["text_too_long", "text_empty", "ok", "rate_limited"]);
});

test("a private message to nobody is answered by nothing", async () => {
  await using stage = await openStage();
  const { talk } = await stage.join("Alice");
  for (const target of ["Nobody", "", "x".repeat(1_000), "__proto__"]) assert.deepEqual(await talk.ask(whisper(target, "x")), []);
});

test("lounge.history pages backwards through what the feed keeps; zoHistory at once, one more is refused", async () => {
  await using stage = await openStage({ bounds: { zoHistory: 2 } });
  const { talk } = await stage.join("Alice");
  for (const text of ["one", "two", "three"]) await talk.say(lounge(text));
  talk.heard();
  const page = async (input?: object) => {
    const [answer] = (await talk.ask(history(1, input))) as [
      { type: string; payload: { messages: { id: number; text: string }[]; hasMore: boolean } },
    ];
    assert.equal(answer.type, "zo.result");
    return answer.payload;
  };
  const newest = await page();
  assert.deepEqual([newest.messages.map(({ text }) => text), newest.hasMore], [["two", "three"], true]);
  const older = await page({ before: newest.messages[0]?.id, limit: 2 });
  assert.deepEqual([older.messages.map(({ text }) => text), older.hasMore], [["one"], false]);
  const [refusal] = (await talk.ask(history(2, { limit: 3 }))) as [{ id: number; payload: { code: string } }];
  assert.deepEqual([refusal.id, refusal.payload.code], [2, "invalid_payload"]);
});

test("a lone surrogate becomes U+FFFD, and nothing else about a text changes", async () => {
  await using stage = await openStage();
  const { talk } = await stage.join("Alice");
  await talk.sayText(String.raw`{"type":"lounge.send","payload":{"text":" \u0000\ud800<b> "}}`);
  assert.equal((talk.heard()[0] as { payload: { text: string } }).payload.text, " \u0000\ufffd<b> ");
});

test("a frame is under way until its refusal is written, so that an orderly stop waits for it", async () => {
  await using stage = await openStage();
  const admission = await stage.admit({ name: "Gast" });
  assert.ok(admission.isAdmitted);
  let conversation: Conversation | null = null;
  const talk = new Talk({
    open: (link) => {
      conversation = admission.open(link);
      return conversation;
    },
  });
  const handling = (conversation as Conversation | null)?.receive(JSON.stringify(lounge(" ")), () => undefined);
  assert.ok(handling instanceof Promise);
  assert.equal(await handling.then(() => talk.sent.length), 1);
});

test("lounge.history is answered when the latest messages of other nodes are read", async () => {
  await using stage = await openStage();
  const { talk, id } = await stage.join("Alice");
  const read = Promise.withResolvers<void>();
  stage.chat.feeds.lounge.caughtUp = () => read.promise;
  const asking = talk.ask(history(1));
  await stage.chat.messages.post({ roomId: loungeId, author: { id, kind: "account", name: "Alice" }, text: "the latest" });
  read.resolve();
  const answer = (await asking).find((frame) => (frame as { readonly type: string }).type === "zo.result");
  assert.match(JSON.stringify(answer), /"messages":\[\{.*"text":"the latest"/);
});

test("a failure of ours is answered internal with an incident, which the log knows; nothing else of it is told", async () => {
  await using stage = await openStage();
  const { talk } = await stage.join("Alice");
  Object.defineProperty(stage.chat.messages, "post", { value: () => Promise.reject(new Error("secret")), configurable: true });
  const [answer] = (await talk.ask(lounge("x"))) as [{ payload: { code: string; incident: string } }];
  assert.equal(answer.payload.code, "internal");
  assert.doesNotMatch(JSON.stringify(answer), /secret/);
  assert.ok(JSON.stringify(stage.log.lines).includes(answer.payload.incident));
});

test("every message of the contract has examples that fit, and no two of a side the same name", async () => {
  await using stage = await openStage();
  const { messages } = stage.dialect.contract;
  assert.deepEqual(badExamples(stage.dialect.contract), []);
  assert.equal(new Set(messages.map(({ name, from }) => `${name} ${from}`)).size, messages.length);
});
