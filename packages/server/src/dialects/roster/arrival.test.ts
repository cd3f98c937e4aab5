import assert from "node:assert/strict";
import { test } from "node:test";
import { Talk } from "../testing/talk.ts";
import { afterNextToken, signUp } from "../testing/world.ts";
import { at, codesOf, enter, error, idIn, initOf, online, openRoster } from "./testing/stage.ts";

test("golden: a newcomer is sent userStatus, userData and history, others its userStatus, all the messages", async () => {
  const { world, dialect } = await openRoster();
  const ann = new Talk(dialect);
  assert.deepEqual(await ann.ask(initOf("ann")), [
    { type: "userStatus", userId: "id-ann", username: "ann", online: true },
    { type: "userData", users: [{ id: "id-ann", username: "ann", online: true, lastActive: at }] },
    { type: "history", messages: [] },
  ]);
  const heard = await ann.ask({ type: "text", text: "Hello everyone!" });
  const hello = { type: "message", id: idIn(heard), sender: "ann", content: "Hello everyone!", timestamp: at };
  assert.deepEqual(heard, [hello]);
  world.clock.advance(1_000);
  const bob = new Talk(dialect);
  const users = [
    { id: "id-ann", username: "ann", online: true, lastActive: at },
    { id: "id-bob", username: "bob", online: true, lastActive: at + 1_000 },
  ];
  assert.deepEqual(await bob.ask(initOf("bob")), [
    { type: "userStatus", userId: "id-bob", username: "bob", online: true },
    { type: "userData", users },
    { type: "history", messages: [hello] },
  ]);
  assert.deepEqual(ann.heard(), [{ type: "userStatus", userId: "id-bob", username: "bob", online: true }]);
  bob.hangUp();
  assert.deepEqual(ann.heard(), [{ type: "userStatus", userId: "id-bob", username: "bob", online: false }]);
  world.clock.advance(1_000);
  const cat = new Talk(dialect);
  const [, userData] = await cat.ask(initOf("cat"));
  assert.deepEqual(userData, {
    type: "userData",
    users: [
      { id: "id-ann", username: "ann", online: true, lastActive: at },
      { id: "id-cat", username: "cat", online: true, lastActive: at + 2_000 },
      { id: "id-bob", username: "bob", online: false, lastActive: at + 1_000 },
    ],
  });
});

test("before init everything else is NOT_INITIALIZED, text that is not JSON INVALID_JSON; init may follow", async () => {
  const { dialect } = await openRoster();
  const talk = new Talk(dialect);
  assert.equal(talk.deadlineMs, 10_000);
  for (const frame of [
    { type: "text", text: "x" },
    { type: "file" },
    { type: "nonsense" },
    {},
    [],
    null,
    7,
    "init",
    { type: 1 },
  ]) {
    assert.deepEqual(await talk.ask(frame), [error("NOT_INITIALIZED", "Send init first")], JSON.stringify(frame));
  }
  for (const text of ["", "{", "init", "\u0000", `${"[".repeat(33)}${"]".repeat(33)}`]) {
    await talk.sayText(text);
    assert.deepEqual(talk.heard(), [error("INVALID_JSON", "The frame is not JSON")], text);
  }
  assert.equal(talk.trusted, false);
  assert.equal((await talk.ask(initOf("ann"))).length, 3);
  assert.equal(talk.trusted, true);
  assert.equal(talk.closedAs, null);
});

test("INVALID_INIT: a bad init is refused and may be tried again", async () => {
  const { dialect } = await openRoster();
  const talk = new Talk(dialect);
  const shape = "init needs a username of the allowed length and an id of letters, digits and hyphens";
  for (const bad of [
    { type: "init" },
    initOf("ab"),
    initOf("a".repeat(21)),
    initOf("ann", ""),
    initOf("ann", "a_b"),
    initOf("ann", "a".repeat(65)),
    { type: "init", username: 7, id: "a" },
    { type: "init", username: "ann", id: 7 },
    JSON.parse('{"type":"init","__proto__":{"username":"ann","id":"a"}}') as unknown,
  ]) {
    assert.deepEqual(await talk.ask(bad), [error("INVALID_INIT", shape)], JSON.stringify(bad));
  }
  for (const name of ["\u0000\u0001\u0002", "   ", "a\u202eb"]) {
    assert.deepEqual(await talk.ask(initOf(name, "x")), [error("INVALID_INIT", "The username or id is not allowed")], name);
  }
  assert.equal((await talk.ask(initOf("ann"))).length, 3);
});

