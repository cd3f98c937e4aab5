import assert from "node:assert/strict";
import { test } from "node:test";
import { settle } from "../../core/testing/settle.ts";
import { StoreError } from "../../ports/store.ts";
import { afterNextToken } from "../testing/world.ts";
import {
  authError,
  authRequired,
  command,
  error,
  globalChat,
  login,
  openStage,
  password,
  privateChat,
  register,
  tokenAuth,
  tokenIn,
  whisper,
} from "./testing/stage.ts";

const week = 7 * 24 * 3_600_000;

test("transcript: register, login, token_auth and logout, as the document's own server answers them", async () => {
  await using stage = await openStage();
  const talk = stage.connect();
  assert.equal(talk.deadlineMs, stage.chat.bounds.loginMs);
  const registered = await talk.ask(register("jane.doe", { email: "jane@example.com" }));
  const first = tokenIn(registered);
  assert.deepEqual(registered, [
    {
      type: "register_success",
      payload: { success: true, message: "Registration successful", autoLogin: true, username: "jane.doe", token: first },
    },
  ]);
  assert.ok(talk.trusted);
  const other = stage.connect();
  const loggedIn = await other.ask(login("JANE.doe"));
  const second = tokenIn(loggedIn);
  assert.deepEqual(loggedIn, [{ type: "auth_success", payload: { username: "jane.doe", token: second } }]);
  assert.notEqual(first, second);
  const third = stage.connect();
  assert.deepEqual(await third.ask(tokenAuth(second)), [
    { type: "auth_success", payload: { username: "jane.doe", token: second } },
  ]);
  assert.deepEqual(await talk.ask(command("logout")), [{ type: "logged_out" }]);
});

test("failed logins are auth_error with the document's server's texts, and may be tried again", async () => {
  await using stage = await openStage();
  await stage.join("jane");
  const talk = stage.connect();
  for (const payload of [
    undefined,
    null,
    "jane",
    [],
    {},
    { username: "jane" },
    { username: 1, password },
    { username: "jane", password: null },
  ]) {
    assert.deepEqual(await talk.ask(command("login", payload)), [authError("Invalid login format")]);
  }
  for (const [name, secret] of [
    ["jane", "wrong horse"],
    ["nobody", password],
    ["", ""],
    ["jane", ""],
    ["x".repeat(10_000), password],
  ]) {
    assert.deepEqual(await talk.ask(login(name, secret)), [authError("Invalid username or password")]);
  }
  for (const payload of [undefined, "token", {}, { token: 1 }, { token: null }]) {
    assert.deepEqual(await talk.ask(command("token_auth", payload)), [authError("Invalid token format")]);
  }
  for (const token of ["", "x", "x".repeat(43), "\u0000"]) {
    assert.deepEqual(await talk.ask(tokenAuth(token)), [authError("Invalid or expired token")]);
  }
  assert.ok(!talk.trusted);
  tokenIn(await talk.ask(login("jane")));
});

test("everything but a login is answered AUTH_REQUIRED while nobody is logged in; the socket stays open", async () => {
  await using stage = await openStage();
  const talk = stage.connect();
  const bob = await stage.join("bob");
  const frames = [
    ...["", "hello", "{", "null", "[]", "1", "[".repeat(40), '"login"'],
    ...[{}, { type: 1 }, { type: "" }, { type: "constructor" }, { type: "no_such" }, { payload: {} }].map((frame) =>
      JSON.stringify(frame),
    ),
    ...["global_chat", "count", "set_username", "logout", "join_queue", "leave_queue"].map((type) =>
      JSON.stringify(command(type, "x")),
    ),
    JSON.stringify(whisper("bob", "psst")),
    '{"__proto__":{"type":"count"}}',
  ];
  for (const text of frames) {
    await talk.sayText(text);
    assert.deepEqual(talk.heard(), [authRequired], text);
  }
  assert.equal(talk.closedAs, null);
  assert.deepEqual(bob.talk.heard(), []);
});

test("I5: nothing is delivered before the login, after the logout, or in between two of them", async () => {
  await using stage = await openStage();
  const [jane, bob] = [await stage.join("jane"), await stage.join("bob")];
  const talk = stage.connect();
  const chatter = async (text: string): Promise<void> => {
    await bob.talk.say(command("global_chat", text));
    await bob.talk.say(whisper("jane", text));
  };
  await chatter("before");
  assert.deepEqual(talk.heard(), []);
  await talk.say(tokenAuth(jane.token));
  await chatter("during");
  assert.deepEqual(talk.heard().slice(1), [globalChat("bob", "during"), privateChat("bob", "during")]);
  await talk.say(command("logout"));
  await chatter("after");
  assert.deepEqual(talk.heard(), [{ type: "logged_out" }]);
  assert.deepEqual(await talk.ask(command("count")), [authRequired]);
});

