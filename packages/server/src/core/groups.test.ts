import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createLocalBus } from "../bus/local/local-bus.ts";
import type { Topic } from "../ports/bus.ts";
import type { RoomEvent, User } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import { StoreError } from "../ports/store.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import type { EventListener } from "./api.ts";
import { Backlog } from "./backlog.ts";
import { createGroups } from "./groups.ts";
import { createRoomStreams } from "./room-streams.ts";
import { createLossyBus } from "./testing/lossy-bus.ts";
import { type MemoryChat, memoryChat } from "./testing/memory-chat.ts";
import { seededRandom } from "./testing/random.ts";
import { settle, settleUntil } from "./testing/settle.ts";
import { storeWith } from "./testing/store-with.ts";

const told = (event: RoomEvent): string =>
  "message" in event
    ? `${event.seq} ${event.message.text}`
    : `${event.seq} ${event.type}${"user" in event ? ` ${event.user.name}` : ""}`;

async function hearing({ chat }: MemoryChat, { id }: User, roomId?: string): Promise<RoomEvent[]> {
  const heard: RoomEvent[] = [];
  await chat.feeds.followRooms(id, (events) => {
    heard.push(...events.filter(({ room }) => roomId === undefined || room.id === roomId));
  });
  return heard;
}

async function people(at: MemoryChat, ...names: string[]): Promise<User[]> {
  const users: User[] = [];
  for (const name of names) {
    const given = { id: name, name, nameKey: name, email: null, emailKey: null, passwordHash: "", at: 0, joins: [] };
    const outcome = await at.store.createAccount(given);
    assert.ok(outcome.kind === "created");
    users.push(outcome.user);
  }
  return users;
}

test("I5: a private room's events reach its members from their joining to their leaving, both shown, and nobody else", async () => {
  await using at = await memoryChat();
  const [alice, bobby, cindy] = await people(at, "alice", "bobby", "cindy");
  assert.ok(alice && bobby && cindy);
  const { rooms, messages } = at.chat;
  const room = await rooms.create(alice, { kind: "private", name: "Kitchen" });
  const [byAlice, byBobby, byCindy] = await Promise.all([alice, bobby, cindy].map((user) => hearing(at, user)));
  const say = (text: string) => messages.post({ roomId: room.id, author: alice, text });
  await say("before");
  await rooms.invite(alice, room.id, bobby.id);
  await say("during");
  await rooms.remove(alice, room.id, bobby.id);
  await say("between");
  await rooms.invite(alice, room.id, bobby.id);
  await say("again");
  await rooms.leave(bobby, room.id);
  await say("after");
  await settle();
  assert.deepEqual(byAlice?.map(told), [
    "2 before",
    "3 member_joined bobby",
    "4 during",
    "5 member_left bobby",
    "6 between",
    "7 member_joined bobby",
    "8 again",
    "9 member_left bobby",
    "10 after",
  ]);
  assert.deepEqual(byBobby?.map(told), [
    "3 member_joined bobby",
    "4 during",
    "5 member_left bobby",
    "7 member_joined bobby",
    "8 again",
    "9 member_left bobby",
  ]);
  assert.deepEqual(byCindy, []);
});

test("a room that one made oneself is followed at once, and so are direct rooms; the lounge has a feed of its own", async () => {
  await using at = await memoryChat();
  const [alice, bobby] = await people(at, "alice", "bobby");
  assert.ok(alice && bobby);
  const heard = await hearing(at, alice);
  const room = await at.chat.rooms.create(alice, { kind: "public", name: "Kitchen" });
  await at.chat.messages.post({ roomId: room.id, author: alice, text: "mine" });
  await at.chat.messages.post({ roomId: loungeId, author: bobby, text: "to all", membersOnly: false });
  await at.chat.messages.postPrivate({ author: bobby, to: { userId: alice.id }, text: "psst" });
  await settle();
  assert.deepEqual(heard.map(told).toSorted(), [
    "1 member_joined alice",
    "1 member_joined bobby",
    "2 member_joined alice",
    "2 mine",
    "3 psst",
  ]);
});