test("INVALID_INIT: a token that is not an account's does not make a guest", async () => {
  const { world, dialect } = await openRoster();
  const { token } = await signUp(world, "Alice");
  await world.chat.accounts.logout(token);
  const talk = new Talk(dialect);
  for (const bad of ["", "nonsense", token, 7, {}]) {
    const heard = await talk.ask(initOf("ann", "a", { token: bad }));
    assert.deepEqual(heard, [error("INVALID_INIT", "The token is not valid or has expired")], String(bad));
  }
  assert.equal(world.chat.presence.onlineCount, 0);
  assert.equal((await talk.ask(initOf("ann", "a", { token: null }))).length, 3);
});

test("INVALID_INIT: a token whose session ends while it is looked at; one that ends later closes the connection, greeted first", async () => {
  const { world, dialect } = await openRoster();
  const { token } = await signUp(world, "Alice");
  afterNextToken(world, () => world.chat.accounts.logout(token));
  const talk = new Talk(dialect);
  const heard = await talk.ask(initOf("ann", "a", { token }));
  assert.deepEqual(heard, [error("INVALID_INIT", "The token is not valid or has expired")]);
  assert.equal((await talk.ask(initOf("ann"))).length, 3);
  const { token: other } = await signUp(world, "Bob");
  const late = new Talk(dialect);
  world.chat.presence.listen(({ user, online }) => {
    if (user.name === "Bob" && online) void world.chat.accounts.logout(other);
  });
  assert.equal((await late.ask(initOf("bob", "b", { token: other }))).length, 3);
  assert.equal(late.closedAs, "sessionEnded");
  assert.equal(world.chat.presence.onlineCount, 1);
});

test("INVALID_INIT: a guest cannot pass for an account by taking its id, which the list shows, for a client id", async () => {
  const { world, dialect } = await openRoster();
  const { user } = await signUp(world, "Alice");
  const mallory = new Talk(dialect);
  const heard = await mallory.ask(initOf("mallory", user.id));
  assert.deepEqual(heard, [error("INVALID_INIT", "The username or id is not allowed")]);
  assert.equal((await mallory.ask(initOf("mallory"))).length, 3);
});

test("INVALID_INIT: a second init is refused and changes nothing", async () => {
  const { dialect } = await openRoster();
  const ann = await enter(dialect, "ann");
  const repeated = [error("INVALID_INIT", "The connection is initialized already")];
  assert.deepEqual(await ann.ask(initOf("bob")), repeated);
  assert.deepEqual(await ann.ask({ type: "init" }), repeated);
  const [message] = await ann.ask({ type: "text", text: "still me" });
  assert.equal((message as { sender: string }).sender, "ann");
});

test("USERNAME_TAKEN: by an account, or by another client id while it is in; however it is written", async () => {
  const { world, dialect } = await openRoster();
  await signUp(world, "Alice");
  const taken = [error("USERNAME_TAKEN", "The username is taken")];
  const talk = new Talk(dialect);
  for (const name of ["Alice", "alice", "ＡLICE"]) assert.deepEqual(await talk.ask(initOf(name, "x")), taken, name);
  const bob = await enter(dialect, "bob");
  assert.deepEqual(await talk.ask(initOf("BOB", "other")), taken);
  bob.hangUp();
  assert.equal((await talk.ask(initOf("BOB", "other"))).length, 3);
});

test("whoever said a good init that was refused has as long as a person needs to try again", async () => {
  const { world, dialect } = await openRoster();
  await signUp(world, "Alice");
  const { authenticationMs, loginMs } = world.chat.bounds;
  for (const [refused, deadlineMs] of [
    [initOf("al"), authenticationMs],
    [initOf("Alice"), loginMs],
    [initOf("   ", "blank"), loginMs],
    [initOf("ann", "a", { token: "expired" }), loginMs],
  ] as const) {
    const talk = new Talk(dialect);
    assert.equal(codesOf(await talk.ask(refused)).length, 1);
    assert.equal(talk.deadlineMs, deadlineMs, JSON.stringify(refused));
    assert.equal(talk.trusted, false);
    assert.equal((await talk.ask(initOf("ann"))).length, 3);
    assert.equal(talk.deadlineMs, null);
    talk.hangUp();
  }
});

test("USERNAME_TAKEN: of two client ids that want a name at once one gets it", async () => {
  const { dialect } = await openRoster();
  const [a, b] = [new Talk(dialect), new Talk(dialect)];
  await Promise.all([a.say(initOf("ann", "a")), b.say(initOf("ann", "b"))]);
  assert.deepEqual([a.heard(), b.heard()].map((frames) => frames.length).sort(), [1, 3]);
});

