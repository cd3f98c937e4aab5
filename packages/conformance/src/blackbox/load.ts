/** What must hold while much is said: replay then live, bounded history, slow readers. For deployments without rates. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newAccount } from "../accounts.ts";
import { get } from "../clients/http.ts";
import { connectReactions } from "../clients/reactions.ts";
import { connectRooms, retrieve } from "../clients/rooms.ts";
import { type Deployment, mountsOf, uniqueText } from "../deployment.ts";
import { lounge } from "./direct-room.ts";
import { everyone, join, type Participant } from "./everyone.ts";

export function loadSuite(deployment: Deployment): void {
  describe("under load", () => {
    replayBound(deployment);
    replayThenLive(deployment);
    retrieveThenLive(deployment);
    floodingWriter(deployment);
  });
}

function replayBound(deployment: Deployment): void {
  it("reactions replays exactly the last 1,000 messages, oldest first; roster's history holds the last 50", async () => {
    await using writer = await join(deployment, "reactions");
    const stem = uniqueText("many");
    const texts = Array.from({ length: 1_050 }, (_, n) => `${stem} ${n}`);
    for (const text of texts) writer.say(text);
    await writer.sees(texts.at(-1) ?? "", 30_000);
    await using late = await connectReactions(mountsOf(deployment).reactions, { address: deployment.address() });
    const fence = uniqueText("fence");
    late.say(fence);
    await late.message(fence, 30_000);
    const got = late.frames.flatMap((frame) => (frame.type === "message" ? [frame.data.text] : []));
    assert.deepEqual(got, [...texts.slice(50), fence]);
    await using roster = await join(deployment, "roster");
    assert.deepEqual(
      roster.seen().map(({ text }) => text),
      [...texts.slice(-49), fence],
    );
  });
}

/** Talks on all protocols, a few at a time, until told to stop; answers every text in the order a witness saw. */
async function chatter(deployment: Deployment, stem: string, whileTalking: () => Promise<void>): Promise<readonly string[]> {
  await using world = await everyone(deployment);
  const state = { isOver: false };
  const talking = Promise.all(
    world.all.map(async (speaker) => {
      for (let n = 0; !state.isOver; n++) {
        const text = `${stem} ${speaker.protocol} ${n}`;
        speaker.say(text);
        if (n % 4 === 3) await speaker.sees(text);
      }
    }),
  );
  try {
    await whileTalking();
  } finally {
    state.isOver = true;
  }
  await talking;
  const last = `${stem} last`;
  for (const speaker of world.all) speaker.say(`${last} ${speaker.protocol}`);
  for (const speaker of world.all) await world.openchamp.sees(`${last} ${speaker.protocol}`);
  return ownTexts(world.openchamp, stem);
}

const ownTexts = (one: Participant, stem: string) => one.seen().flatMap(({ text }) => (text.startsWith(stem) ? [text] : []));

function replayThenLive(deployment: Deployment): void {
  it("who connects while others talk sees every message of replay and live exactly once, in order", async () => {
    const stem = uniqueText("live");
    const late: Participant[] = [];
    const order = await chatter(deployment, stem, async () => {
      for (let n = 0; n < 8; n++) {
        late.push(await join(deployment, "reactions"), await join(deployment, "roster"));
      }
    });
    const last = order.at(-1) ?? "";
    for (const one of late) {
      await one.sees(last, 30_000);
      const own = ownTexts(one, stem);
      assert.deepEqual(own, order.slice(order.length - own.length), `${one.protocol}: a contiguous end of what was said`);
      assert.ok(own.length > 4);
      await one[Symbol.asyncDispose]();
    }
  });
}

function retrieveThenLive(deployment: Deployment): void {
  it("rooms: what `retrieve` told before `CONNECTED` and what came live since leave no gap when asked once more after it", async () => {
    const stem = uniqueText("retrieve");
    const alice = await newAccount(deployment, "alice");
    const sessions: { kept: readonly string[]; live: Participant }[] = [];
    const order = await chatter(deployment, stem, async () => {
      for (let n = 0; n < 4; n++) {
        const live = await join(deployment, "rooms", alice);
        const kept = (await retrieve(deployment, alice.token, 0)).flatMap(({ message }) =>
          message.startsWith(stem) ? [message] : [],
        );
        sessions.push({ kept, live });
      }
    });
    for (const { kept, live } of sessions) {
      await live.sees(order.at(-1) ?? "", 30_000);
      const later = ownTexts(live, stem);
      assert.equal(new Set(later).size, later.length, "nothing twice");
      assert.deepEqual([...new Set([...kept, ...later])], order);
      await live[Symbol.asyncDispose]();
    }
  });
}

function floodingWriter(deployment: Deployment): void {
  it("a writer that never waits is slowed or closed, and the others still talk", async () => {
    await using world = await everyone(deployment);
    const flood = await connectRooms(mountsOf(deployment).rooms, (await newAccount(deployment, "flood")).token, {
      address: deployment.address(),
    });
    await using _ = flood;
    const stem = uniqueText("flood");
    for (let n = 0; n < 5_000; n++) flood.say(lounge, `${stem} ${n}`);
    for (const speaker of world.all) {
      const text = uniqueText("between");
      speaker.say(text);
      await speaker.sees(text, 30_000);
    }
    await flood.message(`${stem} 4999`, 30_000);
    const own = flood.frames.flatMap((frame) => ("message" in frame && frame.message.message.startsWith(stem) ? [frame] : []));
    assert.equal(own.length, 5_000);
    assert.equal((await get(deployment, "/health")).status, 200);
  });
}
