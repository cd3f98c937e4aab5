/** What each protocol with private messages makes of two of whom one has blocked the other: what it makes of nobody. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Signed } from "../core/api.ts";
import { loungeId } from "../ports/model.ts";
import { openchampDialect } from "./openchamp/dialect.ts";
import { roomsDialect } from "./rooms/dialect.ts";
import { Talk } from "./testing/talk.ts";
import { openWorld, signUp, type World } from "./testing/world.ts";
import { zoDialect } from "./zo/dialect.ts";

interface Stage extends AsyncDisposable {
  readonly world: World;
  /** Ann is blocked by Bob. */
  readonly ann: Signed;
  readonly bob: Signed;
  /** A connection of openchamp that shows whatever is said in private or public. */
  readonly watches: (who: Signed) => Promise<Talk>;
}

async function stage(): Promise<Stage> {
  const world = await openWorld({ limitsOn: false });
  const [ann, bob] = [await signUp(world, "Ann"), await signUp(world, "Bob")];
  const watches = async ({ token }: Signed): Promise<Talk> => {
    const talk = new Talk(openchampDialect(world.context));
    await talk.ask({ type: "token_auth", payload: { token } });
    return talk;
  };
  await world.chat.personal.block(bob.user, ann.user.id);
  return { world, ann, bob, watches, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

test("openchamp: private_chat between them is answered by nothing and reaches nobody, like one to no user; the lounge goes on", async () => {
  await using on = await stage();
  const [ann, bob] = [await on.watches(on.ann), await on.watches(on.bob)];
  for (const target of ["Bob", "nobody"]) {
    assert.deepEqual(await ann.ask({ type: "private_chat", payload: { target, message: "hello" } }), []);
  }
  assert.deepEqual(await bob.ask({ type: "private_chat", payload: { target: "Ann", message: "hello" } }), []);
  assert.deepEqual([ann.heard(), bob.heard()], [[], []]);
  await ann.say({ type: "global_chat", payload: "to all" });
  assert.equal(bob.heard().length, 1, "in rooms of many they are shown: clients hide them");
  assert.equal(on.world.counted.filter((line) => line === "openchamp private_chat ok").length, 3, "counted alike");
});

test("zo: chat.private between them is answered by nothing and reaches nobody", async () => {
  await using on = await stage();
  const bob = await on.watches(on.bob);
  const admission = await zoDialect(on.world.context).admit({ token: on.ann.token, headers: {}, query: "" });
  assert.ok(admission.isAdmitted);
  const ann = new Talk({ open: (link) => admission.open(link) });
  for (const targetUserId of ["Bob", "nobody"]) {
    assert.deepEqual(await ann.ask({ type: "chat.private", payload: { targetUserId, message: "hello" } }), []);
  }
  assert.deepEqual(bob.heard(), []);
});

test("rooms: the direct room can be made and looked at; a send to it is answered by nothing and reaches nobody", async () => {
  await using on = await stage();
  const { chat } = on.world;
  const bob = await on.watches(on.bob);
  const room = await chat.rooms.openDirect(on.ann.user, on.bob.user.id);
  const ann = new Talk(roomsDialect(on.world.context));
  await ann.ask({ auth_token: on.ann.token });
  assert.deepEqual(await ann.ask({ room: room.id, messages: "hello" }), []);
  assert.deepEqual(bob.heard(), []);
  assert.equal(on.world.counted.at(-1), "rooms send forbidden");
  await ann.say({ room: loungeId, messages: "to all" });
  assert.equal(bob.heard().length, 1);
});
