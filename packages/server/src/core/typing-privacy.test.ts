import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { loungeId, type Room, type User } from "../ports/model.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import { type MemoryChat, memoryChat } from "./testing/memory-chat.ts";
import { newAccounts } from "./testing/new-accounts.ts";
import { storeWith } from "./testing/store-with.ts";
import { seatOf, openTypingStage as stage, typists } from "./testing/typing-stage.ts";
import type { TypingChange, TypingSeat } from "./typing.ts";

test("I5: rooms that one is no member of are left out, like those that are not there; the lounge is everybody's", async () => {
  await using on = await stage();
  const { at, ann, bob, cat, room } = on;
  const direct = await at.chat.rooms.openDirect(ann, bob.id);
  const hall = await at.chat.rooms.create(ann, { kind: "public", name: "Hall" });
  const [byBob, byCat] = [seatOf(at, bob), seatOf(at, cat)];
  assert.deepEqual(await byCat.look([room.id, direct.id, hall.id, "nowhere", loungeId]), [{ roomId: loungeId, users: [] }]);
  assert.equal((await byBob.look([room.id, direct.id])).length, 2);
  const byAnn = seatOf(at, ann);
  for (const { id } of [room, direct, hall]) await byAnn.set(id, true);
  assert.deepEqual([byCat.news(), byBob.news()], [[], ["ann on", "ann on"]]);
});

test("I5: who leaves or is removed sees nothing from then on, not even what the same turn brings; who comes back looks again", async () => {
  for (const leaves of [true, false]) {
    await using on = await stage();
    const { at, ann, bob, room } = on;
    const [byAnn, byBob] = [seatOf(at, ann), seatOf(at, bob)];
    await byBob.look([room.id]);
    await byAnn.set(room.id, true);
    assert.deepEqual(byBob.news(), ["ann on"]);
    await (leaves ? at.chat.rooms.leave(bob, room.id) : at.chat.rooms.remove(ann, room.id, bob.id));
    await byAnn.set(room.id, false);
    await byAnn.set(room.id, true);
    assert.deepEqual([byBob.news(), await byBob.look([room.id])], [[], []]);
    await at.chat.rooms.invite(ann, room.id, bob.id);
    await byAnn.set(room.id, false);
    assert.deepEqual(byBob.news(), []);
    assert.deepEqual(typists(await byBob.look([room.id])), [""]);
  }
});

test("I5: who leaves between the first question and the last does not look", async () => {
  let questions = 0;
  let leaves = async (_question: number): Promise<unknown> => undefined;
  for (const question of [1, 2]) {
    const memory = createMemoryStore();
    const store = storeWith(memory, {
      isMember: async (...args) => {
        const answer = await memory.isMember(...args);
        await leaves(++questions);
        return answer;
      },
    });
    await using on = await stage({ store });
    const { at, ann, bob, room } = on;
    const byBob = seatOf(at, bob);
    questions = 0;
    leaves = async (asked) => {
      if (asked === question) await at.chat.rooms.leave(bob, room.id);
    };
    assert.deepEqual(await byBob.look([room.id]), [], `left after question ${question}`);
    assert.ok(questions >= question);
    await seatOf(at, ann).set(room.id, true);
    assert.deepEqual(byBob.news(), []);
  }
});

