import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { Talk } from "../testing/talk.ts";
import { signUp } from "../testing/world.ts";
import { connect, connected, openRooms, type Shown, shownTo } from "./testing/stage.ts";

test("I2: nothing before CONNECTED, everything after it, each message once, while others post in both rooms", async () => {
  let joinedAmidst = 0;
  const { world, dialect } = await openRooms();
  const [alice, bob] = [await signUp(world, "Alice"), await signUp(world, "Bob")];
  const direct = await world.chat.rooms.openDirect(alice.user, bob.user.id);
  const author = await connect(dialect, alice.token);
  const steps = fc.array(fc.constantFrom("join", "lounge", "direct", "turn"), { minLength: 20, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      const talks: Talk[] = [];
      const pending: Promise<void>[] = [];
      for (const step of plan) {
        if (step === "turn") await turn();
        else if (step === "join") {
          const talk = new Talk(dialect);
          talks.push(talk);
          pending.push(talk.say({ auth_token: bob.token }));
          joinedAmidst += 1;
        } else pending.push(author.say({ room: step === "direct" ? direct.id : "lounge", messages: step }));
      }
      await Promise.all(pending);
      for (const roomId of [direct.id, "lounge"]) await author.say({ room: roomId, messages: "last" });
      const all = shownTo(author);
      for (const talk of talks) {
        assert.deepEqual(talk.heard()[0], connected[0]);
        assertEndOf(all, talk);
        talk.hangUp();
      }
    }),
    { numRuns: 60 },
  );
  assert.ok(joinedAmidst > 100);
});

/** In each room a connection was shown the end of what happened there, whole and in order. */
function assertEndOf(all: readonly Shown[], talk: Talk): void {
  const frames = talk.sent.slice(1).map((frame) => JSON.parse(new TextDecoder().decode(frame.bytes)) as { message: Shown });
  for (const room of new Set(all.map((shown) => shown.room))) {
    const ids = frames.filter(({ message }) => message.room === room).map(({ message }) => message.id);
    const expected = all.filter((shown) => shown.room === room).map(({ id }) => id);
    assert.ok(ids.length > 0);
    assert.deepEqual(ids, expected.slice(-ids.length));
  }
}

test("whatever text comes, before and after authentication: nothing is answered but messages, nothing throws", async () => {
  const { world, dialect } = await openRooms();
  const { token } = await signUp(world, "Alice");
  const anyString = fc.string({ unit: "binary", maxLength: 30 });
  const anyValue = fc.oneof(fc.jsonValue(), anyString);
  const frame = fc.record(
    { room: fc.oneof(fc.constant("lounge"), anyValue), messages: anyValue, message: anyValue, __proto: anyValue },
    { requiredKeys: [] },
  );
  const anyText = fc.oneof(
    anyString,
    fc.json(),
    frame.map((value) => JSON.stringify(value)),
  );
  let shown = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyText, { maxLength: 12 }), fc.boolean(), async (texts, isConnected) => {
      const talk = isConnected ? await connect(dialect, token) : new Talk(dialect);
      for (const text of texts) await talk.sayText(text);
      const heard = shownTo(talk);
      if (!isConnected) assert.equal(heard.length, 0);
      for (const { room } of heard) assert.equal(room, "lounge");
      shown += heard.length;
      assert.equal(talk.closedAs, null);
      talk.hangUp();
    }),
    { numRuns: 400 },
  );
  assert.ok(shown > 20, `${shown} frames were messages`);
});
