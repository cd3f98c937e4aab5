import assert from "node:assert/strict";
import { test } from "node:test";
import { Talk } from "../testing/talk.ts";
import { afterNextToken, breakStore, signUp } from "../testing/world.ts";
import { connect, connected, idIn, openRooms, textsTo } from "./testing/stage.ts";

const atSeconds = 1_750_000_000;

test("golden: CONNECTED, then every message as documented, the sender's own included, on every connection", async () => {
  const { world, dialect } = await openRooms();
  const [alice, bob] = [await signUp(world, "Alice"), await signUp(world, "Bob")];
  const talk = new Talk(dialect);
  assert.equal(talk.deadlineMs, 10_000);
  assert.deepEqual(await talk.ask({ auth_token: alice.token }), [{ status: "CONNECTED" }]);
  assert.equal(talk.trusted, true);
  const others = [await connect(dialect, alice.token), await connect(dialect, bob.token)];
  const heard = await talk.ask({ room: "lounge", messages: "Hello!" });
  const expected = { id: idIn(heard), message: "Hello!", poster: alice.user.id, room: "lounge", timestamp: atSeconds };
  assert.deepEqual(heard, [{ message: expected }]);
  for (const other of others) assert.deepEqual(other.heard(), [{ message: expected }]);
});

test("`messages` and `message` both send; where a frame has both, `messages` counts", async () => {
  const { world, dialect } = await openRooms();
  const talk = await connect(dialect, (await signUp(world, "Alice")).token);
  await talk.say({ room: "lounge", messages: "a" });
  await talk.say({ room: "lounge", message: "b" });
  await talk.say({ room: "lounge", message: "d", messages: "c", more: true });
  assert.deepEqual(textsTo(talk), ["a", "b", "c"]);
});

test("text is stored and returned exactly, any Unicode, white space and control characters included", async () => {
  const { world, dialect } = await openRooms();
  const talk = await connect(dialect, (await signUp(world, "Alice")).token);
  for (const text of ["  x  ", "\u0000\u001b[31m", "<b>&amp;</b>", "👩‍👩‍👧‍👦\u202e", "😀".repeat(4_000), '"\\/\n\r\t']) {
    await talk.say({ room: "lounge", messages: text });
    assert.deepEqual(textsTo(talk), [text]);
  }
});

test("before authentication a frame that is not {auth_token} is ignored, and may be followed by one that is", async () => {
  const { world, dialect } = await openRooms();
  const { token } = await signUp(world, "Alice");
  const talk = new Talk(dialect);
  for (const frame of [{}, [], null, 7, "x", { auth_token: 7 }, { auth_token: null }, { room: "lounge", messages: "x" }]) {
    assert.deepEqual(await talk.ask(frame), [], JSON.stringify(frame));
  }
  await talk.sayText("not JSON");
  await talk.sayText(`{"__proto__":{"auth_token":${JSON.stringify(token)}}}`);
  assert.deepEqual(talk.heard(), []);
  assert.equal(talk.deadlineMs, 10_000);
  assert.deepEqual(await talk.ask({ auth_token: token }), connected);
});

test("a refused token gets the body of authenticated endpoints as one frame, then the socket is closed", async () => {
  const { world, dialect } = await openRooms();
  const { token } = await signUp(world, "Alice");
  world.clock.advance(world.chat.bounds.tokenLifetimeMs);
  for (const [refused, error, error_code] of [
    ["", "The token is not valid", "AUTH_TOKEN_INVALID"],
    ["nonsense", "The token is not valid", "AUTH_TOKEN_INVALID"],
    ["\u0000'; --", "The token is not valid", "AUTH_TOKEN_INVALID"],
    [token, "The token has expired", "AUTH_TOKEN_EXPIRED"],
  ]) {
    const talk = new Talk(dialect);
    assert.deepEqual(await talk.ask({ auth_token: refused }), [{ error, error_code }]);
    assert.equal(talk.closedAs, "tokenRefused");
  }
  assert.equal(world.chat.presence.onlineCount, 0);
});

test("a token whose session ends while it is looked at is refused like any other", async () => {
  const { world, dialect } = await openRooms();
  const { token } = await signUp(world, "Alice");
  afterNextToken(world, () => world.chat.accounts.logout(token));
  const talk = new Talk(dialect);
  assert.deepEqual(await talk.ask({ auth_token: token }), [
    { error: "The token is not valid", error_code: "AUTH_TOKEN_INVALID" },
  ]);
  assert.equal(talk.closedAs, "tokenRefused");
  assert.equal(world.chat.presence.onlineCount, 0);
  assert.deepEqual(world.counted.slice(-1), ["rooms authenticate token_invalid"]);
});

