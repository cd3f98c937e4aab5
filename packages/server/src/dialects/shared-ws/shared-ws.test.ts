import assert from "node:assert/strict";
import { test } from "node:test";
import { openchampDialect } from "../openchamp/dialect.ts";
import { authError, authRequired, command, globalChat, login, register, tokenAuth, tokenIn } from "../openchamp/testing/stage.ts";
import { reactionsDialect } from "../reactions/dialect.ts";
import { badExamples } from "../testing/contracts.ts";
import { Talk } from "../testing/talk.ts";
import { openWorld } from "../testing/world.ts";
import { sharedWsDialect } from "./dialect.ts";

const say = (text: string, author_name = "Ann") => ({ type: "send_message", data: { text, author_name } });
const invalid = { type: "error", data: { error: "Invalid message format" } };

async function openMounts() {
  const world = await openWorld();
  const reactions = reactionsDialect(world.context);
  const openchamp = openchampDialect(world.context);
  const shared = sharedWsDialect(world.context, { reactions, openchamp });
  return {
    world,
    shared,
    connect: (token: string | null = null) => new Talk(shared, { token }),
    connectReactions: () => new Talk(reactions, { address: "192.0.2.2" }),
    connectOpenchamp: () => new Talk(openchamp, { address: "192.0.2.3" }),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

const typesOf = (frames: readonly unknown[]): string[] => frames.map((frame) => (frame as { type: string }).type);

test("a connection starts as reactions: history at once, then what comes live", async () => {
  await using mounts = await openMounts();
  const writer = mounts.connectReactions();
  await writer.say(say("before"));
  const talk = mounts.connect();
  await writer.say(say("after"));
  const heard = talk.heard();
  assert.deepEqual(heard, writer.heard());
  assert.deepEqual(talk.sent, writer.sent, "the very frames of the dedicated mount");
});

test("while undecided, JSON of neither protocol is answered AUTH_REQUIRED and text that is not JSON as reactions does", async () => {
  await using mounts = await openMounts();
  const talk = mounts.connect();
  for (const json of [
    "{}",
    "[]",
    "null",
    "1",
    '"login"',
    '{"type":1}',
    '{"type":"message"}',
    '{"type":"constructor"}',
    '{"type":"no_such"}',
  ]) {
    await talk.sayText(json);
    assert.deepEqual(talk.heard(), [authRequired], json);
  }
  for (const text of ["", "hello", "{", "[".repeat(33) + "]".repeat(33)]) {
    await talk.sayText(text);
    assert.deepEqual(talk.heard(), [invalid], text);
  }
  await mounts.connectReactions().say(say("still both"));
  assert.deepEqual(typesOf(talk.heard()), ["message"]);
});

for (const first of [say("hello"), { type: "add_reaction" }, { type: "send_message" }]) {
  test(`${JSON.stringify(first)} makes it reactions for good`, async () => {
    await using mounts = await openMounts();
    const talk = mounts.connect();
    await talk.say(first);
    talk.heard();
    for (const frame of [register("jane"), { type: "count" }, { type: "no_such" }, {}])
      assert.deepEqual(await talk.ask(frame), [invalid]);
    assert.deepEqual(typesOf(await talk.ask(say("again"))), ["message"]);
  });
}

for (const type of [
  "register",
  "login",
  "token_auth",
  "private_chat",
  "global_chat",
  "count",
  "set_username",
  "logout",
  "join_queue",
  "leave_queue",
]) {
  test(`${type} makes it openchamp for good, whatever becomes of the frame`, async () => {
    await using mounts = await openMounts();
    const talk = mounts.connect();
    assert.equal(talk.deadlineMs, null);
    assert.equal((await talk.ask({ type })).length, 1);
    assert.equal(talk.deadlineMs, mounts.world.chat.bounds.loginMs);
    await mounts.connectReactions().say(say("unseen"));
    assert.deepEqual(talk.heard(), [], "nothing of reactions any more, and nothing of openchamp without a login");
    for (const frame of ['{"type":"send_message","data":{"text":"x"}}', "not JSON", "{}"]) {
      await talk.sayText(frame);
      assert.deepEqual(talk.heard(), [authRequired], frame);
    }
  });
}

test("everything of reactions comes before the first openchamp frame, nothing after", async () => {
  await using mounts = await openMounts();
  const writer = mounts.connectReactions();
  await writer.say(say("old"));
  const talk = mounts.connect();
  const registering = talk.say(register("jane"));
  await writer.say(say("meanwhile"));
  await registering;
  await writer.say(say("new"));
  const [replayed, registered, ...rest] = talk.heard();
  assert.deepEqual(typesOf([replayed, registered]), ["message", "register_success"]);
  assert.deepEqual(rest, [globalChat("Ann", "new")]);
});

test("a token of the upgrade is used when the connection becomes openchamp, and not before", async () => {
  await using mounts = await openMounts();
  const owner = mounts.connectOpenchamp();
  const token = tokenIn(await owner.ask(register("jane")));
  const talk = mounts.connect(token);
  assert.equal(mounts.world.chat.presence.onlineCount, 1);
  await owner.say(command("logout"));
  assert.deepEqual(await talk.ask(command("count")), [authError("Invalid or expired token"), authRequired]);
  const fresh = tokenIn(await owner.ask(login("jane")));
  assert.deepEqual(await mounts.connect(fresh).ask(command("count")), [
    { type: "auth_success", payload: { username: "jane", token: fresh } },
    { type: "player_count", payload: 1 },
  ]);
  assert.deepEqual(typesOf(await mounts.connect(fresh).ask(say("no openchamp client"))), ["message"]);
});

test("one world: reactions and openchamp hear each other, on every mount, once and in the same order", async () => {
  await using mounts = await openMounts();
  const { chat } = mounts.world;
  const [reactions, shared, openchamp, sharedPlayer] = [
    mounts.connectReactions(),
    mounts.connect(),
    mounts.connectOpenchamp(),
    mounts.connect(),
  ];
  const token = tokenIn(await openchamp.ask(register("jane")));
  await sharedPlayer.ask(tokenAuth(token));
  await reactions.say(say("from reactions", "Rea"));
  await openchamp.say(command("global_chat", "from openchamp"));
  await shared.say(say("from the shared mount", "Sha"));
  await sharedPlayer.say(command("global_chat", "from a player on it"));
  const players = [
    globalChat("Rea", "from reactions"),
    globalChat("jane", "from openchamp"),
    globalChat("Sha", "from the shared mount"),
    globalChat("jane", "from a player on it"),
  ];
  assert.deepEqual(openchamp.heard(), players);
  assert.deepEqual(sharedPlayer.heard(), players);
  const seen = reactions.heard() as { data: { text: string; author_name: string; author_id: string } }[];
  assert.deepEqual(shared.heard(), seen);
  assert.deepEqual(
    seen.map(({ data }) => ({ username: data.author_name, message: data.text })),
    players.map(({ payload }) => payload),
  );
  const { user } = await chat.accounts.authenticate(token);
  assert.deepEqual(
    seen.map(({ data }) => data.author_id),
    [chat.addressId("192.0.2.2"), user.id, chat.addressId("192.0.2.1"), user.id],
  );
});

test("a connection that is gone is let go, whichever it was", async () => {
  await using mounts = await openMounts();
  const token = tokenIn(await mounts.connectOpenchamp().ask(register("jane")));
  const [undecided, player] = [mounts.connect(), mounts.connect(token)];
  await player.ask(command("count"));
  assert.equal(mounts.world.chat.presence.onlineCount, 1);
  undecided.hangUp();
  player.hangUp();
  await mounts.connectReactions().say(say("anyone?"));
  assert.deepEqual([...undecided.sentTooLate, ...player.sentTooLate], []);
});

test("its contract holds the messages of both, under names of their own", async () => {
  await using mounts = await openMounts();
  const names = mounts.shared.contract.messages.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.includes("sendMessage") && names.includes("sendPrivateChat"));
  assert.deepEqual(badExamples(mounts.shared.contract), []);
});
