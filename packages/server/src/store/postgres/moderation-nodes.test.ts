import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import type { Person } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type { Store } from "../../ports/store.ts";
import { StoreInDatabase } from "./testing/store-in-database.ts";

const person = (id: string): Person => ({ id, kind: "account", name: id });
const at = 5;
const roomId = "r";

async function begin(store: Store): Promise<void> {
  for (const id of ["a", "b", "c"]) {
    const about = { id, name: id, nameKey: id, email: null, emailKey: null, passwordHash: "x", at: 1, joins: [loungeId] };
    await store.createAccount(about);
  }
  await store.createRoom({ id: roomId, kind: "public", name: "R", topic: null, by: person("a"), at, maxPerDay: 9 });
  await store.openDirect({ from: "b", to: "c", newRoomId: "direct", at });
}

test("what one node has decided the others go by in their next write, whatever they knew before", {
  skip: withoutPostgres(),
}, async () => {
  await using one = await StoreInDatabase.make();
  await using other = await one.beside();
  await begin(one.store);
  const by = person("a");
  const about = { roomId, userId: "b", by, at };
  const post = async (store: Store, to: string): Promise<string> => {
    const { kind } = await store.post({
      roomId: to,
      author: person("b"),
      text: "t",
      file: null,
      at,
      membersOnly: false,
      nameKey: null,
      clientKey: null,
    });
    return kind;
  };
  /** The other node knows everything before and after. */
  const decided = async (to: string, decide: () => Promise<unknown>, after: string): Promise<void> => {
    assert.equal(await post(other.store, to), "posted");
    await decide();
    assert.equal(await post(other.store, to), after);
  };
  await decided(roomId, () => one.store.banFromRoom({ ...about, reason: null }), "no_room");
  assert.equal((await other.store.invite({ ...about, maxMembers: 9 })).kind, "forbidden");
  assert.equal((await other.store.unbanFromRoom(about)).kind, "done");
  await decided("direct", () => one.store.block({ userId: "c", otherId: "b", maxBlocks: 9 }), "forbidden");
  assert.equal(await other.store.unblock("c", "b"), true);
  await decided(roomId, () => one.store.changeRoom({ roomId, by, at, archived: true }), "archived");
  assert.equal((await other.store.changeRoom({ roomId, by, at, archived: false })).kind, "done");
  const server = { userId: "b", by, at, reason: null, until: null };
  await decided(loungeId, () => one.store.banFromServer(server), "banned");
  assert.equal((await other.store.unbanFromServer(server)).kind, "done");

  // Rights, and the last who holds one: each looks at what the other has just done.
  assert.equal((await one.store.invite({ ...about, maxMembers: 9 })).kind, "done");
  assert.equal((await other.store.leaveRoom({ roomId, by, at })).kind, "last_owner");
  assert.equal((await one.store.setRole({ ...about, role: "owner" })).kind, "done");
  const leaving = [one.store.leaveRoom({ roomId, by, at }), other.store.leaveRoom({ roomId, by: person("b"), at })];
  assert.deepEqual(
    (await Promise.all(leaving)).map(({ kind }) => kind),
    ["done", "done"],
  );
  assert.notEqual((await one.store.findRoom(roomId))?.archivedAt, null, "the second was the last, and the room ended with it");
  const unmade = [one.store, other.store].map((store) => store.setAdmin({ userId: "a", isAdmin: false, by, at }));
  assert.deepEqual(
    (await Promise.all(unmade)).map(({ kind }) => kind),
    ["forbidden", "forbidden"],
    "there is always one",
  );
});

test("ids of reports and of the audit log rise over all nodes", { skip: withoutPostgres() }, async () => {
  await using one = await StoreInDatabase.make();
  await using other = await one.beside();
  await begin(one.store);
  const by = person("a");
  const nodes = [one.store, other.store, one.store, other.store];
  const reported: number[] = [];
  for (const store of nodes) {
    const outcome = await store.createReport({ about: { userId: "b" }, by, at, text: "t", maxOpen: 9 });
    assert.ok(outcome.kind === "reported");
    reported.push(outcome.id);
    await store.banFromRoom({ roomId, userId: "c", by, at, reason: null });
    await store.unbanFromRoom({ roomId, userId: "c", by, at });
  }
  assert.deepEqual(reported, [1, 2, 3, 4]);
  const ids = (await other.store.audit(roomId, Number.MAX_SAFE_INTEGER, 99)).map(({ id }) => id);
  assert.deepEqual(
    ids,
    Array.from({ length: 8 }, (_, n) => 9 - n),
    "the newest first; the first of all made the first account an administrator",
  );
});
