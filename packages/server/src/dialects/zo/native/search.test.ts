import assert from "node:assert/strict";
import { test } from "node:test";
import { loungeId } from "../../../ports/model.ts";
import { signUp } from "../../testing/world.ts";
import { openStage } from "../testing/stage.ts";

const find = (id: number, payload: object) => ({ type: "search.find", id, payload });

test("search.find answers the user's messages that have the words, newest first, page by page", async () => {
  await using stage = await openStage();
  const [alice, bob] = [await stage.join("Alice"), await signUp(stage, "Bob")];
  const { messages } = stage.chat;
  const posted: number[] = [];
  for (const text of ["one cake", "two cakes", "no pie"]) {
    posted.push((await messages.post({ roomId: loungeId, author: bob.user, text })).id);
  }
  alice.talk.heard();
  const author = { id: bob.user.id, kind: "account", name: "Bob" };
  const message = (n: number, text: string) => ({
    id: posted[n],
    roomId: loungeId,
    seq: posted[n],
    author,
    text,
    at: stage.clock.now(),
  });
  const [first] = (await alice.talk.ask(find(1, { text: "cake", limit: 1 }))) as [
    { payload: { messages: object[]; next: number } },
  ];
  assert.deepEqual(first, {
    type: "zo.result",
    id: 1,
    payload: { messages: [message(1, "two cakes")], next: posted[1] },
  });
  const more = await alice.talk.ask(find(2, { text: "cake", before: first.payload.next }));
  assert.deepEqual(more, [{ type: "zo.result", id: 2, payload: { messages: [message(0, "one cake")] } }]);
  const exact = await alice.talk.ask(find(3, { text: '"cakes"', roomId: loungeId, authorId: bob.user.id, from: 0 }));
  assert.deepEqual(exact, [{ type: "zo.result", id: 3, payload: { messages: [message(1, "two cakes")] } }]);
  assert.deepEqual(stage.counted.slice(-3), Array(3).fill("zo search.find ok"));
});

test("I5: a room one may not read is refused like one that is not there; nothing to look for is a bad request", async () => {
  await using stage = await openStage();
  const [alice, bob] = [await stage.join("Alice"), await signUp(stage, "Bob")];
  const room = await stage.chat.rooms.create(bob.user, { kind: "private", name: "Kitchen" });
  await stage.chat.messages.post({ roomId: room.id, author: bob.user, text: "cake" });
  const errorOf = async (payload: object) => {
    const [answer] = (await alice.talk.ask(find(1, payload))) as [{ payload: { code: string; data?: { reason?: string } } }];
    return [answer.payload.code, answer.payload.data?.reason];
  };
  for (const roomId of [room.id, "nowhere"])
    assert.deepEqual(await errorOf({ text: "cake", roomId }), ["not_found", "not_found"]);
  for (const text of ["", "😀"]) assert.deepEqual(await errorOf({ text }), ["bad_request", "bad_request"]);
  assert.equal((await errorOf({ text: "cake", limit: 0 }))[0], "invalid_payload");
  assert.equal((await errorOf({}))[0], "invalid_payload");
  assert.deepEqual((await alice.talk.ask(find(2, { text: "cake" })))[0], { type: "zo.result", id: 2, payload: { messages: [] } });
});
