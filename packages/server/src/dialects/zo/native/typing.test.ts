import assert from "node:assert/strict";
import { test } from "node:test";
import { settle } from "../../../core/testing/settle.ts";
import { loungeId } from "../../../ports/model.ts";
import { rosterDialect } from "../../roster/dialect.ts";
import { Talk } from "../../testing/talk.ts";
import { lounge, openStage, refused } from "../testing/stage.ts";

const look = (id: number, ...roomIds: string[]) => ({ type: "typing.look", id, payload: { roomIds } });
const set = (roomId: string, isTyping: boolean) => ({ type: "typing.set", payload: { roomId, isTyping } });
const onTyping = (roomId: string, user: object, isTyping: boolean) => ({
  type: "typing.onTyping",
  payload: { roomId, user, isTyping },
});
const result = (id: number, ...rooms: object[]) => ({ type: "zo.result", id, payload: { rooms } });

test("typing.look answers who writes, typing.onTyping tells it to those who look, framed once, and not to the typist's own connection", async () => {
  await using stage = await openStage();
  const [alice, bob] = [await stage.join("Alice"), await stage.join("Bob")];
  const guest = await stage.connect({ name: "Gast" });
  const blind = await stage.connect({ name: "Blind" });
  const user = { id: bob.id, kind: "account", name: "Bob" };
  await bob.talk.say(set(loungeId, true));
  assert.deepEqual(await alice.talk.ask(look(1, loungeId, "nowhere")), [result(1, { roomId: loungeId, users: [user] })]);
  for (const talk of [bob.talk, guest]) assert.equal((await talk.ask(look(1, loungeId))).length, 1);
  await settle(2);
  stage.built.length = 0;
  await bob.talk.say(set(loungeId, false));
  for (const talk of [alice.talk, guest]) assert.deepEqual(talk.heard(), [onTyping(loungeId, user, false)]);
  for (const talk of [bob.talk, blind]) assert.deepEqual(talk.heard(), []);
  assert.equal(stage.built.length, 1);
  assert.deepEqual(stage.counted, ["zo typing.set ok", ...Array(3).fill("zo typing.look ok"), "zo typing.set ok"]);
});

test("a post ends it, told after the message; so does the connection's end; a guest writes, too", async () => {
  await using stage = await openStage();
  const alice = await stage.join("Alice");
  const guest = await stage.connect({ name: "Gast" });
  await alice.talk.ask(look(1, loungeId));
  await settle(2);
  for (const frame of [set(loungeId, true), lounge("done"), set(loungeId, true)]) await guest.say(frame);
  guest.hangUp();
  const told = alice.talk.heard() as { type: string; payload: { isTyping?: boolean } }[];
  assert.deepEqual(
    told.map(({ type, payload: { isTyping } }) => `${type} ${isTyping}`),
    [
      "typing.onTyping true",
      "lounge.onMessage undefined",
      "typing.onTyping false",
      "typing.onTyping true",
      "typing.onTyping false",
    ],
  );
});

test("I5: a room that is not one's own is refused to write in like one that is not there, and left out of what is looked at", async () => {
  await using stage = await openStage();
  const [alice, bob] = [await stage.join("Alice"), await stage.join("Bob")];
  const [made] = (await alice.talk.ask({ type: "rooms.create", id: 1, payload: { kind: "private", name: "Den" } })) as [
    { payload: { room: { id: string } } },
  ];
  const roomId = made.payload.room.id;
  const refusal = refused("not_found", "typing.set", "Not found", { reason: "not_found" });
  for (const id of [roomId, "nowhere"]) assert.deepEqual(await bob.talk.ask(set(id, true)), [refusal]);
  assert.deepEqual(await bob.talk.ask(look(2, roomId)), [result(2)]);
  await alice.talk.ask({ type: "rooms.invite", id: 2, payload: { roomId, userId: bob.id } });
  assert.deepEqual(await bob.talk.ask(look(3, roomId)), [result(3, { roomId, users: [] })]);
  await settle(2);
  await alice.talk.say(set(roomId, true));
  await alice.talk.ask({ type: "rooms.remove", id: 3, payload: { roomId, userId: bob.id } });
  await alice.talk.say(set(roomId, false));
  assert.deepEqual(
    (bob.talk.heard() as { payload: { isTyping: boolean } }[]).map(({ payload }) => payload.isTyping),
    [true],
  );
});

test("roomsLookedAt is refused as limit_reached; connections of other protocols hear nothing of it", async () => {
  await using stage = await openStage({ bounds: { roomsLookedAt: 1 } });
  const { talk } = await stage.join("Alice");
  const roster = new Talk(rosterDialect(stage.context));
  await roster.ask({ type: "init", data: { username: "Rosa", id: "r1" } });
  const [answer] = (await talk.ask(look(1, loungeId, "b"))) as [{ payload: { data: { reason: string } } }];
  assert.equal(answer.payload.data.reason, "limit_reached");
  roster.heard();
  await talk.say(set(loungeId, true));
  assert.deepEqual(roster.heard(), []);
});
