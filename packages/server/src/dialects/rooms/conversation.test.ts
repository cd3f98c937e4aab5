import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import type { Dialect } from "../contract.ts";
import { Talk } from "../testing/talk.ts";
import { breakStore, openWorld, signUp, type World, type WorldOptions } from "../testing/world.ts";
import { roomsDialect } from "./dialect.ts";

const atSeconds = 1_750_000_000;
const connected = [{ status: "CONNECTED" }];

async function rooms(options: WorldOptions = {}): Promise<{ world: World; dialect: Dialect }> {
  const world = await openWorld({ limitsOn: false, ...options });
  return { world, dialect: roomsDialect(world.context) };
}

/** A connection that is CONNECTED. */
async function connect(dialect: Dialect, token: string): Promise<Talk> {
  const talk = new Talk(dialect);
  assert.deepEqual(await talk.ask({ auth_token: token }), connected);
  return talk;
}

interface Shown {
  readonly id: number;
  readonly message: string;
  readonly room: string;
}
/** The id of the one message that was heard: a safe integer. */
function idIn(heard: unknown[]): number {
  const [{ message }] = heard as [{ message: Shown }];
  assert.ok(Number.isSafeInteger(message.id) && message.id > 0);
  return message.id;
}
const shownTo = (talk: Talk): Shown[] => talk.heard().map((frame) => (frame as { message: Shown }).message);
const textsTo = (talk: Talk): string[] => shownTo(talk).map(({ message }) => message);

test("golden: CONNECTED, then every message as documented, the sender's own included, on every connection", async () => {
  const { world, dialect } = await rooms();
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
  const { world, dialect } = await rooms();
  const talk = await connect(dialect, (await signUp(world, "Alice")).token);
  await talk.say({ room: "lounge", messages: "a" });
  await talk.say({ room: "lounge", message: "b" });
  await talk.say({ room: "lounge", message: "d", messages: "c", more: true });
  assert.deepEqual(textsTo(talk), ["a", "b", "c"]);
});

test("text is stored and returned exactly, any Unicode, white space and control characters included", async () => {
  const { world, dialect } = await rooms();
  const talk = await connect(dialect, (await signUp(world, "Alice")).token);
  for (const text of ["  x  ", "\u0000\u001b[31m", "<b>&amp;</b>", "👩‍👩‍👧‍👦\u202e", "😀".repeat(4_000), '"\\/\n\r\t']) {
    await talk.say({ room: "lounge", messages: text });
    assert.deepEqual(textsTo(talk), [text]);
  }
});

