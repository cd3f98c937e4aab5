/** What each protocol makes of users who are banned: from the lounge, from a group, from the server. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Signed } from "../core/api.ts";
import { loungeId } from "../ports/model.ts";
import type { Dialect } from "./contract.ts";
import { openchampDialect } from "./openchamp/dialect.ts";
import { reactionsDialect } from "./reactions/dialect.ts";
import { roomsDialect } from "./rooms/dialect.ts";
import { rosterDialect } from "./roster/dialect.ts";
import { Talk } from "./testing/talk.ts";
import { openWorld, signUp, type World } from "./testing/world.ts";
import { zoDialect } from "./zo/dialect.ts";

interface Stage extends AsyncDisposable {
  readonly world: World;
  readonly admin: Signed;
  readonly bob: Signed;
}

async function stage(): Promise<Stage> {
  const world = await openWorld({ limitsOn: false });
  const [admin, bob] = [await signUp(world, "Admin"), await signUp(world, "Bob")];
  return { world, admin, bob, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

async function entered(dialect: Dialect, hello?: object): Promise<Talk> {
  const talk = new Talk(dialect);
  if (hello !== undefined) await talk.say(hello);
  talk.heard();
  return talk;
}

async function onZo({ world }: Stage, headers: Record<string, string>) {
  return await zoDialect(world.context).admit({ token: null, headers, query: "" });
}

const hello = { type: "init", username: "guest", id: "c-1" };
const sendMessage = { type: "send_message", data: { author_name: "Anon", text: "hi" } };

/** The account on each protocol that has accounts. */
async function everywhere(on: Stage): Promise<Record<"openchamp" | "rooms" | "roster" | "zo", Talk>> {
  const { context } = on.world;
  const { token } = on.bob;
  const admission = await onZo(on, { token });
  assert.ok(admission.isAdmitted);
  return {
    openchamp: await entered(openchampDialect(context), { type: "token_auth", payload: { token } }),
    rooms: await entered(roomsDialect(context), { auth_token: token }),
    roster: await entered(rosterDialect(context), { ...hello, token }),
    zo: new Talk({ open: (link) => admission.open(link) }),
  };
}

test("a ban from the server closes every connection of the account as sessionEnded, and refuses each way back in", async () => {
  await using on = await stage();
  const { chat, context } = on.world;
  const talks = await everywhere(on);
  const other = await entered(rosterDialect(context), hello);
  await chat.server.ban(on.admin.user, { userId: on.bob.user.id, reason: null, until: null });
  for (const [protocol, talk] of Object.entries(talks)) {
    assert.equal(talk.closedAs, "sessionEnded", protocol);
    assert.deepEqual(talk.sentTooLate, [], protocol);
  }
  assert.equal(other.closedAs, null);
  const { token } = on.bob;
  const login = { username: "Bob", password: "correct horse" };
  const champ = await entered(openchampDialect(context));
  const banned = { type: "auth_error", payload: { message: "You are banned from this server" } };
  assert.deepEqual(await champ.ask({ type: "login", payload: login }), [banned]);
  const invalid = { type: "auth_error", payload: { message: "Invalid or expired token" } };
  assert.deepEqual(await champ.ask({ type: "token_auth", payload: { token } }), [invalid]);
  const rooms = new Talk(roomsDialect(context));
  await rooms.say({ auth_token: token });
  assert.equal(rooms.closedAs, "tokenRefused");
  const roster = await entered(rosterDialect(context));
  const [refusal] = (await roster.ask({ ...hello, id: "c-2", token })) as [{ code: string }];
  assert.equal(refusal.code, "INVALID_INIT");
  const refused = await onZo(on, { token });
  assert.ok(!refused.isAdmitted && refused.status === 401);
});

test("a ban from the server closes a guest's connections, and refuses the guest", async () => {
  await using on = await stage();
  const { chat, context } = on.world;
  const roster = await entered(rosterDialect(context), hello);
  const admission = await onZo(on, { name: "Gast", id: "mine" });
  assert.ok(admission.isAdmitted);
  const zo = new Talk({ open: (link) => admission.open(link) });
  const guests = chat.presence.list(0).map(({ user }) => user.id);
  assert.equal(guests.length, 2);
  for (const userId of guests) await chat.server.ban(on.admin.user, { userId, reason: null, until: null });
  assert.deepEqual([roster.closedAs, zo.closedAs], ["sessionEnded", "sessionEnded"]);
  assert.equal(chat.presence.onlineCount, 0);
  const again = await entered(rosterDialect(context));
  assert.deepEqual(await again.ask({ ...hello, username: "another" }), [
    { type: "error", code: "FORBIDDEN", message: "You may not do this" },
  ]);
  const refused = await onZo(on, { name: "Another", id: "mine" });
  assert.ok(!refused.isAdmitted && refused.status === 403);
  assert.ok((await onZo(on, { name: "Another", id: "other" })).isAdmitted, "as another guest they come in: see SECURITY");
});