test("a token makes the account: its own name, its user id; its session's end closes the connection", async () => {
  const { world, dialect } = await openRoster();
  const { user, token } = await signUp(world, "Alice");
  const alice = new Talk(dialect);
  const heard = await alice.ask(initOf("somebody", "phone", { token }));
  assert.deepEqual(heard[0], online("Alice", user.id));
  const [message] = await alice.ask({ type: "text", text: "x" });
  assert.equal((message as { sender: string }).sender, "Alice");
  const bob = await enter(dialect, "bob");
  await world.chat.accounts.logout(token);
  assert.equal(alice.closedAs, "sessionEnded");
  assert.deepEqual(bob.heard(), [{ ...online("Alice", user.id), online: false }]);
});

test("a user is online once: further connections are announced to themselves only, the last to go to all", async () => {
  const { world, dialect } = await openRoster();
  const { user, token } = await signUp(world, "Alice");
  const watcher = await enter(dialect, "watcher");
  const leaveElsewhere = world.chat.presence.enter(user);
  assert.deepEqual(watcher.heard(), [online("Alice", user.id)]);
  const [first, second] = [new Talk(dialect), new Talk(dialect)];
  assert.deepEqual((await first.ask(initOf("any", "a", { token })))[0], online("Alice", user.id));
  assert.deepEqual((await second.ask(initOf("any", "a", { token })))[0], online("Alice", user.id));
  assert.deepEqual(first.heard(), []);
  first.hangUp();
  leaveElsewhere();
  assert.deepEqual(watcher.heard(), []);
  second.hangUp();
  assert.deepEqual(watcher.heard(), [{ ...online("Alice", user.id), online: false }]);
});

test("duplicate logins of a guest are one user, and hold its name until both are gone", async () => {
  const { world, dialect } = await openRoster();
  const [one, two] = [await enter(dialect, "ann"), await enter(dialect, "ann")];
  assert.equal(world.chat.presence.onlineCount, 1);
  await one.say({ type: "text", text: "x" });
  assert.equal(two.heard().length, 1);
  one.hangUp();
  const other = new Talk(dialect);
  assert.deepEqual(codesOf(await other.ask(initOf("ann", "other"))), ["USERNAME_TAKEN"]);
  two.hangUp();
  assert.equal((await other.ask(initOf("ann", "other"))).length, 3);
});

test("I8: userData lists at most rosterOfflineUsers who are not online, the most recently active", async () => {
  const { world, dialect } = await openRoster({ bounds: { rosterOfflineUsers: 2 } });
  for (const name of ["ann", "bob", "cat"]) {
    world.clock.advance(1_000);
    (await enter(dialect, name)).hangUp();
  }
  const talk = new Talk(dialect);
  const [, userData] = await talk.ask(initOf("dan"));
  assert.deepEqual(
    (userData as { users: { username: string }[] }).users.map(({ username }) => username),
    ["dan", "cat", "bob"],
  );
});

test("a connection that goes away at any moment of its arrival leaves nothing behind, neither presence nor name", async () => {
  const { world, dialect } = await openRoster();
  const watcher = await enter(dialect, "watcher");
  let arrived = 0;
  for (let microtasks = 0; microtasks < 40; microtasks += 1) {
    const talk = new Talk(dialect);
    const said = talk.say(initOf("ann"));
    for (let i = 0; i < microtasks; i += 1) await Promise.resolve();
    talk.hangUp();
    await said;
    assert.equal(talk.sent.length, 0);
    assert.equal(world.chat.presence.onlineCount, 1);
    const heard = watcher.heard();
    arrived += heard.length / 2;
    if (heard.length > 0) assert.deepEqual(heard, [online("ann"), { ...online("ann"), online: false }]);
  }
  assert.ok(arrived > 0 && arrived < 40, `${arrived} of 40 were present for a moment`);
  assert.equal((await new Talk(dialect).ask(initOf("ann", "other"))).length, 3);
});

test("when the last connection is gone nothing is encoded any more", async () => {
  const { world, dialect } = await openRoster();
  const { user } = await signUp(world, "Alice");
  (await enter(dialect, "ann")).hangUp();
  const built = world.built.length;
  await world.chat.messages.post({ roomId: "lounge", author: user, text: "x" });
  world.chat.presence.enter(user)();
  assert.equal(world.built.length, built);
});
