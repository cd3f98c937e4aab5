import assert from "node:assert/strict";
import { test } from "node:test";
import { profile, session } from "@parlance/client/contract";
import { z } from "zod";
import { deletedName } from "../../../core/names.ts";
import { settle } from "../../../core/testing/settle.ts";
import type { Talk } from "../../testing/talk.ts";
import { openStage } from "../testing/stage.ts";

const answered = z.looseObject({ type: z.literal("zo.result"), id: z.literal(7), payload: z.unknown().optional() });
const refusal = z.looseObject({
  type: z.literal("zo.error"),
  payload: z.looseObject({ data: z.looseObject({ reason: z.string() }) }),
});
const users = z.strictObject({ users: z.array(profile.strict()) });
const one = z.strictObject({ profile: profile.strict() });

/** The answer to a call: its payload, or the reason for which it was refused. */
async function call(talk: Talk, type: string, payload: object = {}): Promise<unknown> {
  const heard = await talk.ask({ type, id: 7, payload });
  for (const frame of heard) {
    const result = answered.safeParse(frame);
    if (result.success) return result.data.payload;
    const refused = refusal.safeParse(frame);
    if (refused.success) return refused.data.payload.data.reason;
  }
  return assert.fail(`no answer to ${type}: ${JSON.stringify(heard)}`);
}

test("a profile is set and read, and told to the connections that asked who they are", async () => {
  await using stage = await openStage();
  const { talk, token, id } = await stage.join("alice");
  const second = await stage.connect({ token });
  const { user } = await stage.chat.accounts.authenticate(token);
  const bytes = Uint8Array.of(1);
  const file = await stage.chat.files.save({ bytes, name: "me.png", type: "image/png", owner: user, address: "192.0.2.7" });
  one.parse(await call(second, "account.me"));
  const update = { displayName: "Queen", about: "hello", avatarFileId: file.id };
  const set = one.parse(await call(talk, "account.setProfile", update));
  const avatarUrl = stage.chat.files.linkOf(file);
  const { createdAt } = user;
  assert.deepEqual(set.profile, {
    id,
    kind: "account",
    name: "alice",
    displayName: "Queen",
    about: "hello",
    avatarUrl,
    createdAt,
  });
  assert.deepEqual(second.heard(), [{ type: "account.onChanged", payload: set }]);
  assert.deepEqual(talk.heard(), [], "who never asked hears nothing");
  assert.deepEqual(await call(second, "account.me"), set);
  second.hangUp();
  await call(talk, "account.setProfile", { avatarFileId: null, about: "" });
  assert.deepEqual(second.sentTooLate, []);
  assert.equal(await call(talk, "account.setProfile", { displayName: "" }), "name_invalid");
});

test("users.get and users.find show whom one shares a room with; a guest is shown nobody", async () => {
  await using stage = await openStage();
  const [{ talk, id }, bob] = [await stage.join("alice"), await stage.join("bob")];
  const ids = async (type: string, payload: object, by = talk) =>
    users.parse(await call(by, type, payload)).users.map((user) => user.id);
  assert.deepEqual(await ids("users.get", { userIds: [bob.id, "nobody", id] }), [bob.id, id]);
  assert.deepEqual(await ids("users.find", { text: "BO" }), [bob.id]);
  const guest = await stage.connect({ name: "visitor" });
  assert.deepEqual(await ids("users.get", { userIds: [id] }, guest), []);
  assert.deepEqual(await ids("users.find", { text: "a" }, guest), []);
});

test("a guest has no account: all but account.me is forbidden", async () => {
  await using stage = await openStage();
  const guest = await stage.connect({ name: "visitor" });
  assert.equal(one.parse(await call(guest, "account.me")).profile.name, "visitor");
  const calls: readonly [string, object][] = [
    ["account.setProfile", { about: "x" }],
    ["account.changePassword", { current: "x", next: "y" }],
    ["account.sessions", {}],
    ["account.endSession", { id: "x" }],
    ["account.endOtherSessions", {}],
    ["account.delete", { password: "x", messages: "keep" }],
  ];
  for (const [type, payload] of calls) assert.equal(await call(guest, type, payload), "forbidden", type);
});

test("sessions are listed and ended, and their connections closed; a new password does the same", async () => {
  await using stage = await openStage();
  const { talk } = await stage.join("alice");
  const login = async () => {
    const signed = await stage.chat.accounts.login({ name: "alice", password: "correct horse", address: "a", label: "other" });
    return { signed, talk: await stage.connect({ token: signed.token }) };
  };
  const [second, third] = [await login(), await login()];
  const { sessions } = z.strictObject({ sessions: z.array(session.strict()) }).parse(await call(talk, "account.sessions"));
  assert.deepEqual(
    sessions.map(({ label, isCurrent }) => [label, isCurrent]).toSorted(),
    [
      ["other", false],
      ["other", false],
      [undefined, true],
    ].toSorted(),
  );
  assert.equal(await call(talk, "account.endSession", { id: "unknown" }), "not_found");
  await call(talk, "account.endSession", { id: second.signed.session.id });
  assert.deepEqual([second.talk.closedAs, third.talk.closedAs, talk.closedAs], ["sessionEnded", null, null]);
  assert.equal(await call(talk, "account.changePassword", { current: "wrong", next: "battery staple" }), "credentials_invalid");
  assert.equal(await call(talk, "account.changePassword", { current: "correct horse", next: "battery staple" }), undefined);
  assert.deepEqual([third.talk.closedAs, talk.closedAs], ["sessionEnded", null]);
  assert.equal(await call(talk, "account.endOtherSessions"), undefined);
});

test("who deletes their account is answered, then closed; others see a deleted account, and cannot write to it", async () => {
  await using stage = await openStage();
  const [alice, bob] = [await stage.join("alice"), await stage.join("bob")];
  await alice.talk.say({ type: "lounge.send", payload: { text: "hello" } });
  await alice.talk.say({ type: "chat.private", payload: { targetUserId: "bob", message: "psst" } });
  bob.talk.heard();
  const deletion = { password: "correct horse", messages: "erase" };
  assert.equal(await call(alice.talk, "account.delete", { ...deletion, password: "wrong" }), "credentials_invalid");
  assert.equal(await call(alice.talk, "account.delete", deletion), undefined);
  assert.equal(alice.talk.closedAs, null);
  stage.clock.advance(1);
  assert.equal(alice.talk.closedAs, "sessionEnded");
  await settle();
  const shown = users.parse(await call(bob.talk, "users.get", { userIds: [alice.id] }));
  assert.deepEqual(shown, { users: [{ id: alice.id, kind: "account", name: deletedName }] });
  assert.deepEqual(await call(bob.talk, "lounge.history"), { messages: [], hasMore: false });
  assert.equal(await call(bob.talk, "rooms.direct", { userId: alice.id }), "not_found");
  const refused = await stage.admit({ token: alice.token });
  assert.ok(!refused.isAdmitted && refused.status === 401);
});
