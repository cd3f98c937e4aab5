/** What the `reactions` protocol keeps: reactions to messages and the history replayed to newcomers. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connectReactions, type ReactionsClient } from "../clients/reactions.ts";
import { type Deployment, mountsOf, uniqueText } from "../deployment.ts";

/** Connects, from an address of its own unless one is given. */
export type Join = (address?: string, headers?: Readonly<Record<string, string>>) => Promise<ReactionsClient>;

export const reactionsJoin =
  (deployment: Deployment): Join =>
  (address = deployment.address(), headers = {}) =>
    connectReactions(mountsOf(deployment).reactions, { address, headers });

const invalid = "Invalid message format";
const noSuchMessage = "00000000-0000-4000-8000-000000000000";

export function reactionsStateSuite(join: Join): void {
  describe("reactions: reactions and history", { concurrency: 4 }, () => {
    reacting(join);
    refusingReactions(join);
    history(join);
  });
}

function reacting(join: Join): void {
  it("a reaction toggles: added, then removed, to everyone, with the full updated message", async () => {
    await using alice = await join();
    await using bob = await join();
    const text = uniqueText("react to me");
    alice.say(text, "Alice");
    const { data } = await bob.message(text);
    bob.react(data.id, "👍");
    const added = await bob.reaction(data.id, "added");
    assert.deepEqual(await alice.reaction(data.id, "added"), added);
    assert.deepEqual(added, {
      type: "reaction_updated",
      data: {
        message_id: data.id,
        emoji: "👍",
        user_id: added.data.user_id,
        action: "added",
        message: { ...data, reactions: { "👍": [added.data.user_id] } },
      },
    });
    assert.notEqual(added.data.user_id, data.author_id, "bob comes from another address");
    bob.react(data.id, "👍");
    const removed = await alice.reaction(data.id, "removed");
    assert.deepEqual(removed, {
      type: "reaction_updated",
      data: {
        message_id: data.id,
        emoji: "👍",
        user_id: added.data.user_id,
        action: "removed",
        message: { ...data, reactions: {} },
      },
    });
  });

  it("several users and emoji: users in the order they came, an emoji's key is gone with its last user", async () => {
    await using alice = await join();
    await using bob = await join();
    const text = uniqueText("many");
    alice.say(text);
    const { id, author_id: aliceId } = (await alice.message(text)).data;
    alice.react(id, "🎉");
    await alice.reaction(id, "added");
    bob.react(id, "🎉");
    const bobId = (await alice.reaction(id, "added")).data.user_id;
    bob.react(id, "❤️");
    const both = await alice.reaction(id, "added");
    assert.deepEqual(both.data.message.reactions, { "🎉": [aliceId, bobId], "❤️": [bobId] });
    bob.react(id, "❤️");
    assert.deepEqual((await alice.reaction(id, "removed")).data.message.reactions, { "🎉": [aliceId, bobId] });
    alice.react(id, "🎉");
    assert.deepEqual((await alice.reaction(id, "removed")).data.message.reactions, { "🎉": [bobId] });
  });

  it("any single emoji will do: joined, flagged, with skin tone, keycap, with variation selector", async () => {
    await using alice = await join();
    const text = uniqueText("emoji");
    alice.say(text);
    const { id } = (await alice.message(text)).data;
    for (const emoji of ["👨‍👩‍👧‍👦", "🇩🇪", "👍🏽", "1️⃣", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]) {
      alice.react(id, emoji);
      assert.equal((await alice.reaction(id, "added")).data.emoji, emoji);
    }
  });

  it("a message id counts whatever the case of its letters (RFC 9562, section 4)", async () => {
    await using alice = await join();
    const text = uniqueText("upper case");
    alice.say(text);
    const { id } = (await alice.message(text)).data;
    alice.react(id.toUpperCase(), "👍");
    await alice.reaction(id, "added");
  });
}

function refusingReactions(join: Join): void {
  it("an unknown `message_id`: `message not found`", async () => {
    await using alice = await join();
    alice.react(noSuchMessage, "👍");
    assert.equal(await alice.error(), "message not found");
  });

  it("anything that is not one emoji, or no UUID, is a bad shape", async () => {
    await using alice = await join();
    const text = uniqueText("no emoji");
    alice.say(text);
    const { id } = (await alice.message(text)).data;
    for (const emoji of ["", " ", "a", "ok", "👍👍", "👍 ", "👍a", "<b>", "__proto__", "\u0000", 7, null, ["👍"]]) {
      alice.send({ type: "add_reaction", data: { message_id: id, emoji } });
      assert.equal(await alice.error(), invalid, JSON.stringify(emoji));
    }
    for (const message_id of ["", "1", "not-a-uuid", `${id}0`, 7, null, { id }]) {
      alice.send({ type: "add_reaction", data: { message_id, emoji: "👍" } });
      assert.equal(await alice.error(), invalid, JSON.stringify(message_id));
    }
    for (const data of [undefined, null, {}, [], { message_id: id }, { emoji: "👍" }]) {
      alice.send({ type: "add_reaction", data });
      assert.equal(await alice.error(), invalid, JSON.stringify(data));
    }
    alice.react(id, "👍");
    assert.deepEqual(Object.keys((await alice.reaction(id, "added")).data.message.reactions), ["👍"]);
  });
}

function history(join: Join): void {
  it("on connection every kept message comes as its own `message` frame, oldest first, in its present state", async () => {
    await using alice = await join();
    const texts = [uniqueText("first"), uniqueText("second"), uniqueText("third")];
    const sent = [];
    for (const text of texts) {
      alice.say(text, "Alice");
      sent.push(await alice.message(text));
    }
    const [first, second, third] = sent;
    assert.ok(first && second && third);
    alice.react(second.data.id, "👀");
    const reacted = await alice.reaction(second.data.id, "added");
    await using late = await join();
    const replayed = [];
    for (const text of texts) replayed.push(await late.message(text));
    assert.deepEqual(replayed, [first, { type: "message", data: reacted.data.message }, third]);
    assert.ok(late.frames.length <= 1_000 + 50, "1,000 replayed messages, and what came live");
  });

  it("what is sent right after connecting comes after the replay, once", async () => {
    await using alice = await join();
    const before = uniqueText("before");
    alice.say(before);
    await alice.message(before);
    await using late = await join();
    const after = uniqueText("after");
    late.say(after);
    await late.message(after);
    const texts = late.frames.flatMap((frame) => (frame.type === "message" ? [frame.data.text] : []));
    assert.ok(texts.indexOf(before) >= 0 && texts.indexOf(before) < texts.indexOf(after));
    assert.equal(new Set(texts).size, texts.length);
  });
}