test("however many are in a room, an event of it is published once, and its room subscribed to once", async () => {
  const bus = createLocalBus();
  const published: Topic[] = [];
  const subscribed: Topic[] = [];
  const counting = {
    ...bus,
    lossless: true,
    publish: (topic: Topic, batch: readonly RoomEvent[]) => {
      published.push(topic);
      bus.publish(topic, batch);
    },
    subscribe: (topic: Topic, listener: (batch: readonly RoomEvent[]) => void) => {
      subscribed.push(topic);
      return bus.subscribe(topic, listener);
    },
    close: () => bus.close(),
  };
  await using at = await memoryChat({ bus: counting, limitsOn: false });
  const users = await people(at, ...Array.from({ length: 12 }, (_, n) => `user${n}`));
  const [owner] = users;
  assert.ok(owner);
  const room = await at.chat.rooms.create(owner, { kind: "public", name: "Kitchen" });
  for (const user of users) await at.chat.rooms.join(user, room.id);
  const all = await Promise.all(users.map((user) => hearing(at, user, room.id)));
  published.length = 0;
  await at.chat.messages.post({ roomId: room.id, author: owner, text: "x" });
  await settle();
  assert.deepEqual(published, [`room:${room.id}`]);
  assert.equal(subscribed.filter((topic) => topic === `room:${room.id}`).length, 1);
  for (const heard of all) assert.deepEqual(heard.map(told), ["13 x"]);
});

test("a room that could not be followed when somebody joined it is followed as soon as it can, and nothing is missing", async () => {
  const memory = createMemoryStore();
  let isBroken = false;
  const store = storeWith(memory, {
    snapshot: (...args) => (isBroken ? Promise.reject(new StoreError("busy", "locked")) : memory.snapshot(...args)),
  });
  await using at = await memoryChat({ store });
  const [alice, bobby] = await people(at, "alice", "bobby");
  assert.ok(alice && bobby);
  const room = await at.chat.rooms.create(alice, { kind: "private", name: "Kitchen" });
  const heard = await hearing(at, bobby);
  isBroken = true;
  await at.chat.rooms.invite(alice, room.id, bobby.id);
  await at.chat.messages.post({ roomId: room.id, author: alice, text: "missed?" });
  await settle();
  assert.deepEqual(heard, []);
  isBroken = false;
  await settleUntil(() => heard.length > 1, at.clock);
  assert.deepEqual(heard.map(told), ["2 member_joined bobby", "3 missed?"]);
});

test("who stops following hears nothing more, and the last to stop ends the subscriptions", async () => {
  await using at = await memoryChat();
  const [alice] = await people(at, "alice");
  assert.ok(alice);
  const room = await at.chat.rooms.create(alice, { kind: "public", name: "Kitchen" });
  const heard: string[] = [];
  const [first, second] = [
    await at.chat.feeds.followRooms(alice.id, (events) => heard.push(...events.map((event) => `1: ${told(event)}`))),
    await at.chat.feeds.followRooms(alice.id, (events) => heard.push(...events.map((event) => `2: ${told(event)}`))),
  ];
  const say = async (text: string): Promise<void> => {
    await at.chat.messages.post({ roomId: room.id, author: alice, text });
    await settle();
  };
  await say("both");
  first();
  first();
  await say("one");
  second();
  await say("none");
  assert.deepEqual(heard, ["1: 2 both", "2: 2 both", "2: 3 one"]);
});

test("followRooms rejects when the store cannot answer, and works when it can again", async () => {
  const memory = createMemoryStore();
  let isBroken = false;
  const store = storeWith(memory, {
    standingsOf: (...args) => (isBroken ? Promise.reject(new StoreError("busy", "locked")) : memory.standingsOf(...args)),
  });
  await using at = await memoryChat({ store });
  const [alice] = await people(at, "alice");
  assert.ok(alice);
  isBroken = true;
  await assert.rejects(hearing(at, alice), { code: "unavailable" });
  isBroken = false;
  const heard = await hearing(at, alice);
  await at.chat.rooms.create(alice, { kind: "public", name: "Kitchen" });
  await settle();
  assert.equal(heard.length, 1);
});

test("a joining that is told when all is over shows nothing again", async () => {
  await using at = await memoryChat();
  const [alice, bobby] = await people(at, "alice", "bobby");
  assert.ok(alice && bobby);
  const room = await at.chat.rooms.create(alice, { kind: "private", name: "Kitchen" });
  await at.chat.rooms.invite(alice, room.id, bobby.id);
  const [joining] = await at.store.eventsAfter(room.id, 1, 1);
  assert.ok(joining);
  let inbox: EventListener = () => undefined;
  const options = {
    ...at,
    bounds: at.chat.bounds,
    inboxes: {
      follow: async (_id: string, listener: EventListener) => {
        inbox = listener;
        return { backlog: new Backlog(at.log), stop: () => undefined };
      },
      followUser: () => assert.fail("not asked for"),
      close: () => undefined,
    },
  };
  const streams = createRoomStreams(options);
  const groups = createGroups({ ...options, streams });
  const heard: string[] = [];
  await groups.followRooms(bobby.id, (events) => heard.push(...events.map(told)));
  await at.chat.messages.post({ roomId: room.id, author: bobby, text: "once" });
  await at.chat.rooms.leave(bobby, room.id);
  inbox([joining]);
  await settle();
  assert.deepEqual(heard, ["3 once", "4 member_left bobby"]);
  groups.close();
  streams.close();
});

