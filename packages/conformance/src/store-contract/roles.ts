import assert from "node:assert/strict";
import { test } from "node:test";
import type { Role, Room, User } from "@parlance/server/ports/model.ts";
import { loungeId } from "@parlance/server/ports/model.ts";
import type { StoreContractOptions } from "./world.ts";
import { person, worldFor } from "./world.ts";

interface Staff {
  readonly room: Room;
  readonly owner: User;
  readonly moderator: User;
  readonly member: User;
  readonly other: User;
  readonly stranger: User;
}

export function roleRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  const staffed = async (kind: "public" | "private"): Promise<Staff> => {
    const [owner, moderator, member] = [await world().account(), await world().account(), await world().account()];
    const other = await world().account();
    const room = await world().group(owner, { kind });
    await world().admit(room, owner, [moderator], "moderator");
    await world().admit(room, owner, [member, other]);
    return { room, owner, moderator, member, other, stranger: await world().account() };
  };

  test("setRole tells who has another role and by whom; the same again changes nothing", async () => {
    const { store } = world();
    const { room, owner, member } = await staffed("private");
    const change = { roomId: room.id, userId: member.id, role: "moderator" as const, by: person(owner), at: 9 };
    const { seq = 0 } = world().eventsOf(room.id).at(-1) ?? {};
    assert.deepEqual(await store.setRole(change), { kind: "done", room });
    const told = {
      type: "role_changed",
      room,
      seq: seq + 1,
      at: 9,
      user: person(member),
      role: "moderator",
      by: person(owner),
    };
    assert.deepEqual(world().eventsOf(room.id).at(-1), told);
    assert.deepEqual(await store.eventsAfter(room.id, seq, 10), [told]);
    assert.equal(await store.roleOf(room.id, member.id), "moderator");
    assert.deepEqual(await store.setRole(change), { kind: "unchanged", room });
    assert.deepEqual(await store.setRole({ ...change, userId: "nobody" }), { kind: "no_user" });
  });

  const allowed: Readonly<Record<"name" | "topic" | "archive" | "invite" | "role", readonly Role[]>> = {
    name: ["owner"],
    topic: ["owner", "moderator"],
    archive: ["owner"],
    invite: ["owner", "moderator"],
    role: ["owner"],
  };
  for (const kind of ["public", "private"] as const) {
    test(`${kind} rooms: what each role may do, and nobody else`, async () => {
      const { store } = world();
      const people = await staffed(kind);
      const acts = async (by: User): Promise<Record<keyof typeof allowed, boolean>> => {
        const deed = { roomId: people.room.id, by: person(by), at: 9 };
        const invited = await world().account();
        const outcomes = {
          name: await store.changeRoom({ ...deed, name: world().fresh("name") }),
          topic: await store.changeRoom({ ...deed, topic: world().fresh("topic") }),
          archive: await store.changeRoom({ ...deed, archived: true }),
          invite: { kind: "" },
          role: { kind: "" },
        };
        if (outcomes.archive.kind === "done") await store.changeRoom({ ...deed, archived: false });
        outcomes.invite = await store.invite({ ...deed, userId: invited.id, maxMembers: 99 });
        outcomes.role = await store.setRole({ ...deed, userId: people.other.id, role: "moderator" });
        if (outcomes.role.kind === "done") await store.setRole({ ...deed, userId: people.other.id, role: "member" });
        const entries = Object.entries(outcomes).map(([act, { kind: came }]) => {
          assert.ok(["done", "forbidden", "no_room"].includes(came), `${act}: ${came}`);
          return [act, came === "done"];
        });
        return Object.fromEntries(entries);
      };
      for (const role of ["owner", "moderator", "member", "stranger"] as const) {
        const may = (act: keyof typeof allowed) => allowed[act].some((one) => one === role);
        const expected = {
          name: may("name"),
          topic: may("topic"),
          archive: may("archive"),
          invite: may("invite") || (role === "member" && kind === "public"),
          role: may("role"),
        };
        assert.deepEqual(await acts(people[role]), expected, role);
      }
    });
  }

  test("a moderator removes members, an owner anybody else; nobody removes themself, and the removed can do nothing more", async () => {
    const { store } = world();
    const { room, owner, moderator, member, other, stranger } = await staffed("private");
    const second = await world().account();
    await world().admit(room, owner, [second], "moderator");
    const remove = (by: User, user: User) =>
      store.removeMember({ roomId: room.id, by: person(by), userId: user.id, at: 9 }).then(({ kind }) => kind);
    assert.equal(await remove(member, other), "forbidden");
    assert.equal(await remove(moderator, owner), "forbidden");
    assert.equal(await remove(moderator, second), "forbidden");
    assert.equal(await remove(moderator, moderator), "forbidden");
    assert.equal(await remove(owner, owner), "forbidden");
    assert.equal(await remove(moderator, stranger), "no_user");
    assert.equal(await remove(stranger, member), "no_room");
    const { seq = 0 } = world().eventsOf(room.id).at(-1) ?? {};
    assert.equal(await remove(moderator, member), "done");
    const left = {
      type: "member_left",
      room,
      seq: seq + 1,
      at: 9,
      user: person(member),
      reason: "removed",
      by: person(moderator),
    };
    assert.deepEqual(world().eventsOf(room.id).at(-1), left);
    assert.deepEqual(await store.eventsAfter(room.id, seq, 10), [left]);
    assert.equal((await store.post(world().newPost(member, { roomId: room.id }))).kind, "no_room");
    assert.equal(await remove(owner, second), "done");
    await world().admit(room, owner, [member], "owner");
    assert.equal(await remove(owner, member), "done");
  });

  test("the last owner neither leaves members behind nor steps down; two owners may", async () => {
    const { store } = world();
    const { room, owner, moderator, member } = await staffed("private");
    const by = person(owner);
    const leaving = { roomId: room.id, by, at: 9 };
    assert.deepEqual(await store.leaveRoom(leaving), { kind: "last_owner" });
    const stepDown = { ...leaving, userId: owner.id, role: "moderator" as const };
    assert.deepEqual(await store.setRole(stepDown), { kind: "last_owner" });
    const raise = { ...leaving, userId: member.id, role: "owner" as const };
    assert.equal((await store.setRole(raise)).kind, "done");
    assert.equal((await store.setRole(stepDown)).kind, "done");
    assert.equal((await store.leaveRoom(leaving)).kind, "done");
    assert.deepEqual(await store.leaveRoom({ ...leaving, by: person(member) }), { kind: "last_owner" });
    assert.equal((await store.leaveRoom({ ...leaving, by: person(moderator) })).kind, "done");
  });

  test("an owner who is alone may go: the room is archived by it, and stays so", async () => {
    const { store } = world();
    const ann = await world().account();
    const room = await world().group(ann, { kind: "public" });
    const closed = { ...room, archivedAt: 9 };
    assert.deepEqual(await store.leaveRoom({ roomId: room.id, by: person(ann), at: 9 }), { kind: "done", room: closed });
    assert.deepEqual(world().eventsOf(room.id).slice(1), [
      { type: "member_left", room, seq: 2, at: 9, user: person(ann), reason: "left", by: null },
      { type: "room_changed", room: closed, seq: 3, at: 9, by: person(ann) },
    ]);
    const back = { roomId: room.id, by: person(ann), at: 10 };
    assert.deepEqual(await store.joinRoom({ ...back, maxMembers: 9 }), { kind: "archived" });
    assert.deepEqual(await store.changeRoom({ ...back, archived: false }), { kind: "forbidden" });
  });

  test("the lounge has no owner: nobody changes it or is removed from it, and it is there when all have left", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account({ joins: [loungeId] }), await world().account({ joins: [loungeId] })];
    const deed = { roomId: loungeId, by: person(ann), at: 9 };
    assert.equal((await store.changeRoom({ ...deed, name: "mine" })).kind, "forbidden");
    assert.equal((await store.changeRoom({ ...deed, archived: true })).kind, "forbidden");
    assert.equal((await store.removeMember({ ...deed, userId: bob.id })).kind, "forbidden");
    assert.equal((await store.setRole({ ...deed, userId: ann.id, role: "owner" })).kind, "forbidden");
    for (const user of [ann, bob]) assert.equal((await store.leaveRoom({ ...deed, by: person(user) })).kind, "done");
    assert.equal((await store.findRoom(loungeId))?.archivedAt, null);
    assert.equal((await store.joinRoom({ ...deed, maxMembers: 9 })).kind, "done");
  });
}
