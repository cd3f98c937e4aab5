import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import fc from "fast-check";
import type { Mentions, MessageId, Person, RoomEvent, RoomId, Seq, UserId } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import { createMemoryStore } from "./memory/memory-store.ts";
import { StoreInDatabase } from "./postgres/testing/store-in-database.ts";
import { StoreInFolder } from "./sqlite/testing/store-in-folder.ts";

const runs = Number(process.env["PARLANCE_FC_RUNS"] ?? 20);
const seed = Number(process.env["PARLANCE_FC_SEED"] ?? randomInt(2 ** 31));

const userIds = ["a", "b", "c"] as const;
const group = "group";
const direct = "direct";
const roomIds = [loungeId, group, direct];
const person = (id: UserId): Person => ({ id, kind: "account", name: id });
const bounds = { maxCounted: 1_000, maxScanned: 10_000 };

type Deed =
  | {
      readonly kind: "post";
      readonly by: UserId;
      readonly roomId: RoomId;
      readonly calls: readonly UserId[];
      readonly all: boolean;
    }
  | { readonly kind: "edit"; readonly message: number; readonly calls: readonly UserId[] }
  | { readonly kind: "delete"; readonly message: number }
  | { readonly kind: "mark"; readonly by: UserId; readonly roomId: RoomId; readonly message: number }
  | { readonly kind: "block" | "unblock"; readonly by: UserId; readonly other: UserId }
  | { readonly kind: "join" | "leave"; readonly by: UserId };

const by = fc.constantFrom(...userIds);
const message = fc.nat({ max: 30 });
const calls = fc.array(by, { maxLength: 2 });
const roomId = fc.constantFrom(...roomIds);
const anyDeed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({ kind: fc.constant("post" as const), by, roomId, calls, all: fc.integer({ min: 0, max: 4 }) })
      .map(({ all, ...given }) => ({ ...given, all: all === 0 })),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("edit" as const), message, calls }) },
  fc.record({ kind: fc.constant("delete" as const), message }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("mark" as const), by, roomId, message }) },
  fc.record({ kind: fc.constantFrom("block" as const, "unblock" as const), by, other: by }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("join" as const, "leave" as const), by }) },
);

interface Said {
  readonly id: MessageId;
  readonly seq: Seq;
  readonly author: UserId;
  readonly isDeleted: boolean;
  readonly mentions: Mentions;
}

/** What the events of a room tell anybody who hears them all. */
class Told {
  readonly said = new Map<MessageId, Said>();
  readonly joinings = new Map<UserId, Seq>();
  readonly events: RoomEvent[] = [];

  hear(event: RoomEvent): void {
    this.events.push(event);
    if (event.type === "member_joined") this.joinings.set(event.user.id, event.seq);
    else if (event.type === "member_left") this.joinings.delete(event.user.id);
    else if ("message" in event) {
      const { id, seq, author, deletedAt, mentions } = event.message;
      this.said.set(id, { id, seq, author: author.id, isDeleted: deletedAt !== null, mentions });
    }
  }
}

/** Keeps nothing but what was told and asked for, and finds out what is unread by the words of the contract. */
class Naive {
  readonly rooms = new Map(roomIds.map((id) => [id, new Told()]));
  readonly marks = new Map<string, MessageId>();
  readonly blocks = new Set<string>();

  room(id: RoomId): Told {
    const told = this.rooms.get(id);
    assert.ok(told !== undefined);
    return told;
  }

  unread(userId: UserId, roomId: RoomId): { readonly unread: number; readonly mentions: number } {
    const { said, joinings } = this.room(roomId);
    const joined = joinings.get(userId);
    const mark = this.marks.get(`${userId} ${roomId}`);
    const isNew = ({ id, seq }: Said): boolean => {
      if (joined === undefined) return roomId === loungeId && mark !== undefined && id > mark;
      if (mark !== undefined) return id > mark;
      return roomId === direct || seq > joined;
    };
    const unread = [...said.values()].filter(
      (one) => isNew(one) && !one.isDeleted && one.author !== userId && !this.blocks.has(`${userId} ${one.author}`),
    );
    const mine = unread.filter(({ mentions }) => callsFor(mentions, userId));
    return { unread: unread.length, mentions: mine.length };
  }

  mark(userId: UserId, roomId: RoomId, to: MessageId): void {
    const { said, joinings } = this.room(roomId);
    const joined = joinings.get(userId);
    if (joined === undefined && roomId !== loungeId) return;
    const key = `${userId} ${roomId}`;
    const before = this.marks.get(key);
    const seq = said.get(to)?.seq ?? 0;
    if (before === undefined && joined !== undefined && (roomId === direct ? to === 0 : seq < joined)) return;
    this.marks.set(key, Math.max(before ?? 0, to));
  }
}

const callsFor = ({ userIds, room }: Mentions, userId: UserId): boolean => room || userIds.includes(userId);