test("before authentication a frame that is not {auth_token} is ignored, and may be followed by one that is", async () => {
  const { world, dialect } = await rooms();
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
  const { world, dialect } = await rooms();
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

test("a token that came with the upgrade is not used", async () => {
  const { world, dialect } = await rooms();
  const { token } = await signUp(world, "Alice");
  const talk = new Talk(dialect, { token });
  assert.deepEqual(await talk.ask({ room: "lounge", messages: "x" }), []);
  assert.equal(talk.trusted, false);
});

test("when the store fails while authenticating, the socket is closed with a code that says reconnect", async () => {
  const { world, dialect } = await rooms();
  const { token } = await signUp(world, "Alice");
  for (const call of ["findToken", "roomsOf"] as const) {
    const mend = breakStore(world, call);
    const talk = new Talk(dialect);
    assert.deepEqual(await talk.ask({ auth_token: token }), []);
    assert.equal(talk.closedAs, "unavailable");
    mend();
  }
});

test("a refused send is answered by nothing and logged without its text; the connection stays (I5)", async () => {
  const { world, dialect } = await rooms({ limitsOn: true, bounds: { sendsPerMinute: 4 } });
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
  assert.equal(world.log.lines.length, refused.length + 1);
  assert.doesNotMatch(JSON.stringify(world.log.lines), /secret/);
  assert.equal(talk.closedAs, null);
});

test("I8: a message of messageChars characters passes, one more is refused", async () => {
  const { world, dialect } = await rooms({ bounds: { messageChars: 3 } });
  const talk = await connect(dialect, (await signUp(world, "Alice")).token);
  for (const text of ["abc", "abcd", "😀😀😀", "😀😀😀😀"]) await talk.say({ room: "lounge", messages: text });
  assert.deepEqual(textsTo(talk), ["abc", "😀😀😀"]);
});

test("an internal server error closes the connection, with a code that says reconnect, and shows nothing", async () => {
  const { world, dialect } = await rooms();
  const talk = await connect(dialect, (await signUp(world, "Alice")).token);
  breakStore(world, "post");
  assert.deepEqual(await talk.ask({ room: "lounge", messages: "x" }), []);
  assert.equal(talk.closedAs, "unavailable");
  assert.equal(world.chat.presence.onlineCount, 0);
});

test("a direct message reaches every connection of both, once, and nobody else (I5)", async () => {
  const { world, dialect } = await rooms();
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
  const { world, dialect } = await rooms();
  const { user, token } = await signUp(world, "Alice");
  const talk = await connect(dialect, token);
  const room = await world.chat.rooms.openDirect(user, user.id);
  await talk.say({ room: room.id, messages: "milk" });
  assert.deepEqual(textsTo(talk), ["milk"]);
});

test("who is not a member of the lounge neither sees it nor posts in it", async () => {
  const { world, dialect } = await rooms({ loungeAutoJoin: false });
  const { user, token } = await signUp(world, "Alice");
  const talk = await connect(dialect, token);
  await talk.say({ room: "lounge", messages: "x" });
  await world.chat.messages.post({ roomId: "lounge", author: user, text: "y", membersOnly: false });
  assert.deepEqual(talk.heard(), []);
});

test("reactions and members who join are hidden", async () => {
  const { world, dialect } = await rooms();
  const { user, token } = await signUp(world, "Alice");
  const talk = await connect(dialect, token);
  const messageId = idIn(await talk.ask({ room: "lounge", messages: "x" }));
  await world.chat.messages.toggleReaction({ messageId, user, emoji: "👍" });
  await signUp(world, "Bob");
  await world.chat.messages.postPrivate({ author: user, toName: "Bob", text: "first" });
  assert.deepEqual(textsTo(talk), ["first"]);
});

test("when the session ends elsewhere the socket is closed and shown nothing more", async () => {
  const { world, dialect } = await rooms();
  const { user, token } = await signUp(world, "Alice");
  const talk = await connect(dialect, token);
  await world.chat.accounts.logout(token);
  assert.equal(talk.closedAs, "sessionEnded");
  await world.chat.messages.post({ roomId: "lounge", author: user, text: "x" });
  assert.deepEqual(talk.heard(), []);
});

test("the user is present while connected, until the last connection is gone", async () => {
  const { world, dialect } = await rooms();
  const { token } = await signUp(world, "Alice");
  const talks = [await connect(dialect, token), await connect(dialect, token)];
  assert.equal(world.chat.presence.onlineCount, 1);
  talks[0]?.hangUp();
  assert.equal(world.chat.presence.onlineCount, 1);
  talks[1]?.hangUp();
  assert.equal(world.chat.presence.onlineCount, 0);
});

test("a socket that goes away while it authenticates leaves nothing behind", async () => {
  const { world, dialect } = await rooms();
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
  assert.ok(world.clock.pending <= timers + 1);
});

test("I2: nothing before CONNECTED, everything after it, each message once, while others post in both rooms", async () => {
  let joinedAmidst = 0;
  const { world, dialect } = await rooms();
  const [alice, bob] = [await signUp(world, "Alice"), await signUp(world, "Bob")];
  const direct = await world.chat.rooms.openDirect(alice.user, bob.user.id);
  const author = await connect(dialect, alice.token);
  const steps = fc.array(fc.constantFrom("join", "lounge", "direct", "turn"), { minLength: 20, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      const talks: Talk[] = [];
      const pending: Promise<void>[] = [];
      for (const step of plan) {
        if (step === "turn") await turn();
        else if (step === "join") {
          const talk = new Talk(dialect);
          talks.push(talk);
          pending.push(talk.say({ auth_token: bob.token }));
          joinedAmidst += 1;
        } else pending.push(author.say({ room: step === "direct" ? direct.id : "lounge", messages: step }));
      }
      await Promise.all(pending);
      for (const roomId of [direct.id, "lounge"]) await author.say({ room: roomId, messages: "last" });
      const all = shownTo(author);
      for (const talk of talks) {
        assert.deepEqual(talk.heard()[0], connected[0]);
        assertEndOf(all, talk);
        talk.hangUp();
      }
    }),
    { numRuns: 60 },
  );
  assert.ok(joinedAmidst > 100);
});

/** In each room a connection was shown the end of what happened there, whole and in order. */
function assertEndOf(all: readonly Shown[], talk: Talk): void {
  const frames = talk.sent.slice(1).map((frame) => JSON.parse(new TextDecoder().decode(frame.bytes)) as { message: Shown });
  for (const room of new Set(all.map((shown) => shown.room))) {
    const ids = frames.filter(({ message }) => message.room === room).map(({ message }) => message.id);
    const expected = all.filter((shown) => shown.room === room).map(({ id }) => id);
    assert.ok(ids.length > 0);
    assert.deepEqual(ids, expected.slice(-ids.length));
  }
}

test("whatever text comes, before and after authentication: nothing is answered but messages, nothing throws", async () => {
  const { world, dialect } = await rooms();
  const { token } = await signUp(world, "Alice");
  const anyString = fc.string({ unit: "binary", maxLength: 30 });
  const anyValue = fc.oneof(fc.jsonValue(), anyString);
  const frame = fc.record(
    { room: fc.oneof(fc.constant("lounge"), anyValue), messages: anyValue, message: anyValue, __proto: anyValue },
    { requiredKeys: [] },
  );
  const anyText = fc.oneof(
    anyString,
    fc.json(),
    frame.map((value) => JSON.stringify(value)),
  );
  let shown = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyText, { maxLength: 12 }), fc.boolean(), async (texts, isConnected) => {
      const talk = isConnected ? await connect(dialect, token) : new Talk(dialect);
      for (const text of texts) await talk.sayText(text);
      const heard = shownTo(talk);
      if (!isConnected) assert.equal(heard.length, 0);
      for (const { room } of heard) assert.equal(room, "lounge");
      shown += heard.length;
      assert.equal(talk.closedAs, null);
      talk.hangUp();
    }),
    { numRuns: 400 },
  );
  assert.ok(shown > 20, `${shown} frames were messages`);
});