test("a guest that is banned on the way in does not get in", async () => {
  await using on = await stage();
  const { chat, context, store } = on.world;
  const save = store.saveGuest.bind(store);
  store.saveGuest = async (guest) => {
    const outcome = await save(guest);
    await chat.server.ban(on.admin.user, { userId: guest.id, reason: null, until: null });
    return outcome;
  };
  const roster = await entered(rosterDialect(context), hello);
  await roster.say({ type: "text", text: "hi" });
  assert.deepEqual(
    (roster.heard() as { code?: string }[]).map(({ code }) => code),
    ["NOT_INITIALIZED"],
  );
  const admission = await onZo(on, { name: "Gast", id: "mine" });
  assert.ok(!admission.isAdmitted);
  assert.equal(chat.presence.onlineCount, 0);
});

test("banned from the lounge: nobody is shown what they say on any protocol, each refuses in its own form, and all go on reading", async () => {
  await using on = await stage();
  const { chat, context } = on.world;
  const talks = await everywhere(on);
  const reactions = await entered(reactionsDialect(context));
  const witness = await entered(reactionsDialect(context));
  const address = chat.addressId(reactions.address);
  await reactions.say(sendMessage);
  for (const talk of [reactions, witness, ...Object.values(talks)]) talk.heard();
  for (const userId of [on.bob.user.id, address]) {
    await chat.moderation.ban(on.admin.user, loungeId, { userId, reason: "rude" });
  }
  const forbidden = "You may not do this";
  assert.deepEqual(await talks.openchamp.ask({ type: "global_chat", payload: "hi" }), [
    { type: "error", payload: { message: forbidden, code: "FORBIDDEN" } },
  ]);
  assert.deepEqual(await talks.rooms.ask({ room: loungeId, messages: "hi" }), [], "rooms answers no refused send");
  assert.equal(on.world.counted.at(-1), "rooms send forbidden");
  assert.deepEqual(await talks.roster.ask({ type: "text", text: "hi" }), [
    { type: "error", code: "FORBIDDEN", message: forbidden },
  ]);
  const [zo] = (await talks.zo.ask({ type: "lounge.send", payload: { text: "hi" } })) as [{ payload: { code: string } }];
  assert.equal(zo.payload.code, "forbidden");
  assert.deepEqual(await reactions.ask(sendMessage), [{ type: "error", data: { error: forbidden } }]);
  assert.deepEqual(witness.heard(), []);
  for (const talk of Object.values(talks)) talk.heard();
  const said = await chat.messages.post({ roomId: loungeId, author: on.admin.user, text: "still here?" });
  for (const [protocol, talk] of Object.entries({ ...talks, reactions })) {
    assert.match(JSON.stringify(talk.heard()), /still here\?/, protocol);
  }
  const react = { type: "add_reaction", data: { message_id: chat.messages.uuidOf(said.id), emoji: "👍" } };
  assert.deepEqual(await reactions.ask(react), [{ type: "error", data: { error: forbidden } }]);
  assert.deepEqual(await talks.openchamp.ask({ type: "private_chat", payload: { target: "Admin", message: "why?" } }), []);
  assert.equal(on.world.counted.at(-1), "openchamp private_chat ok", "the lounge is not the server");
});

test("I5: who is banned from a group is shown nothing more of it in rooms, and cannot speak or come back there", async () => {
  await using on = await stage();
  const { chat, context } = on.world;
  const room = await chat.rooms.create(on.admin.user, { kind: "public", name: "Kitchen" });
  await chat.rooms.join(on.bob.user, room.id);
  const byBob = await entered(roomsDialect(context), { auth_token: on.bob.token });
  const byAdmin = await entered(roomsDialect(context), { auth_token: on.admin.token });
  await chat.moderation.ban(on.admin.user, room.id, { userId: on.bob.user.id, reason: null });
  await byAdmin.say({ room: room.id, messages: "gone?" });
  await byBob.say({ room: room.id, messages: "let me in" });
  assert.deepEqual(byBob.heard(), []);
  assert.match(JSON.stringify(byAdmin.heard()), /gone\?/);
  assert.equal(on.world.counted.at(-1), "rooms send not_found");
  await assert.rejects(chat.rooms.join(on.bob.user, room.id), { code: "not_found" });
});
