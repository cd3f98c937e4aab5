import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { Talk, textOf } from "../testing/talk.ts";
import { openWorld } from "../testing/world.ts";
import { rosterDialect } from "./dialect.ts";

const initOf = (name: string) => ({ type: "init", username: name, id: name });
interface Shown {
  readonly type: string;
  readonly id: string;
  readonly content: string;
  readonly messages: Shown[];
  readonly userId: string;
  readonly online: boolean;
  readonly users: { readonly id: string; readonly online: boolean }[];
}

test("a join storm: those who come in one turn share one userData and one history, each userStatus is encoded once", async () => {
  const world = await openWorld({ limitsOn: false });
  const dialect = rosterDialect(world.context);
  const old = new Talk(dialect);
  await old.say(initOf("old"));
  const builtBefore = world.built.length;
  const newcomers = Array.from({ length: 200 }, () => new Talk(dialect));
  await Promise.all(newcomers.map((talk, index) => talk.say(initOf(`new-${index}`))));
  const built = world.built.slice(builtBefore).map((text) => (JSON.parse(text) as Shown).type);
  assert.equal(built.filter((type) => type === "userData").length, 1);
  assert.equal(built.filter((type) => type === "history").length, 0);
  assert.equal(built.filter((type) => type === "userStatus").length, 400);
  for (const talk of newcomers) {
    assert.equal(talk.sent.length, 3);
    assert.equal(talk.sent[1], newcomers[0]?.sent[1]);
    assert.equal(talk.sent[2], old.sent[2]);
  }
  assert.equal(old.sent.length, 3 + 200);
});

test("userData and history are kept until something changes", async () => {
  const world = await openWorld({ limitsOn: false });
  const dialect = rosterDialect(world.context);
  const ann = new Talk(dialect);
  await ann.say(initOf("ann"));
  const [one, two, three] = [new Talk(dialect), new Talk(dialect), new Talk(dialect)];
  await one.say(initOf("ann"));
  await two.say(initOf("ann"));
  assert.deepEqual([one.sent[1], one.sent[2]], [two.sent[1], two.sent[2]]);
  assert.equal(one.sent[2], two.sent[2]);
  await ann.say({ type: "text", text: "x" });
  await three.say(initOf("cat"));
  assert.notEqual(three.sent[1], one.sent[1]);
  const history = JSON.parse(textOf(three.sent[2] ?? { bytes: new Uint8Array() })) as Shown;
  assert.deepEqual(
    history.messages.map(({ content }) => content),
    ["x"],
  );
});

test("I2: under concurrent posts a newcomer's history and what follows live have no gap and nothing twice", async () => {
  let joinedAmidst = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("join", "post", "post", "leave", "turn"), { minLength: 20, maxLength: 60 }),
      async (steps) => {
        const world = await openWorld({ limitsOn: false, bounds: { rosterHistory: 10 } });
        const dialect = rosterDialect(world.context);
        const author = new Talk(dialect);
        await author.say(initOf("author"));
        const talks: Talk[] = [];
        const pending: Promise<void>[] = [];
        let posts = 0;
        for (const step of steps) {
          if (step === "turn") await turn();
          else if (step === "post") pending.push(author.say({ type: "text", text: String(++posts) }));
          else if (step === "leave") talks.at(-1)?.hangUp();
          else {
            const talk = new Talk(dialect);
            talks.push(talk);
            pending.push(talk.say(initOf(`n-${talks.length}`)));
            if (posts > 0) joinedAmidst += 1;
          }
        }
        await Promise.all(pending);
        await author.say({ type: "text", text: String(++posts) });
        for (const talk of talks) assertWhole(talk, posts);
      },
    ),
    { numRuns: 60 },
  );
  assert.ok(joinedAmidst > 50, `${joinedAmidst} joined amidst posts`);
});

/** The messages are numbers that count up: a connection was shown some of them up to when it left, each once, in order, none left out. */
function assertWhole(talk: Talk, last: number): void {
  const frames = talk.heard() as Shown[];
  if (frames.length === 0) return;
  assert.deepEqual(
    frames.slice(0, 3).map(({ type }) => type),
    ["userStatus", "userData", "history"],
  );
  const live = frames.slice(3).filter(({ type }) => type === "message");
  const numbers = [...(frames[2]?.messages ?? []), ...live].map(({ content }) => Number(content));
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => (numbers[0] ?? 0) + index),
  );
  if (talk.closedAs === null) assert.equal(numbers.at(-1), last);
}