test("frames sent behind a login wait for it", async () => {
  await using stage = await openStage();
  const talk = stage.connect();
  await Promise.all([
    talk.say(register("jane")),
    talk.say(command("global_chat", "hello")),
    talk.say(command("logout")),
    talk.say(command("count")),
  ]);
  const [registered, ...rest] = talk.heard();
  tokenIn([registered]);
  assert.deepEqual(rest, [globalChat("jane", "hello"), { type: "logged_out" }, authRequired]);
});

test("logout ends the session: its token stops working, its other connections are closed, this one stays", async () => {
  await using stage = await openStage();
  const jane = await stage.join("jane");
  const same = stage.connect();
  const own = stage.connect();
  await same.say(tokenAuth(jane.token));
  await own.say(login("jane"));
  assert.deepEqual(await jane.talk.ask(command("logout")), [{ type: "logged_out" }]);
  assert.equal(jane.talk.closedAs, null);
  assert.equal(jane.talk.deadlineMs, stage.chat.bounds.loginMs, "somebody has to log in again in time");
  assert.equal(same.closedAs, "sessionEnded");
  assert.equal(own.closedAs, null, "another session of the same user goes on");
  assert.deepEqual(await jane.talk.ask(tokenAuth(jane.token)), [authError("Invalid or expired token")]);
  tokenIn(await jane.talk.ask(login("jane")));
});

test("a session that ends elsewhere closes the connection; one that expires too", async () => {
  await using stage = await openStage();
  const jane = await stage.join("jane");
  const bob = await stage.join("bob");
  await stage.chat.accounts.logout(jane.token);
  assert.equal(jane.talk.closedAs, "sessionEnded");
  assert.equal(bob.talk.closedAs, null);
  stage.clock.advance(week);
  assert.equal(bob.talk.closedAs, "sessionEnded");
  assert.equal(stage.chat.presence.onlineCount, 0);
});

test("a login on a connection that is logged in makes it the new user's; a failed one changes nothing", async () => {
  await using stage = await openStage();
  const [jane, bob, eve] = [await stage.join("jane"), await stage.join("bob"), await stage.join("eve")];
  assert.deepEqual(await jane.talk.ask(login("bob", "wrong horse")), [authError("Invalid username or password")]);
  assert.deepEqual(await jane.talk.ask(command("global_chat", "still me")), [globalChat("jane", "still me")]);
  await jane.talk.say(tokenAuth(bob.token));
  jane.talk.heard();
  await eve.talk.say(whisper("jane", "for jane"));
  await eve.talk.say(whisper("bob", "for bob"));
  assert.deepEqual(await jane.talk.ask(command("global_chat", "now bob")), [
    privateChat("eve", "for bob"),
    globalChat("bob", "now bob"),
  ]);
  assert.deepEqual(await jane.talk.ask(command("count")), [{ type: "player_count", payload: 2 }]);
  tokenIn(await stage.connect().ask(tokenAuth(jane.token)));
});

test("a login whose session ends before it is complete is a failed one, and changes nothing", async () => {
  await using stage = await openStage();
  const [jane, bob] = [await stage.join("jane"), await stage.join("bob")];
  bob.talk.hangUp();
  const told: string[] = [];
  stage.chat.presence.listen(({ user }) => void told.push(user.name));
  afterNextToken(stage, () => stage.chat.accounts.logout(bob.token));
  assert.deepEqual(await jane.talk.ask(tokenAuth(bob.token)), [authError("Invalid or expired token")]);
  assert.deepEqual(await jane.talk.ask(command("global_chat", "still me")), [globalChat("jane", "still me")]);
  assert.equal(jane.talk.closedAs, null);
  assert.deepEqual(told, []);
});

test("a user who logs in again on the same connection hears everything once and does not go offline in between", async () => {
  await using stage = await openStage();
  const { talk } = await stage.join("jane");
  const told: boolean[] = [];
  stage.chat.presence.listen((entry) => void told.push(entry.online));
  await talk.say(login("jane"));
  talk.heard();
  assert.deepEqual(await talk.ask(command("global_chat", "once")), [globalChat("jane", "once")]);
  assert.deepEqual(told, []);
  talk.hangUp();
  assert.deepEqual(told, [false]);
});