interface Step {
  readonly who: number;
  readonly does: "come" | "go" | "say" | "wait";
}
const steps = fc.array(
  fc.record<Step>({ who: fc.integer({ min: 0, max: 2 }), does: fc.constantFrom("come", "go", "say", "say", "wait") }),
  { maxLength: 40 },
);

/** What somebody who followed from `start` on should have heard: their spans of membership, each with its two ends. */
function expected(events: readonly RoomEvent[], userId: string, start: number): RoomEvent[] {
  let isIn = false;
  return events.filter((event) => {
    const isOwn = (event.type === "member_joined" || event.type === "member_left") && event.user.id === userId;
    const wasIn = isIn;
    if (isOwn) isIn = event.type === "member_joined";
    return event.seq > start && (wasIn || isIn);
  });
}

interface Played {
  /** What happened while they were in and followed. */
  readonly should: readonly RoomEvent[];
  /** What happened while they were in. */
  readonly may: readonly RoomEvent[];
  readonly did: readonly RoomEvent[];
}

/** Plays a script in a private room, each user following from some step on. */
async function played(at: MemoryChat, script: readonly Step[]): Promise<readonly Played[]> {
  const [owner, ...others] = await people(at, "owner", "anna", "bert", "carl");
  assert.ok(owner);
  const { rooms, messages } = at.chat;
  const room = await rooms.create(owner, { kind: "private", name: "Kitchen" });
  const heard: { readonly user: User; readonly start: number; readonly events: RoomEvent[] }[] = [];
  const pending: Promise<unknown>[] = [];
  for (const [n, { who, does }] of script.entries()) {
    const user = others[who];
    assert.ok(user);
    if (n % 5 === 0 && heard.length < others.length) {
      await Promise.all(pending);
      await settle();
      const next = others[heard.length];
      assert.ok(next);
      const start = (await at.store.snapshot(room.id, 0))?.seq ?? 0;
      heard.push({ user: next, start, events: await hearing(at, next, room.id) });
    }
    if (does === "wait") await settle();
    else if (does === "say") pending.push(messages.post({ roomId: room.id, author: owner, text: String(n) }));
    else if (does === "come") pending.push(rooms.invite(owner, room.id, user.id));
    else pending.push(rooms.leave(user, room.id).catch(() => undefined));
  }
  await Promise.all(pending);
  await settle(20);
  const events = await at.store.eventsAfter(room.id, 0, 1_000);
  return heard.map(({ user, start, events: did }) => ({
    should: expected(events, user.id, start),
    may: expected(events, user.id, 0),
    did,
  }));
}

test("I2, I5: whoever comes and goes however fast, each hears exactly what happened while they were in", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      await using at = await memoryChat({ limitsOn: false });
      for (const { should, did } of await played(at, script)) assert.deepEqual(did.map(told), should.map(told));
    }),
    { numRuns: 60 },
  );
});

test("I5: over a bus that loses, repeats and reorders nobody hears anything of the time they were out, nor anything twice", async () => {
  const done = { lost: 0, held: 0, repeated: 0 };
  await fc.assert(
    fc.asyncProperty(steps, fc.integer(), async (script, seed) => {
      const bus = createLossyBus(seededRandom(seed));
      await using at = await memoryChat({ limitsOn: false, bus });
      for (const { may, did } of await played(at, script)) {
        // A joining that such a bus tells long after it happened brings what followed it, also from before somebody listened.
        const allowed = new Set(may.map(told));
        assert.deepEqual(
          did.map(told).filter((one) => !allowed.has(one)),
          [],
        );
        assert.equal(new Set(did.map(told)).size, did.length, "nothing twice");
      }
      for (const key of ["lost", "held", "repeated"] as const) done[key] += bus.done[key];
    }),
    { numRuns: 60 },
  );
  assert.ok(done.lost > 0 && done.held > 0 && done.repeated > 0, JSON.stringify(done));
});
