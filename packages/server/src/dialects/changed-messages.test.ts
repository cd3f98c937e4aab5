/** What each protocol makes of messages that are edited or deleted, and of groups. The tables it holds to are the dialects' fidelity.ts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message, User } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import type { Dialect } from "./contract.ts";
import { openchampDialect } from "./openchamp/dialect.ts";
import { reactionsDialect } from "./reactions/dialect.ts";
import { roomsDialect } from "./rooms/dialect.ts";
import { retrieve } from "./rooms/retrieve.ts";
import { rosterDialect } from "./roster/dialect.ts";
import { Talk } from "./testing/talk.ts";
import { openWorld, signUp, type World } from "./testing/world.ts";
import { zoDialect } from "./zo/dialect.ts";

interface Stage extends AsyncDisposable {
  readonly world: World;
  readonly ann: User;
  readonly token: string;
  say(text: string, roomId?: string): Promise<Message>;
}

async function stage(): Promise<Stage> {
  const world = await openWorld({ limitsOn: false });
  const { user: ann, token } = await signUp(world, "Ann");
  const say = (text: string, roomId = loungeId) => world.chat.messages.post({ roomId, author: ann, text });
  return { world, ann, token, say, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

/** Three messages in the lounge; the second is edited, the third deleted, while `talk` looks on. */
async function change({ world, ann, say }: Stage): Promise<void> {
  const { messages } = world.chat;
  await say("stays");
  const second = await say("teh");
  const third = await say("oops");
  await messages.edit({ messageId: second.id, by: ann, text: "the" });
  await messages.delete({ messageId: third.id, by: ann });
}

const textOf = (frames: readonly unknown[]): string => JSON.stringify(frames);

async function entered(dialect: Dialect, hello?: object): Promise<Talk> {
  const talk = new Talk(dialect);
  if (hello !== undefined) await talk.say(hello);
  return talk;
}

test("reactions: what was shown stays; who comes later is shown the new text, and not what was deleted", async () => {
  await using on = await stage();
  const dialect = reactionsDialect(on.world.context);
  const talk = await entered(dialect);
  await change(on);
  assert.equal(talk.heard().length, 3);
  const replay = textOf((await entered(dialect)).heard());
  assert.deepEqual(
    ["stays", "the", "teh", "oops"].map((text) => replay.includes(`"${text}"`)),
    [true, true, false, false],
  );
});

test("openchamp: a correction is a line of its own, in the lounge and in private; a deletion shows nothing", async () => {
  await using on = await stage();
  const { chat } = on.world;
  const { token, user: bob } = await signUp(on.world, "Bob");
  const talk = await entered(openchampDialect(on.world.context), { type: "token_auth", payload: { token } });
  talk.heard();
  await change(on);
  const direct = await chat.rooms.openDirect(on.ann, bob.id);
  const said = await on.say("psst", direct.id);
  await chat.messages.edit({ messageId: said.id, by: on.ann, text: "hush" });
  const line = (type: string, message: string) => ({ type, payload: { username: "Ann", message } });
  assert.deepEqual(talk.heard(), [
    line("global_chat", "stays"),
    line("global_chat", "teh"),
    line("global_chat", "oops"),
    line("global_chat", "* the"),
    line("private_chat", "psst"),
    line("private_chat", "* hush"),
  ]);
});

test("roster: what was shown stays; a newcomer's history has the new text, and not what was deleted", async () => {
  await using on = await stage();
  const dialect = rosterDialect(on.world.context);
  const talk = await entered(dialect, { type: "init", username: "guest", id: "c-1" });
  talk.heard();
  await change(on);
  assert.equal(talk.heard().length, 3);
  const [, , history] = (await entered(dialect, { type: "init", username: "late", id: "c-2" })).heard() as [
    unknown,
    unknown,
    { messages: { content: string }[] },
  ];
  assert.deepEqual(
    history.messages.map(({ content }) => content),
    ["stays", "the"],
  );
});

test("zo: what was shown stays; lounge.history answers the new text, and not what was deleted", async () => {
  await using on = await stage();
  const admission = await zoDialect(on.world.context).admit({ token: on.token, headers: {}, query: "" });
  assert.ok(admission.isAdmitted);
  const talk = new Talk({ open: (link) => admission.open(link) });
  await change(on);
  assert.equal(talk.heard().length, 3);
  const [answer] = (await talk.ask({ type: "lounge.history", id: 1, payload: {} })) as [
    { payload: { messages: { text: string }[] } },
  ];
  assert.deepEqual(
    answer.payload.messages.map(({ text }) => text),
    ["stays", "the"],
  );
});

test("rooms: what was shown stays; retrieve answers the new text, and not what was deleted", async () => {
  await using on = await stage();
  const talk = await entered(roomsDialect(on.world.context), { auth_token: on.token });
  talk.heard();
  await change(on);
  assert.equal(talk.heard().length, 3);
  let answer = "";
  for await (const piece of await retrieve(on.world.chat, { userId: on.ann.id, after: 0 })) answer += piece;
  const { messages } = JSON.parse(answer) as { messages: { message: string }[] };
  assert.deepEqual(
    messages.map(({ message }) => message),
    ["stays", "the"],
  );
});

test("I5: rooms shows a group to its members while they are in it, and they talk there; no other protocol shows it at all", async () => {
  await using on = await stage();
  const { chat, context } = on.world;
  const [bob, eve] = [await signUp(on.world, "Bob"), await signUp(on.world, "Eve")];
  const dialect = roomsDialect(context);
  const [byAnn, byBob, byEve] = [
    await entered(dialect, { auth_token: on.token }),
    await entered(dialect, { auth_token: bob.token }),
    await entered(dialect, { auth_token: eve.token }),
  ];
  const elsewhere = [
    await entered(openchampDialect(context), { type: "token_auth", payload: { token: bob.token } }),
    await entered(reactionsDialect(context)),
    await entered(rosterDialect(context), { type: "init", username: "guest", id: "c-1" }),
  ];
  for (const talk of [byAnn, byBob, byEve, ...elsewhere]) talk.heard();
  const room = await chat.rooms.create(on.ann, { kind: "private", name: "Kitchen" });
  const texts = (talk: Talk) => talk.heard().map((frame) => (frame as { message: { message: string } }).message.message);
  await byAnn.say({ room: room.id, messages: "before" });
  await chat.rooms.invite(on.ann, room.id, bob.user.id);
  await byBob.say({ room: room.id, messages: "during" });
  await byEve.say({ room: room.id, messages: "let me in" });
  await chat.rooms.remove(on.ann, room.id, bob.user.id);
  await byAnn.say({ room: room.id, messages: "after" });
  assert.deepEqual(texts(byAnn), ["before", "during", "after"]);
  assert.deepEqual(texts(byBob), ["during"]);
  assert.deepEqual(texts(byEve), []);
  for (const talk of elsewhere) assert.deepEqual(talk.heard(), []);
});
