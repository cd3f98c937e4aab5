import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { openchampDialect } from "../openchamp/dialect.ts";
import { commandTypes } from "../openchamp/schema.ts";
import { register, tokenIn } from "../openchamp/testing/stage.ts";
import { reactionsDialect } from "../reactions/dialect.ts";
import { anyFrame, anyText, sayAll, someOf } from "../testing/fuzz.ts";
import { Talk } from "../testing/talk.ts";
import { openWorld, type World } from "../testing/world.ts";
import { sharedWsDialect } from "./dialect.ts";

const reactionsFrames = anyFrame({
  types: ["send_message", "add_reaction"],
  keys: ["text", "author_name", "message_id", "emoji"],
  wellFormed: fc.oneof(
    fc.record({ type: fc.constant("send_message"), data: fc.record({ text: anyText, author_name: anyText }) }),
    fc.record({
      type: fc.constant("add_reaction"),
      data: fc.record({ message_id: fc.uuid(), emoji: fc.constantFrom("👍", "x") }),
    }),
  ),
});
const openchampFrames = anyFrame({
  // Logins that fit cost a password hash each, by design: their own tests hold them.
  types: commandTypes.filter((type) => type !== "register" && type !== "login"),
  keys: ["target", "message", "token", "username"],
  wellFormed: fc.oneof(
    fc.record({ type: fc.constant("global_chat"), payload: anyText }),
    fc.record({
      type: fc.constant("private_chat"),
      payload: fc.record({ target: fc.oneof(fc.constant("witness"), anyText), message: anyText }),
    }),
    fc.record({ type: fc.constant("set_username"), payload: anyText }),
    fc.record({ type: fc.constant("token_auth"), payload: fc.record({ token: anyText }) }),
  ),
});

async function openFuzz() {
  const world = await openWorld({ limitsOn: false, bounds: { reactionsHistory: 5 } });
  const reactions = reactionsDialect(world.context);
  const openchamp = openchampDialect(world.context);
  const shared = sharedWsDialect(world.context, { reactions, openchamp });
  const witness = new Talk(openchamp);
  const token = tokenIn(await witness.ask(register("witness")));
  return { world, reactions, openchamp, shared, token, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

/** The fuzz is worth something only when it gets past the first check. */
function assertReached(world: World, outcomes: readonly string[]): void {
  const counted = new Set(world.counted);
  for (const outcome of outcomes) assert.ok(counted.has(outcome), `never reached: ${outcome}`);
}

test("reactions: every frame, however bad, is answered once, by a message, an update or an error", async () => {
  await using fuzz = await openFuzz();
  await fc.assert(
    fc.asyncProperty(someOf(reactionsFrames), async (frames) => {
      const talk = new Talk(fuzz.reactions);
      talk.heard();
      await sayAll(talk, fuzz.reactions, { frames, expected: (heard) => heard === 1 });
      talk.hangUp();
    }),
    { numRuns: 100 },
  );
  assertReached(fuzz.world, [
    "reactions send_message ok",
    "reactions send_message text_empty",
    "reactions send_message text_too_long",
  ]);
});

test("openchamp: every frame, however bad, is answered once; only a private message that was accepted is not", async () => {
  await using fuzz = await openFuzz();
  let [answered, silent] = [0, 0];
  await fc.assert(
    fc.asyncProperty(someOf(openchampFrames), fc.boolean(), async (frames, loggedIn) => {
      const talk = new Talk(fuzz.openchamp);
      if (loggedIn) {
        const { token } = await fuzz.world.chat.accounts.login({
          name: "witness",
          password: "correct horse",
          address: "192.0.2.1",
        });
        await talk.ask({ type: "token_auth", payload: { token } });
      }
      await sayAll(talk, fuzz.openchamp, {
        frames,
        expected: (heard, text) => {
          if (heard === 0) silent += 1;
          else answered += 1;
          return heard === 1 || (heard === 0 && loggedIn && text.includes('"private_chat"'));
        },
      });
      talk.hangUp();
    }),
    { numRuns: 60 },
  );
  assert.ok(answered > 100 && silent > 0, `${answered} answered, ${silent} silent`);
  assertReached(fuzz.world, [
    "openchamp global_chat ok",
    "openchamp private_chat ok",
    "openchamp unknown bad_request",
    "openchamp logout ok",
  ]);
});

test("the shared mount: every frame, however bad, is answered once, whatever the connection has become", async () => {
  await using fuzz = await openFuzz();
  await fc.assert(
    fc.asyncProperty(someOf(fc.oneof(reactionsFrames, openchampFrames)), async (frames) => {
      const talk = new Talk(fuzz.shared);
      talk.heard();
      await sayAll(talk, fuzz.shared, { frames, expected: (heard) => heard === 1 });
      talk.hangUp();
    }),
    { numRuns: 100 },
  );
});
