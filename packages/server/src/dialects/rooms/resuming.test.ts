import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createLossyBus } from "../../core/testing/lossy-bus.ts";
import { type MemoryChat, signUp } from "../../core/testing/memory-chat.ts";
import { seededRandom } from "../../core/testing/random.ts";
import { settle } from "../../core/testing/settle.ts";
import { noTelemetry } from "../../core/testing/silence.ts";
import { storeWith } from "../../core/testing/store-with.ts";
import { nodesOver, shared } from "../../core/testing/tailed-nodes.ts";
import type { MessageId, RoomId, User } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type { MovementStore } from "../../ports/movements.ts";
import { type Store, StoreError } from "../../ports/store.ts";
import { Talk, testFrame } from "../testing/talk.ts";
import { roomsDialect } from "./dialect.ts";

const at = <T>(list: readonly T[], index: number): T => list[index] ?? assert.fail("not there");

/** A store whose readings answer late, each by as many turns as `random` says, and sometimes not at all, once the test says so. */
function unsteady(random: () => number) {
  const is = { unsteady: false };
  const late = <I extends unknown[], T>(read: (...input: I) => Promise<T>): ((...input: I) => Promise<T>) => {
    return async (...input) => {
      if (!is.unsteady) return await read(...input);
      if (random() < 0.03) throw new StoreError("busy", "locked");
      await settle(Math.floor(random() * 4));
      const answer = await read(...input);
      await settle(Math.floor(random() * 6));
      return answer;
    };
  };
  const over = (own: Store & MovementStore): Store & MovementStore =>
    storeWith(own, {
      movementsAfter: late(own.movementsAfter),
      eventsAfter: late(own.eventsAfter),
      snapshot: late(own.snapshot),
      standingsOf: late(own.standingsOf),
    });
  return { is, over };
}

/** A client as the document has it: connects, fetches what follows the greatest id it saw, and is shown the rest. */
class Reader {
  readonly seen = new Set<MessageId>();
  readonly #token: string;
  readonly #userId: string;
  #talk: Talk | null = null;
  #isCaughtUp = false;
  #lastLive = 0;
  frames = 0;

  constructor(token: string, userId: string) {
    this.#token = token;
    this.#userId = userId;
  }

  get greatest(): MessageId {
    return Math.max(0, ...this.seen);
  }