async function begin(store: Store, naive: Naive): Promise<void> {
  store.onCommit((batch) => {
    for (const event of batch) naive.rooms.get(event.room.id)?.hear(event);
  });
  for (const id of userIds) {
    const joins = id === "c" ? [] : [loungeId];
    await store.createAccount({ id, name: id, nameKey: id, email: null, emailKey: null, passwordHash: "x", at: 1, joins });
  }
  await store.createRoom({ id: group, kind: "public", name: "g", topic: null, by: person("a"), at: 1, maxPerDay: 9 });
  await store.openDirect({ from: "a", to: "b", newRoomId: direct, at: 1 });
}

async function carryOut(deed: Deed, store: Store, naive: Naive): Promise<void> {
  const all = [...naive.rooms.values()].flatMap(({ said }) => [...said.values()]).sort((a, b) => a.id - b.id);
  const at = 1;
  switch (deed.kind) {
    case "post": {
      const links = { replyTo: null, thread: null, calls: { names: deed.calls.map((id) => [id]), room: deed.all } };
      const about = { text: "t", file: null, at, membersOnly: false, nameKey: null, clientKey: null };
      await store.post({ ...about, roomId: deed.roomId, author: person(deed.by), links });
      return;
    }
    case "edit":
    case "delete": {
      const one = all[deed.message % Math.max(1, all.length)];
      if (one === undefined) return;
      const about = { messageId: one.id, by: person(one.author), at };
      if (deed.kind === "delete") await store.deleteMessage(about);
      else {
        const called = { names: deed.calls.map((id) => [id]), room: false };
        await store.editMessage({ ...about, text: `${naive.room(loungeId).events.length}`, calls: called, maxEdits: 99 });
      }
      return;
    }
    case "mark": {
      const inRoom = [...naive.room(deed.roomId).said.keys()];
      const messageId = inRoom[deed.message % Math.max(1, inRoom.length)] ?? 0;
      await store.markRead({ userId: deed.by, roomId: deed.roomId, messageId });
      naive.mark(deed.by, deed.roomId, messageId);
      return;
    }
    case "block":
      if ((await store.block({ userId: deed.by, otherId: deed.other, maxBlocks: 9 })).kind === "done")
        naive.blocks.add(`${deed.by} ${deed.other}`);
      return;
    case "unblock":
      await store.unblock(deed.by, deed.other);
      naive.blocks.delete(`${deed.by} ${deed.other}`);
      return;
    case "join":
      await store.joinRoom({ roomId: group, by: person(deed.by), at, maxMembers: 9 });
      return;
    case "leave":
      await store.leaveRoom({ roomId: group, by: person(deed.by), at });
  }
}

interface Kept {
  readonly store: Store;
  dispose(): Promise<void>;
}

async function inMemory(): Promise<Kept> {
  const store = createMemoryStore();
  return await Promise.resolve({ store, dispose: () => store.close() });
}

const kinds = [
  { name: "memory", numRuns: runs, make: inMemory },
  // Each commit of a real disk costs some milliseconds.
  { name: "sqlite", numRuns: Math.ceil(runs / 3), make: (): Promise<Kept> => StoreInFolder.make() },
  { name: "postgres", numRuns: Math.ceil(runs / 3), make: (): Promise<Kept> => StoreInDatabase.make(), skip: withoutPostgres() },
];

for (const { name, numRuns, make, skip = false } of kinds) {
  test(`unread is what the words of the contract say, and a client can go on counting from it by events: ${name}`, {
    skip,
  }, async (t) => {
    t.diagnostic(`PARLANCE_FC_SEED=${seed} PARLANCE_FC_RUNS=${runs}`);
    const property = fc.asyncProperty(fc.array(anyDeed, { maxLength: 60, size: "max" }), async (deeds) => {
      const kept = await make();
      try {
        await hold(kept.store, deeds);
      } finally {
        await kept.dispose();
      }
    });
    await fc.assert(property, { numRuns, seed });
  });
}

async function hold(store: Store, deeds: readonly Deed[]): Promise<void> {
  const naive = new Naive();
  await begin(store, naive);
  const before = new Map<string, { readonly unread: number; readonly mentions: number; readonly seq: Seq }>();
  for (const deed of deeds) {
    await carryOut(deed, store, naive);
    for (const userId of userIds) {
      for (const counts of await store.unreadOf({ userId, roomIds, ...bounds })) {
        const { roomId, unread, mentions, seq } = counts;
        const { events } = naive.room(roomId);
        assert.deepEqual({ unread, mentions, seq }, { ...naive.unread(userId, roomId), seq: events.length });
        // Who has a position, and did nothing with it, may as well have counted along.
        const known = before.get(`${userId} ${roomId}`);
        const isAlong = deed.kind === "post" && counts.readTo > 0;
        if (known !== undefined && isAlong) {
          const come = events.slice(known.seq).flatMap((event) => (event.type === "posted" ? [event.message] : []));
          const counted = come.filter(({ author }) => author.id !== userId && !naive.blocks.has(`${userId} ${author.id}`));
          assert.equal(unread, known.unread + counted.length);
          assert.equal(mentions, known.mentions + counted.filter((one) => callsFor(one.mentions, userId)).length);
        }
        before.set(`${userId} ${roomId}`, counts);
      }
    }
  }
}
