import assert from "node:assert/strict";
import { test } from "node:test";
import { receiveReactionUpdate } from "./schema.ts";
import { error, invalid, posted, react, say, textsIn, withWorld } from "./testing/stage.ts";

test("transcript: add_reaction toggles; updates carry the whole message; the last one's going removes the key", () =>
  withWorld(async ({ chat }, connect) => {
    const [ann, bob] = [connect(), connect("192.0.2.2")];
    const message = await posted(ann, "Hello");
    const [a, b] = [chat.addressId("192.0.2.1"), chat.addressId("192.0.2.2")];
    const update = (user_id: string, action: string, reactions: object) => ({
      type: "reaction_updated",
      data: { message_id: message.id, emoji: "👍", user_id, action, message: { ...message, reactions } },
    });
    bob.heard();
    assert.deepEqual(await ann.ask(react(message.id, "👍")), [update(a, "added", { "👍": [a] })]);
    await bob.say(react(message.id.toUpperCase(), "👍"));
    await ann.say(react(message.id, "👍"));
    await bob.say(react(message.id, "👍"));
    const rest = [update(b, "added", { "👍": [a, b] }), update(a, "removed", { "👍": [b] }), update(b, "removed", {})];
    const heard = ann.heard();
    assert.deepEqual(heard, rest);
    assert.deepEqual(bob.heard(), [update(a, "added", { "👍": [a] }), ...rest]);
    for (const frame of heard) assert.ok(receiveReactionUpdate.safeParse(frame).success);
  }));

test("a message_id that is a UUID but none of ours is 'message not found'; one that is no UUID is a bad shape", () =>
  withWorld(async (_, connect) => {
    const talk = connect();
    const { id } = await posted(talk, "Hello");
    const notFound = error("message not found");
    const flipped = `${id.slice(0, -1)}${id.endsWith("0") ? "1" : "0"}`;
    for (const uuid of [flipped, "00000000-0000-0000-0000-000000000000", "d7d9d9fd-478f-40e6-b651-49b7f19878a2"]) {
      assert.deepEqual(await talk.ask(react(uuid, "👍")), [notFound], uuid);
    }
    for (const uuid of ["", "1", 1, null, undefined, `${id}0`, ` ${id}`, id.replaceAll("-", ""), `{${id}}`]) {
      assert.deepEqual(await talk.ask(react(uuid, "👍")), [invalid], String(uuid));
    }
  }));

test("an emoji that is not one emoji is a bad shape", () =>
  withWorld(async (_, connect) => {
    const talk = connect();
    const { id } = await posted(talk, "Hello");
    for (const emoji of ["", "a", "1", "👍👍", 1, null, "__proto__"])
      assert.deepEqual(await talk.ask(react(id, emoji)), [invalid]);
    assert.deepEqual(await talk.ask({ type: "add_reaction" }), [invalid]);
  }));

test("I8: reactions have their own rate and their own bound on different emoji", () =>
  withWorld(
    async (_, connect) => {
      const talk = connect();
      const { id } = await posted(talk, "Hello");
      await talk.say(react(id, "👍"));
      await talk.say(react(id, "🎉"));
      talk.heard();
      assert.deepEqual(await talk.ask(react(id, "😀")), [error("message has too many reactions")]);
      assert.deepEqual(await talk.ask(react(id, "👍")), [error("Rate limit exceeded. Maximum 3 reactions per minute.")]);
      assert.deepEqual(textsIn(await talk.ask(say("messages are not counted among them"))), [
        "messages are not counted among them",
      ]);
    },
    { bounds: { togglesPerMinute: 3, emojiPerMessage: 2 } },
  ));

test("I5: a private message cannot be reacted to, nor told from one that does not exist, and is never shown", () =>
  withWorld(async ({ chat }, connect) => {
    const talk = connect();
    const { user: alice } = await chat.accounts.register({ name: "alice", password: "correct horse", address: "192.0.2.9" });
    const { user: bob } = await chat.accounts.register({ name: "bob", password: "correct horse", address: "192.0.2.9" });
    const room = await chat.rooms.openDirect(alice, bob.id);
    const secret = await chat.messages.post({ roomId: room.id, author: alice, text: "secret" });
    assert.deepEqual(await talk.ask(react(chat.messages.uuidOf(secret.id), "👍")), [error("message not found")]);
    assert.deepEqual(connect().heard(), []);
  }));