test("a token that came with the upgrade is not used", async () => {
  const { world, dialect } = await openRooms();
  const { token } = await signUp(world, "Alice");
  const talk = new Talk(dialect, { token });
  assert.deepEqual(await talk.ask({ room: "lounge", messages: "x" }), []);
  assert.equal(talk.trusted, false);
});

test("trouble while authenticating is told as authenticated endpoints tell it, then the socket is closed with a code that says reconnect", async () => {
  const { world, dialect } = await openRooms();
  const { token } = await signUp(world, "Alice");
  const unavailable = { error: "The server cannot store anything now, try again later", error_code: "UNAVAILABLE" };
  for (const call of ["findToken", "isMember"] as const) {
    const mend = breakStore(world, call);
    const talk = new Talk(dialect);
    assert.deepEqual(await talk.ask({ auth_token: token }), [unavailable]);
    assert.equal(talk.closedAs, "unavailable");
    mend();
  }
});

test("a fault of ours while authenticating is told as INTERNAL_SERVER_ERROR and thrown on, and shows nothing else", async () => {
  const { world, dialect } = await openRooms();
  const { token } = await signUp(world, "Alice");
  world.store.findToken = () => Promise.reject(new Error("/secret/path: a bug"));
  const talk = new Talk(dialect);
  await assert.rejects(talk.say({ auth_token: token }));
  assert.deepEqual(talk.heard(), [{ error: "Internal server error", error_code: "INTERNAL_SERVER_ERROR" }]);
});

test("a refused send is answered by nothing and logged without its text; the connection stays (I5)", async () => {
  const { world, dialect } = await openRooms({ limitsOn: true, bounds: { sendsPerMinute: 4 } });
  const [alice, bob, eve] = [await signUp(world, "Alice"), await signUp(world, "Bob"), await signUp(world, "Eve")];
  const room = await world.chat.rooms.openDirect(alice.user, bob.user.id);
  const talk = await connect(dialect, eve.token);
  const refused: [unknown, string][] = [
    [{ room: room.id, messages: "secret" }, "not_found"],
    [{ room: "no such room", messages: "secret" }, "not_found"],
    [{ room: "lounge", messages: " \n" }, "text_empty"],
    [{ room: "lounge", messages: "s".repeat(4_001) }, "text_too_long"],
    [{ room: "lounge", messages: "secret" }, "rate_limited"],
    [{ room: "lounge", messages: 7 }, "bad_request"],
    [{ room: 7, messages: "secret" }, "bad_request"],
    [{ messages: "secret" }, "bad_request"],
    [{ auth_token: eve.token }, "bad_request"],
    [[], "bad_request"],
    [null, "bad_request"],
  ];
  for (const [frame, code] of refused) {
    const logged = world.log.lines.length;
    assert.deepEqual(await talk.ask(frame), [], JSON.stringify(frame));
    const fields = { connection: talk.id, user: eve.user.id, code };
    assert.deepEqual(world.log.lines.slice(logged), [{ level: "info", fields, message: "send refused" }]);
  }
  await talk.sayText("secret, and not JSON");
  assert.equal(world.log.lines.filter(({ message }) => message === "send refused").length, refused.length + 1);
  assert.doesNotMatch(JSON.stringify(world.log.lines), /secret/);
  assert.equal(talk.closedAs, null);
});

test("I8: refusalLinesPerMinute refused sends of one user are logged; all are counted", async () => {
  const { world, dialect } = await openRooms({ limitsOn: true, bounds: { refusalLinesPerMinute: 2 } });
  const [alice, bob] = [await signUp(world, "Alice"), await signUp(world, "Bob")];
  const refusals = async (token: string, count: number): Promise<number> => {
    const logged = world.log.lines.length;
    for (let n = 0; n < count; n++) await (await connect(dialect, token)).ask({ room: "no such room", messages: "x" });
    return world.log.lines.length - logged;
  };
  assert.equal(await refusals(alice.token, 5), 2);
  assert.equal(await refusals(bob.token, 1), 1);
  world.clock.advance(60_000);
  assert.equal(await refusals(alice.token, 1), 1);
  assert.equal(world.counted.filter((line) => line === "rooms send not_found").length, 7);
});

test("I8: a message of messageChars characters passes, one more is refused", async () => {
  const { world, dialect } = await openRooms({ bounds: { messageChars: 3 } });
  const talk = await connect(dialect, (await signUp(world, "Alice")).token);
  for (const text of ["abc", "abcd", "😀😀😀", "😀😀😀😀"]) await talk.say({ room: "lounge", messages: text });
  assert.deepEqual(textsTo(talk), ["abc", "😀😀😀"]);
});