  async connect({ chat, clock, log, store }: MemoryChat): Promise<void> {
    const talk = new Talk(roomsDialect({ chat, clock, log, telemetry: noTelemetry, frame: testFrame }));
    this.#talk = talk;
    this.#lastLive = 0;
    this.#isCaughtUp = false;
    const greatest = this.greatest;
    await talk.say({ auth_token: this.#token }).catch(() => undefined);
    if (talk.closedAs !== null) return;
    for (const { id } of await store.messagesAfter(this.#userId, greatest, 10_000)) this.seen.add(id);
    this.#isCaughtUp = true;
  }

  /** Takes what it was shown; it may go away at any moment, and then knows only that. */
  hear(): void {
    const talk = this.#talk;
    if (talk === null || !this.#isCaughtUp) return;
    for (const frame of talk.heard() as { message?: { id: number } }[]) {
      if (frame.message === undefined) continue;
      const { id } = frame.message;
      assert.ok(id > this.#lastLive, `${id} was shown after ${this.#lastLive}`);
      this.#lastLive = id;
      this.seen.add(id);
      this.frames += 1;
    }
  }

  get isConnected(): boolean {
    return this.#talk !== null && this.#talk.closedAs === null;
  }

  goAway(): void {
    this.hear();
    this.#talk?.hangUp();
    this.#talk = null;
  }
}

/** Rooms that come and go for one user, and what that user must have seen: what was said where they were in, and are. */
class Town {
  readonly #expected: { readonly id: MessageId; readonly roomId: RoomId }[] = [];
  readonly #groups: readonly RoomId[];
  readonly #direct: RoomId;
  readonly #in: Set<RoomId>;
  readonly #ann: User;
  readonly #bob: User;

  constructor(rooms: { groups: readonly RoomId[]; direct: RoomId }, ann: User, bob: User) {
    this.#groups = rooms.groups;
    this.#direct = rooms.direct;
    this.#in = new Set([loungeId, rooms.direct]);
    this.#ann = ann;
    this.#bob = bob;
  }

  get expected(): readonly MessageId[] {
    return this.#expected.map(({ id }) => id);
  }

  async step({ chat }: MemoryChat, random: () => number): Promise<void> {
    const roomId = at(this.#groups, Math.floor(random() * this.#groups.length));
    const choice = random();
    if (choice < 0.12 && !this.#in.has(roomId)) {
      await chat.rooms.join(this.#ann, roomId);
      this.#in.add(roomId);
    } else if (choice < 0.2 && this.#in.has(roomId)) {
      await chat.rooms.leave(this.#ann, roomId);
      this.#in.delete(roomId);
      const rest = this.#expected.filter((message) => message.roomId !== roomId);
      this.#expected.splice(0, Number.POSITIVE_INFINITY, ...rest);
    } else {
      const into = choice < 0.4 ? this.#direct : choice < 0.65 ? loungeId : roomId;
      const { id } = await chat.messages.post({ roomId: into, author: this.#bob, text: "said" });
      if (this.#in.has(into)) this.#expected.push({ id, roomId: into });
    }
  }
}

/** Whatever a reader has who goes away now: nothing is missing up to the greatest id. */
function missesNothing(reader: Reader, town: Town): void {
  const missed = town.expected.filter((id) => id <= reader.greatest && !reader.seen.has(id));
  assert.deepEqual(missed, [], `up to ${reader.greatest}`);
}

test("I9: whoever goes on from the greatest id they saw misses nothing and sees rising ids, over reconnects, late readings and a bus that loses", async () => {
  let frames = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = seededRandom(seed);
      const lossy = createLossyBus(random, { lose: 0.3, hold: 0.2, repeat: 0.1 });
      const { is, over } = unsteady(random);
      const bounds = { tailPage: 5, feedCatchUp: 3, roomsPerPage: 2 };
      await using cluster = await nodesOver(3, { inner: shared(lossy), bounds, store: over });
      const first = at(cluster.nodes, 0);
      const [ann, bob] = [await signUp(first.chat, "ann"), await signUp(first.chat, "bob")];
      const groups: RoomId[] = [];
      for (const name of ["a", "b", "c"]) groups.push((await first.chat.rooms.create(bob.user, { name, kind: "public" })).id);
      const direct = (await first.chat.rooms.openDirect(bob.user, ann.user.id)).id;
      const town = new Town({ groups, direct }, ann.user, bob.user);
      const reader = new Reader(ann.token, ann.user.id);
      const anyNode = (): MemoryChat => at(cluster.nodes, Math.floor(random() * 3));
      is.unsteady = true;
      for (let i = 0; i < 150; i++) {
        if (!reader.isConnected) await Promise.all([reader.connect(anyNode()), town.step(anyNode(), random)]);
        else if (random() < 0.02) reader.goAway();
        else await town.step(anyNode(), random);
        if (random() < 0.6) await settle(Math.floor(random() * 6));
        if (random() < 0.1) cluster.clock.advance(500);
        reader.hear();
        missesNothing(reader, town);
      }
      is.unsteady = false;
      for (let i = 0; i < 10; i++) {
        if (!reader.isConnected) await reader.connect(first);
        await settle();
        cluster.clock.advance(1_000);
        reader.hear();
        missesNothing(reader, town);
      }
      assert.deepEqual(
        town.expected.filter((id) => !reader.seen.has(id)),
        [],
      );
      frames += reader.frames;
    }),
    { numRuns: 25 },
  );
  assert.ok(frames > 500, `${frames} were shown`);
});