test("who is online, as a client puts it together from userData and userStatus, is who is online", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom("join", "leave", "turn"), fc.nat({ max: 4 })), { maxLength: 60 }),
      async (steps) => {
        const world = await openWorld({ limitsOn: false });
        const dialect = rosterDialect(world.context);
        const talks = new Map<number, Talk>();
        const pending: Promise<void>[] = [];
        for (const [step, who] of steps) {
          if (step === "turn") await turn();
          else if (step === "leave") {
            talks.get(who)?.hangUp();
            talks.delete(who);
          } else if (!talks.has(who)) {
            const talk = new Talk(dialect);
            talks.set(who, talk);
            pending.push(talk.say(initOf(`user-${who}`)));
          }
        }
        await Promise.all(pending);
        const expected = [...talks.keys()].map((who) => `user-${who}`).sort();
        for (const talk of talks.values()) assert.deepEqual(onlineIn(talk), expected);
      },
    ),
    { numRuns: 60 },
  );
});

function onlineIn(talk: Talk): string[] {
  const online = new Set<string>();
  for (const frame of talk.heard() as Shown[]) {
    if (frame.type === "userData") for (const user of frame.users) if (user.online) online.add(user.id);
    if (frame.type !== "userStatus") continue;
    if (frame.online) online.add(frame.userId);
    else online.delete(frame.userId);
  }
  return [...online].sort();
}

test("I8: past rosterStatusGapMs for each 1,000 connections who comes and goes is told, and newcomers are greeted, together", async () => {
  const gapMs = 40;
  const world = await openWorld({ limitsOn: false, bounds: { rosterStatusGapMs: (gapMs * 1_000) / 2 } });
  const dialect = rosterDialect(world.context);
  const [ann, bob] = [new Talk(dialect), new Talk(dialect)];
  await ann.say(initOf("ann"));
  const bobIn = bob.say(initOf("bob"));
  await turn();
  world.clock.advance(gapMs);
  await bobIn;
  world.clock.advance(gapMs);
  ann.heard();

  const statuses = () => (ann.heard() as Shown[]).map(({ type, userId, online }) => `${type} ${userId} ${online}`);
  const [cat, dan] = [new Talk(dialect), new Talk(dialect)];
  const catIn = cat.say(initOf("cat"));
  await turn();
  assert.deepEqual(statuses(), ["userStatus cat true"], "the first is told at once");
  const danIn = dan.say(initOf("dan"));
  await turn();
  bob.hangUp();
  world.clock.advance(gapMs - 21);
  await turn();
  assert.deepEqual(statuses(), []);
  assert.equal(cat.sent.length, 0);
  world.clock.advance(21);
  await Promise.all([catIn, danIn]);
  assert.deepEqual(statuses(), ["userStatus dan true", "userStatus bob false"]);
  assert.deepEqual([cat, dan].map(onlineIn), [
    ["ann", "cat", "dan"],
    ["ann", "cat", "dan"],
  ]);
});

test("who speaks is seen to have come first, however lately the others were told of somebody", async () => {
  const world = await openWorld({ limitsOn: false, bounds: { rosterStatusGapMs: 1_000_000 } });
  const dialect = rosterDialect(world.context);
  const ann = new Talk(dialect);
  await ann.say(initOf("ann"));
  ann.heard();
  world.chat.presence.enter(await world.chat.guests.enter({ clientId: "bob", name: "bob" }));
  const cat = await world.chat.guests.enter({ clientId: "cat", name: "cat" });
  world.chat.presence.enter(cat);
  await world.chat.messages.post({ roomId: "lounge", author: cat, text: "x", membersOnly: false });
  assert.deepEqual(
    (ann.heard() as Shown[]).map(({ type, userId }) => [type, userId].join(" ").trim()),
    ["userStatus bob", "userStatus cat", "message"],
  );
});

test("while the latest messages of other nodes are being read nobody is greeted; who comes meanwhile waits for the next reading", async () => {
  const world = await openWorld({ limitsOn: false });
  const dialect = rosterDialect(world.context);
  const readings: PromiseWithResolvers<void>[] = [];
  world.chat.feeds.lounge.caughtUp = () => {
    const reading = Promise.withResolvers<void>();
    readings.push(reading);
    return reading.promise;
  };
  const typesOf = (talk: Talk): string[] => talk.sent.map((frame) => (JSON.parse(textOf(frame)) as Shown).type);
  const [first, second] = [new Talk(dialect), new Talk(dialect)];
  const coming = [first.say(initOf("first"))];
  while (readings.length < 1) await turn();
  coming.push(second.say(initOf("second")));
  while (readings.length < 2) await turn();
  assert.deepEqual([typesOf(first), typesOf(second)], [[], []]);
  const author = { id: "guest_first", kind: "guest", name: "first" } as const;
  await world.chat.messages.post({ roomId: "lounge", author, text: "from another node", membersOnly: false });
  readings[0]?.resolve();
  await coming[0];
  assert.deepEqual(typesOf(first), ["userStatus", "userData", "history"]);
  assert.deepEqual(typesOf(second), []);
  const [, , history] = first.sent.map((frame) => JSON.parse(textOf(frame)) as Shown);
  assert.deepEqual(
    history?.messages.map(({ content }) => content),
    ["from another node"],
  );
  readings[1]?.resolve();
  await coming[1];
  assert.deepEqual(typesOf(second), ["userStatus", "userData", "history"]);
});