test("an internal server error closes the connection, with a code that says reconnect, and shows nothing", async () => {
  const { world, dialect } = await openRooms();
  const talk = await connect(dialect, (await signUp(world, "Alice")).token);
  breakStore(world, "post");
  assert.deepEqual(await talk.ask({ room: "lounge", messages: "x" }), []);
  assert.equal(talk.closedAs, "unavailable");
  assert.equal(world.chat.presence.onlineCount, 0);
});

test("a direct message reaches every connection of both, once, and nobody else (I5)", async () => {
  const { world, dialect } = await openRooms();
  const [alice, bob, eve] = [await signUp(world, "Alice"), await signUp(world, "Bob"), await signUp(world, "Eve")];
  const talks = [
    await connect(dialect, alice.token),
    await connect(dialect, alice.token),
    await connect(dialect, bob.token),
    await connect(dialect, bob.token),
  ];
  const other = await connect(dialect, eve.token);
  const room = await world.chat.rooms.openDirect(alice.user, bob.user.id);
  await talks[0]?.say({ room: room.id, messages: "psst" });
  const id = idIn(talks[0]?.heard() ?? []);
  const expected = { id, message: "psst", poster: alice.user.id, room: room.id, timestamp: atSeconds };
  for (const talk of talks.slice(1)) assert.deepEqual(talk.heard(), [{ message: expected }]);
  assert.equal(new Set(talks.map((talk) => talk.sent[1])).size, 1, "one frame, shared by all");
  assert.deepEqual(other.heard(), []);
});

test("a note to oneself arrives once", async () => {
  const { world, dialect } = await openRooms();
  const { user, token } = await signUp(world, "Alice");
  const talk = await connect(dialect, token);
  const room = await world.chat.rooms.openDirect(user, user.id);
  await talk.say({ room: room.id, messages: "milk" });
  assert.deepEqual(textsTo(talk), ["milk"]);
});

test("who is not a member of the lounge neither sees it nor posts in it", async () => {
  const { world, dialect } = await openRooms({ loungeAutoJoin: false });
  const { user, token } = await signUp(world, "Alice");
  const talk = await connect(dialect, token);
  await talk.say({ room: "lounge", messages: "x" });
  await world.chat.messages.post({ roomId: "lounge", author: user, text: "y", membersOnly: false });
  assert.deepEqual(talk.heard(), []);
});

test("reactions and members who join are hidden", async () => {
  const { world, dialect } = await openRooms();
  const { user, token } = await signUp(world, "Alice");
  const talk = await connect(dialect, token);
  const messageId = idIn(await talk.ask({ room: "lounge", messages: "x" }));
  await world.chat.messages.toggleReaction({ messageId, user, emoji: "👍" });
  await signUp(world, "Bob");
  await world.chat.messages.postPrivate({ author: user, to: { name: "Bob" }, text: "first" });
  assert.deepEqual(textsTo(talk), ["first"]);
});

test("when the session ends elsewhere the socket is closed and shown nothing more", async () => {
  const { world, dialect } = await openRooms();
  const { user, token } = await signUp(world, "Alice");
  const talk = await connect(dialect, token);
  await world.chat.accounts.logout(token);
  assert.equal(talk.closedAs, "sessionEnded");
  await world.chat.messages.post({ roomId: "lounge", author: user, text: "x" });
  assert.deepEqual(talk.heard(), []);
});

test("the user is present while connected, until the last connection is gone", async () => {
  const { world, dialect } = await openRooms();
  const { token } = await signUp(world, "Alice");
  const talks = [await connect(dialect, token), await connect(dialect, token)];
  assert.equal(world.chat.presence.onlineCount, 1);
  talks[0]?.hangUp();
  assert.equal(world.chat.presence.onlineCount, 1);
  talks[1]?.hangUp();
  assert.equal(world.chat.presence.onlineCount, 0);
});

test("a socket that goes away while it authenticates leaves nothing behind", async () => {
  const { world, dialect } = await openRooms();
  const { token } = await signUp(world, "Alice");
  const timers = world.clock.pending;
  for (let microtasks = 0; microtasks < 40; microtasks += 1) {
    const talk = new Talk(dialect);
    const said = talk.say({ auth_token: token });
    for (let i = 0; i < microtasks; i += 1) await Promise.resolve();
    talk.hangUp();
    await said;
  }
  assert.equal(world.chat.presence.onlineCount, 0);
  await world.chat.accounts.logout(token);
  // For so long the user may be coming back.
  world.clock.advance(world.chat.bounds.presenceGraceMs);
  assert.ok(world.clock.pending <= timers + 1);
});
