/** Whatever happens while clients come and go: in the end each was told exactly what happened in its rooms while it could read them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { settle } from "../../../core/testing/settle.ts";
import { loungeId, type RoomEvent, type User } from "../../../ports/model.ts";
import { Follower } from "../testing/follower.ts";
import { joinNative } from "../testing/native.ts";
import { openStage, type Stage } from "../testing/stage.ts";

const bounds = { catchUpEvents: 6, catchUpAnswer: 8, pageSize: 3, roomsPerPage: 2 };
const people = 3;

type Deed =
  | "post"
  | "edit"
  | "delete"
  | "react"
  | "pin"
  | "topic"
  | "join"
  | "invite"
  | "leave"
  | "remove"
  | "cut"
  | "resume"
  | "take";
interface Step {
  readonly deed: Deed;
  readonly who: number;
  readonly whom: number;
  readonly room: number;
  /** Begun before the one before it is done. */
  readonly isBeside: boolean;
}
const step: fc.Arbitrary<Step> = fc.record({
  deed: fc.oneof(
    { weight: 6, arbitrary: fc.constant<Deed>("post") },
    { weight: 3, arbitrary: fc.constantFrom<Deed>("edit", "delete", "react", "pin", "topic") },
    { weight: 5, arbitrary: fc.constantFrom<Deed>("join", "invite", "invite", "leave", "remove") },
    { weight: 4, arbitrary: fc.constantFrom<Deed>("cut", "resume", "resume", "take") },
  ),
  who: fc.nat(people - 1),
  whom: fc.nat(people - 1),
  // Most in the private room, where coming and going matters.
  room: fc.constantFrom(0, 0, 0, 1, 2, 3),
  isBeside: fc.boolean(),
});

interface World {
  readonly stage: Stage;
  readonly users: readonly User[];
  readonly followers: readonly Follower[];
  readonly roomIds: readonly string[];
}

async function open(): Promise<World> {
  const stage = await openStage({ bounds, limitsOn: false });
  const joined = [await joinNative(stage, "Alice"), await joinNative(stage, "Bobby"), await joinNative(stage, "Cindy")];
  for (const { client } of joined) client.talk.hangUp();
  const users = joined.map(({ user }) => user);
  const [alice, bobby] = users;
  assert.ok(alice && bobby);
  const { rooms } = stage.chat;
  const secret = await rooms.create(alice, { kind: "private", name: "Secret" });
  const open = await rooms.create(alice, { kind: "public", name: "Open" });
  const direct = await rooms.openDirect(alice, bobby.id);
  await rooms.invite(alice, secret.id, bobby.id);
  const roomIds = [secret.id, open.id, direct.id, loungeId];
  return { stage, users, followers: joined.map((who) => new Follower(stage, who)), roomIds };
}

/** Refused or not: what counts is what was committed. */
async function run({ stage, users, followers, roomIds }: World, { deed, who, whom, room }: Step, n: number): Promise<void> {
  const [by, other, follower, roomId] = [users[who], users[whom], followers[who], roomIds[room]];
  assert.ok(by && other && follower && roomId !== undefined);
  const { messages, rooms } = stage.chat;
  const events = await stage.store.eventsAfter(roomId, 0, 10_000);
  const posts = events.flatMap((event) => (event.type === "posted" && event.message.deletedAt === null ? event.message : []));
  const messageId = posts.at(-1 - (n % 3))?.id ?? 0;
  const deeds: Record<Deed, () => Promise<unknown>> = {
    post: () => messages.post({ roomId, author: by, text: `text-${n}.` }),
    edit: () => messages.edit({ messageId, by, text: `text-${n}.` }),
    delete: () => messages.delete({ messageId, by }),
    react: () => messages.toggleReaction({ messageId, user: by, emoji: "👍" }),
    pin: () => messages.pin({ messageId, by, isPinned: n % 2 === 0 }),
    topic: () => rooms.change(by, roomId, { topic: `text-${n}.` }),
    join: () => rooms.join(by, roomId),
    invite: () => rooms.invite(by, roomId, other.id),
    leave: () => rooms.leave(by, roomId),
    remove: () => rooms.remove(by, roomId, other.id),
    cut: async () => follower.cut(),
    resume: () => follower.resume(),
    take: () => follower.take(),
  };
  await deeds[deed]().catch((error: unknown) => {
    if (deed === "resume" || deed === "take") throw error;
  });
}

/** From each joining to the leaving that follows. */
function isIn(events: readonly RoomEvent[], userId: string, seq: number): boolean {
  let [isMember, wasMember] = [false, false];
  for (const event of events) {
    if (event.seq > seq) break;
    wasMember = isMember;
    if (event.type === "member_joined" && event.user.id === userId) isMember = true;
    if (event.type === "member_left" && event.user.id === userId) isMember = false;
  }
  return isMember || wasMember;
}

async function check({ stage, followers, roomIds, users }: World): Promise<void> {
  for (const roomId of roomIds) {
    const events = await stage.store.eventsAfter(roomId, 0, 10_000);
    const room = await stage.store.findRoom(roomId);
    for (const follower of followers) {
      const what = `${users.find(({ id }) => id === follower.userId)?.name} in ${room?.name ?? "direct"}`;
      const isMember = await stage.store.isMember(roomId, follower.userId);
      const readsAll = room?.kind === "public";
      let position: number | null = null;
      for (const heard of follower.heard.get(roomId) ?? []) {
        if ("reset" in heard) {
          position = heard.reset;
          continue;
        }
        assert.equal(heard.seq, (position ?? 0) + 1, `${what}: contiguous`);
        assert.equal(heard.type, events[heard.seq - 1]?.type, `${what}: as it happened`);
        assert.ok(readsAll || isIn(events, follower.userId, heard.seq), `${what}: ${heard.seq} while they were in`);
        position = heard.seq;
      }
      if (isMember || roomId === loungeId) assert.equal(follower.positionOf(roomId), events.length, `${what}: everything`);
      if (!readsAll) checkSecrets(events, follower, what);
    }
  }
}

/** What was said when somebody was no member, and never became one again, is in no frame of theirs. */
function checkSecrets(events: readonly RoomEvent[], { userId, frames }: Follower, what: string): void {
  const last = events.findLast((event) => event.type === "member_left" && event.user.id === userId)?.seq ?? 0;
  const came = events.findLast((event) => event.type === "member_joined" && event.user.id === userId)?.seq ?? 0;
  if (came > last) return;
  const all = frames.join();
  for (const event of events) {
    if (event.seq <= last) continue;
    const said = event.type === "posted" || event.type === "edited" ? event.message.text : "";
    if (said !== "") assert.ok(!all.includes(said), `${what}: ${said} is not for them`);
  }
}

test("random deeds of several users, connections that go and come back: everybody is told what happened while they could read it, in order, once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 100, size: "max" }), async (steps) => {
      const world = await open();
      try {
        let before: Promise<void> = Promise.resolve();
        for (const [n, one] of steps.entries()) {
          if (!one.isBeside) await before;
          before = Promise.all([before, run(world, one, n)]).then(() => undefined);
          before.catch(() => undefined);
        }
        await before;
        for (const follower of world.followers) await follower.resume();
        await settle();
        for (const follower of world.followers) await follower.take();
        await check(world);
      } finally {
        await world.stage[Symbol.asyncDispose]();
      }
    }),
    { numRuns: Number(process.env["PARLANCE_FC_RUNS"] ?? 40), interruptAfterTimeLimit: 90_000 },
  );
});