test("what was asked before a login is answered before it, and nothing for the new user comes first", async () => {
  await using stage = await openStage();
  const [jane, bob, eve] = [await stage.join("jane"), await stage.join("bob"), await stage.join("eve")];
  const { promise, resolve: release } = Promise.withResolvers<void>();
  const { post } = stage.store;
  stage.store.post = async () => {
    await promise;
    throw new StoreError("busy", "locked");
  };
  const first = jane.talk.say(command("global_chat", "slow"));
  const second = jane.talk.say(tokenAuth(bob.token));
  await settle();
  await eve.talk.say(whisper("bob", "early"));
  stage.store.post = post;
  release();
  await Promise.all([first, second]);
  await eve.talk.say(whisper("bob", "late"));
  assert.deepEqual(jane.talk.heard(), [
    error("The server cannot store anything now, try again later", "UNAVAILABLE"),
    { type: "auth_success", payload: { username: "bob", token: bob.token } },
    privateChat("eve", "late"),
  ]);
});

test("a token that comes with the upgrade is answered as token_auth; frames that arrive meanwhile wait", async () => {
  await using stage = await openStage();
  const { token } = await stage.join("jane");
  const good = stage.connect({ token });
  await Promise.all([good.say(command("global_chat", "hello")), good.say(command("count"))]);
  assert.deepEqual(good.heard(), [
    { type: "auth_success", payload: { username: "jane", token } },
    globalChat("jane", "hello"),
    { type: "player_count", payload: 1 },
  ]);
  const bad = stage.connect({ token: "no such token" });
  assert.deepEqual(await bad.ask(command("count")), [authError("Invalid or expired token"), authRequired]);
  tokenIn(await bad.ask(login("jane")));
});

test("a connection that goes away during its login leaves nothing behind", async () => {
  await using stage = await openStage();
  const jane = await stage.join("jane");
  jane.talk.hangUp();
  const talk = stage.connect();
  const pending = talk.say(tokenAuth(jane.token));
  await Promise.resolve();
  talk.hangUp();
  await pending;
  assert.deepEqual([...talk.heard(), ...talk.sentTooLate], []);
  assert.equal(stage.chat.presence.onlineCount, 0);
  const withToken = stage.connect({ token: jane.token });
  withToken.hangUp();
  await (await stage.join("bob")).talk.say(command("global_chat", "anyone?"));
  assert.deepEqual([...withToken.heard(), ...withToken.sentTooLate, ...jane.talk.sentTooLate], []);
  assert.equal(stage.chat.presence.onlineCount, 1);
});

test("I8: too many logins are told apart from wrong ones, too many registrations from bad ones", async () => {
  await using stage = await openStage({ bounds: { loginFailuresPerAccountPerMinute: 2, registrationsPerAddressPerMinute: 1 } });
  const { talk } = await stage.join("jane");
  assert.deepEqual(await talk.ask(register("bob")), [error("Rate limit exceeded", "RATE_LIMITED")]);
  const other = stage.connect();
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    assert.deepEqual(await other.ask(login("jane", "wrong horse")), [authError("Invalid username or password")]);
  }
  assert.deepEqual(await other.ask(login("jane")), [authError("Too many login attempts, try again later")]);
});

test("server trouble during a login or logout is UNAVAILABLE, and changes nothing", async () => {
  await using stage = await openStage();
  const { talk, token } = await stage.join("jane");
  const unavailable = error("The server cannot store anything now, try again later", "UNAVAILABLE");
  const { openSession, deleteSession, findToken } = stage.store;
  const broken = () => Promise.reject(new StoreError("failed", "disk"));
  Object.assign(stage.store, { openSession: broken, deleteSession: broken, findToken: broken });
  assert.deepEqual(await stage.connect().ask(login("jane")), [unavailable]);
  assert.deepEqual(await stage.connect({ token }).ask(command("count")), [unavailable, authRequired]);
  assert.deepEqual(await talk.ask(command("logout")), [unavailable]);
  Object.assign(stage.store, { openSession, deleteSession, findToken });
  assert.deepEqual(await talk.ask(command("global_chat", "still here")), [globalChat("jane", "still here")]);
  await stage.chat.accounts.logout(token);
  assert.equal(talk.closedAs, "sessionEnded", "the session is watched as before");
});

test("a session that ends elsewhere while ending it from here fails closes the connection all the same", async () => {
  await using stage = await openStage();
  const { talk, token } = await stage.join("jane");
  const { deleteSession } = stage.store;
  const { promise, reject } = Promise.withResolvers<boolean>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  stage.store.deleteSession = () => {
    ask();
    return promise;
  };
  const leaving = talk.say(command("logout"));
  await asked;
  stage.store.deleteSession = deleteSession;
  await stage.chat.accounts.logout(token);
  assert.equal(talk.closedAs, null);
  reject(new StoreError("busy", "locked"));
  await leaving;
  assert.equal(talk.closedAs, "sessionEnded");
});