const names = ["u0", "u1", "u2"] as const;
const who = fc.nat({ max: names.length - 1 });
const step = fc.oneof(
  fc.record({ kind: fc.constant("look" as const), who, rooms: fc.subarray([0, 1]) }),
  fc.record({ kind: fc.constantFrom("on", "off", "join", "leave", "post" as const), who, room: fc.nat({ max: 1 }) }),
  fc.record({ kind: fc.constant("pass" as const), ms: fc.constantFrom(1_000, 6_000) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What three users see of two rooms. All begin in both, looking at both. */
class Model {
  readonly wrong: string[] = [];
  readonly #at: MemoryChat;
  readonly #users: readonly User[];
  readonly #rooms: readonly Room[];
  readonly #seats: readonly TypingSeat[];
  /** `user room`. */
  readonly #members = new Set<string>();
  /** Who is seen writing: `viewer room typist`. */
  readonly #seen = new Set<string>();

  constructor(at: MemoryChat, users: readonly User[], rooms: readonly Room[]) {
    this.#at = at;
    this.#users = users;
    this.#rooms = rooms;
    this.#seats = users.map((user) => at.chat.typing.seat(user, (change) => this.#sees(user.id, change)));
  }

  static async begin(at: MemoryChat): Promise<Model> {
    const [host, ...users] = await newAccounts(at.store, "host", ...names);
    assert.ok(host);
    const rooms = await Promise.all(["a", "b"].map((name) => at.chat.rooms.create(host, { kind: "public", name })));
    const model = new Model(at, users, rooms);
    for (const [who] of users.entries()) for (const room of [0, 1]) await model.does({ kind: "join", who, room });
    for (const [who] of users.entries()) await model.does({ kind: "look", who, rooms: [0, 1] });
    return model;
  }

  async does(one: Step): Promise<void> {
    if (one.kind === "pass") return this.#at.clock.advance(one.ms);
    const [user, seat] = [this.#users[one.who], this.#seats[one.who]];
    assert.ok(user && seat);
    if (one.kind === "look") return await this.#looks(user, seat, one.rooms);
    const room = this.#rooms[one.room];
    assert.ok(room);
    const { rooms, messages } = this.#at.chat;
    const place = `${user.id} ${room.id}`;
    if (one.kind === "join" && !this.#members.has(place)) {
      this.#members.add(place);
      await rooms.join(user, room.id);
    } else if (one.kind === "leave" && this.#members.has(place)) {
      await rooms.leave(user, room.id);
      this.#members.delete(place);
      this.#forget(`${place} `);
    } else if (one.kind === "post") {
      await messages.post({ roomId: room.id, author: user, text: "x" }).catch(() => undefined);
    } else if (one.kind === "on" || one.kind === "off") {
      await seat.set(room.id, one.kind === "on").catch(() => undefined);
    }
  }

  /** Nobody wrote for long. */
  ends(): void {
    this.#at.clock.advance(10_000);
    assert.deepEqual([...this.#seen], []);
    assert.deepEqual(this.wrong, []);
  }

  async #looks(user: User, seat: TypingSeat, rooms: readonly number[]): Promise<void> {
    this.#forget(`${user.id} `);
    for (const { roomId, users } of await seat.look(rooms.map((n) => this.#rooms[n]?.id ?? "")))
      for (const typist of users) this.#sees(user.id, { roomId, user: typist, isTyping: true });
  }

  #forget(start: string): void {
    for (const key of [...this.#seen]) if (key.startsWith(start)) this.#seen.delete(key);
  }

  #sees(viewer: string, { roomId, user, isTyping }: TypingChange): void {
    if (!this.#members.has(`${viewer} ${roomId}`)) this.wrong.push(`${viewer} is told of ${user.id}`);
    const key = `${viewer} ${roomId} ${user.id}`;
    if (isTyping) this.#seen.add(key);
    else this.#seen.delete(key);
  }
}

test("I5: whatever is done in whatever order, nobody is told of a room they are not in, and every end is told", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      await using at = await memoryChat({ limitsOn: false });
      const model = await Model.begin(at);
      for (const one of steps) await model.does(one);
      model.ends();
    }),
    { numRuns: 100 },
  );
});

test("in a direct room that is closed to both nobody is seen writing, as nobody can post", async () => {
  await using on = await stage();
  const { at, ann, bob, cat } = on;
  const cutOff = await at.chat.rooms.openDirect(ann, bob.id);
  const left = await at.chat.rooms.openDirect(ann, cat.id);
  const [byAnn, byBob] = [seatOf(at, ann), seatOf(at, bob)];
  await byAnn.look([cutOff.id]);
  await byBob.look([cutOff.id]);
  await at.chat.personal.block(bob, ann.id);
  for (const seat of [byAnn, byBob]) await assert.rejects(seat.set(cutOff.id, true), { code: "forbidden" });
  assert.deepEqual([byAnn.news(), byBob.news()], [[], []]);
  const deletion = { userId: cat.id, passwordHash: "", at: at.clock.now(), shownAs: "Deleted account", erase: false };
  assert.equal((await at.store.deleteAccount(deletion)).kind, "deleted");
  await assert.rejects(byAnn.set(left.id, true), { code: "not_found" });
  await assert.rejects(at.chat.messages.post({ roomId: left.id, author: ann, text: "hello?" }), { code: "not_found" });
});
