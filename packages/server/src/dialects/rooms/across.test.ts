import assert from "node:assert/strict";
import { test } from "node:test";
import { rosterDialect } from "../roster/dialect.ts";
import { Talk } from "../testing/talk.ts";
import { openWorld, signUp } from "../testing/world.ts";
import { roomsDialect } from "./dialect.ts";

/** A guest on roster and an account on rooms, both in and with nothing unheard. */
async function meet() {
  const world = await openWorld();
  const roster = new Talk(rosterDialect(world.context));
  await roster.say({ type: "init", username: "guest", id: "c-1" });
  const alice = await signUp(world, "Alice");
  const rooms = new Talk(roomsDialect(world.context));
  await rooms.say({ auth_token: alice.token });
  const [status] = roster.heard().slice(3);
  assert.deepEqual(status, { type: "userStatus", userId: alice.user.id, username: "Alice", online: true });
  rooms.heard();
  return { world, roster, rooms, alice };
}

test("what roster says is a lounge message in rooms, with the same id", async () => {
  const { roster, rooms } = await meet();
  const [said] = (await roster.ask({ type: "text", text: " hi \u0000" })) as { id: string; timestamp: number }[];
  assert.deepEqual(rooms.heard(), [
    {
      message: {
        id: Number(said?.id),
        message: " hi \u0000",
        poster: "guest_c-1",
        room: "lounge",
        timestamp: Math.floor((said?.timestamp ?? 0) / 1_000),
      },
    },
  ]);
});

test("what rooms says in the lounge is a roster message under the account's name, and in a newcomer's history", async () => {
  const { world, roster, rooms } = await meet();
  await rooms.say({ room: "lounge", messages: "hello" });
  const [shown] = roster.heard() as object[];
  assert.partialDeepStrictEqual(shown, { type: "message", sender: "Alice", content: "hello" });
  const newcomer = new Talk(rosterDialect(world.context));
  assert.deepEqual((await newcomer.ask({ type: "init", username: "late", id: "c-2" }))[2], {
    type: "history",
    messages: [shown],
  });
});

test("a roster file is a readable line with its link in rooms, the same one", async () => {
  const { roster, rooms } = await meet();
  const file = { name: "hello.txt", type: "text/plain", size: 5, data: "aGVsbG8=" };
  const [shown] = (await roster.ask({ type: "file", file })) as { content: string; file: { url: string } }[];
  assert.equal(shown?.content, `hello.txt (5 B) ${shown?.file.url}`);
  const [line] = rooms.heard() as { message: { message: string } }[];
  assert.equal(line?.message.message, shown?.content);
});

test("a user is offline for roster when their last connection on rooms is gone", async () => {
  const { world, roster, rooms, alice } = await meet();
  const second = new Talk(roomsDialect(world.context));
  await second.say({ auth_token: alice.token });
  rooms.hangUp();
  assert.deepEqual(roster.heard(), []);
  second.hangUp();
  assert.deepEqual(roster.heard(), [{ type: "userStatus", userId: alice.user.id, username: "Alice", online: false }]);
});

test("a name chosen on another protocol is what both say from then on", async () => {
  const { world, roster, rooms, alice } = await meet();
  await world.chat.accounts.setDisplayName(alice.user, "Ally");
  assert.deepEqual(roster.heard(), [{ type: "userStatus", userId: alice.user.id, username: "Ally", online: true }]);
  await rooms.say({ room: "lounge", messages: "hello" });
  assert.partialDeepStrictEqual(roster.heard()[0], { sender: "Ally" });
});
