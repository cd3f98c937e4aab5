import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { User } from "../ports/model.ts";
import type { PresenceState } from "../ports/signals.ts";
import type { Attending } from "./presence-states.ts";
import { type MemoryChat, memoryChat } from "./testing/memory-chat.ts";
import { newAccounts } from "./testing/new-accounts.ts";
import { settle } from "./testing/settle.ts";
import type { PresenceStatus, Watcher } from "./watching.ts";

const names = ["u0", "u1", "u2", "u3"] as const;
const who = fc.nat({ max: names.length - 1 });
const step = fc.oneof(
  fc.record({ kind: fc.constantFrom("watch" as const, "unwatch" as const), who, whom: who }),
  fc.record({ kind: fc.constantFrom("come", "go", "away", "back" as const), who }),
  fc.record({ kind: fc.constantFrom("join", "leave" as const), who, room: fc.nat({ max: 1 }) }),
  fc.record({ kind: fc.constant("pass" as const), ms: fc.constantFrom(500, 2_000) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What four users see of each other, and who of them may know of whom. All begin in the first of two rooms, watching each other. */
class Model {
  readonly wrong: string[] = [];
  readonly at: MemoryChat;
  readonly #users: readonly User[];
  readonly #rooms: readonly { readonly id: string; readonly members: Set<string> }[];
  readonly #watchers: readonly Watcher[];
  /** By viewer and user; nothing for a pair that does not know of each other, or does not watch. */
  readonly #seen = new Map<string, PresenceState>();
  readonly #connections = names.map((): Attending[] => []);

  constructor(at: MemoryChat, users: readonly User[], roomIds: readonly string[]) {
    this.at = at;
    this.#users = users;
    this.#rooms = roomIds.map((id) => ({ id, members: new Set() }));
    this.#watchers = names.map((viewer) => at.chat.watching.watcher(viewer, (status) => this.#sees(viewer, status)));
  }

  static async begin(at: MemoryChat): Promise<Model> {
    const [host, ...users] = await newAccounts(at.store, "host", ...names);
    assert.ok(host);
    const rooms = await Promise.all(["a", "b"].map((name) => at.chat.rooms.create(host, { kind: "public", name })));
    const roomIds = rooms.map(({ id }) => id);
    const model = new Model(at, users, roomIds);
    for (const [who] of names.entries()) await model.does({ kind: "join", who, room: 0 });
    for (const [who] of names.entries()) for (const [whom] of names.entries()) await model.does({ kind: "watch", who, whom });
    return model;
  }

  async does(one: Step): Promise<void> {
    if (one.kind === "pass") return this.at.clock.advance(one.ms);
    const user = this.#users[one.who];
    assert.ok(user);
    if ("room" in one) return await this.#moves(user, one);
    if ("whom" in one) return await this.#watches(one);
    const connections = this.#connections[one.who];
    if (one.kind === "come") connections?.push(this.at.chat.presence.attend(user));
    else if (one.kind === "go") connections?.pop()?.leave();
    else connections?.at(-1)?.setAway(one.kind === "away");
  }

  /** What was seen last of everybody who may be known, beside how they are. */
  ends(): void {
    this.at.clock.advance(10_000);
    for (const [pair, state] of this.#seen) {
      const [viewer = "", userId = ""] = pair.split(" ");
      const isThere = this.#connections.some((all, n) => names[n] === userId && all.length > 0);
      if (this.#mayKnow(viewer, userId)) assert.equal(state !== "offline", isThere, `${viewer} sees ${userId} as ${state}`);
    }
    assert.deepEqual(this.wrong, []);
  }

  async #moves(user: User, { kind, room }: { readonly kind: "join" | "leave"; readonly room: number }): Promise<void> {
    const { id, members } = this.#rooms[room] ?? { id: "", members: new Set<string>() };
    if (members.has(user.id) === (kind === "join")) return;
    await this.at.chat.rooms[kind](user, id);
    if (kind === "join") members.add(user.id);
    await settle();
    if (kind === "join") return;
    members.delete(user.id);
    for (const pair of [...this.#seen.keys()]) {
      const [viewer = "", userId = ""] = pair.split(" ");
      if (!this.#mayKnow(viewer, userId)) this.#seen.delete(pair);
    }
  }

  async #watches({ kind, who, whom }: { readonly kind: "watch" | "unwatch"; readonly who: number; readonly whom: number }) {
    const [viewer, userId] = [names[who] ?? "", names[whom] ?? ""];
    if (kind === "watch") for (const status of (await this.#watchers[who]?.watch([userId])) ?? []) this.#sees(viewer, status);
    else this.#watchers[who]?.unwatch([userId]);
    if (kind === "unwatch" || !this.#mayKnow(viewer, userId)) this.#seen.delete(`${viewer} ${userId}`);
  }

  #sees(viewer: string, status: PresenceStatus): void {
    if (status.lastActiveAt !== null && !this.#mayKnow(viewer, status.userId))
      this.wrong.push(`${viewer}: ${JSON.stringify(status)}`);
    this.#seen.set(`${viewer} ${status.userId}`, status.state);
  }

  #mayKnow(a: string, b: string): boolean {
    return a === b || this.#rooms.some(({ members }) => members.has(a) && members.has(b));
  }
}

test("I5: whatever is done in whatever order, nobody is told of a user they share no room with, and what is seen last is so", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      await using at = await memoryChat({ limitsOn: false });
      const model = await Model.begin(at);
      for (const one of steps) await model.does(one);
      model.ends();
    }),
    { numRuns: 60 },
  );
});
