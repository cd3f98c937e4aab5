import assert from "node:assert/strict";
import { test } from "node:test";
import { loungeId, noMentions, untouched } from "@parlance/server/ports/model.ts";
import type { PostLinks } from "@parlance/server/ports/posts.ts";
import type { StoreContractOptions } from "./world.ts";
import { person, worldFor } from "./world.ts";

const nobody = { names: [], room: false };
const linksWith = (over: Partial<PostLinks>): PostLinks => ({ replyTo: null, thread: null, calls: nobody, ...over });

export function linkRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  test("an answer keeps what it answers, also when that is deleted later", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const first = await world().post(ann);
    const answer = await world().post(bob, { text: "so it is", links: linksWith({ replyTo: first.id }) });
    const { id, seq } = answer;
    const about = { text: "so it is", file: null, at: 3_000, ...untouched, replyTo: first.id };
    assert.deepEqual(answer, { id, roomId: loungeId, seq, author: person(bob), ...about });
    assert.deepEqual(await store.findMessage(id), answer);
    assert.deepEqual((await store.eventsAfter(loungeId, seq - 1, 1))[0], world().eventsOf(loungeId).at(-1));
    await store.deleteMessage({ messageId: first.id, by: person(ann), at: 9 });
    assert.deepEqual(await store.findMessage(id), answer);
    assert.equal((await world().post(bob, { links: linksWith({ replyTo: first.id }) })).replyTo, first.id);
  });

  test("a thread goes on from its root, whichever of its messages is named, and is read back in order and in pages", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const root = await world().post(ann);
    const first = await world().post(bob, { links: linksWith({ thread: root.id }) });
    await world().post(ann);
    const second = await world().post(ann, { links: linksWith({ thread: first.id, replyTo: first.id }) });
    assert.deepEqual([root.thread, first.thread, second.thread], [null, root.id, root.id]);
    assert.deepEqual(await store.threadAfter(root.id, 0, 10), [first, second]);
    assert.deepEqual(await store.threadAfter(root.id, 0, 1), [first]);
    assert.deepEqual(await store.threadAfter(root.id, first.id, 10), [second]);
    assert.deepEqual(await store.threadAfter(first.id, 0, 10), []);
    assert.deepEqual((await store.findMessage(root.id))?.thread, null);
  });

  test("what is answered must be a message of the same room: anything else is no_message, and nothing is written", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account({ joins: [loungeId] }), await world().account()];
    const direct = await world().direct(ann, bob);
    const elsewhere = await world().post(ann, { roomId: direct.id });
    const { seq } = (await store.snapshot(loungeId, 0)) ?? assert.fail();
    // The event before it is a joining: no message.
    for (const other of [elsewhere.id, elsewhere.id - 1, 1_000_000]) {
      for (const links of [linksWith({ replyTo: other }), linksWith({ thread: other })]) {
        assert.deepEqual(await store.post(world().newPost(ann, { links })), { kind: "no_message" });
      }
    }
    assert.equal((await store.snapshot(loungeId, 0))?.seq, seq);
  });

  test("calls reach members by any of their names, the first that fits, each once; nobody else", async () => {
    const { store } = world();
    const [ann, bob, cid] = [await world().account(), await world().account(), await world().account()];
    const room = await world().group(ann);
    await world().admit(room, ann, [bob]);
    const shown = world().fresh("shown");
    await store.setDisplayName(bob.id, "Shown", shown);
    const [annKey, bobKey, cidKey] = [ann, bob, cid].map(({ name }) => name.toLowerCase());
    const names = [["nobody here", bobKey ?? ""], [cidKey ?? ""], [shown], [annKey ?? ""], []];
    const message = await world().post(ann, { roomId: room.id, links: linksWith({ calls: { names, room: true } }) });
    assert.deepEqual(message.mentions, { userIds: [bob.id, ann.id], room: true });
    assert.deepEqual(await store.findMessage(message.id), message);
    const quiet = await world().post(ann, { roomId: room.id, links: linksWith({}) });
    assert.deepEqual(quiet.mentions, noMentions);
    const all = await world().post(ann, { roomId: room.id, links: linksWith({ calls: { names: [], room: true } }) });
    assert.deepEqual((await store.findMessage(all.id))?.mentions, { userIds: [], room: true });
  });

  test("I3: a repeated answer is the first one, with all it has to do with", async () => {
    const { store } = world();
    const ann = await world().account();
    const root = await world().post(ann);
    const post = world().newPost(ann, { clientKey: "once", links: linksWith({ thread: root.id, replyTo: root.id }) });
    const [first, again] = await Promise.all([store.post(post), store.post(post)]);
    assert.ok(first.kind === "posted" && again.kind === "repeated");
    assert.deepEqual(again.message, first.message);
    assert.equal(again.message.thread, root.id);
  });
}
