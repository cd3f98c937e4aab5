import assert from "node:assert/strict";
import { test } from "node:test";
import type { RoomEvent } from "../../ports/model.ts";
import { createMemoryNodes } from "./memory-nodes.ts";

test("each node is told of its own commits, and all read which rooms moved", async () => {
  const [a, b] = createMemoryNodes(2);
  if (a === undefined || b === undefined) return assert.fail("two nodes");
  const told: string[] = [];
  for (const [name, node] of Object.entries({ a, b }))
    node.onCommit((batch: readonly RoomEvent[]) => told.push(`${name} ${batch[0]?.room.id}`));
  const account = (id: string) => ({
    id,
    name: id,
    nameKey: id,
    email: null,
    emailKey: null,
    passwordHash: "",
    at: 0,
    joins: ["lounge"],
  });
  await a.createAccount(account("ann"));
  await b.createAccount(account("bob"));
  await b.openDirect({ from: "ann", to: "bob", newRoomId: "d", at: 0 });
  assert.deepEqual(told, ["a lounge", "b lounge", "b d"]);
  assert.deepEqual([await a.lastEventId(), await b.lastEventId()], [4, 4]);
  const [ann, bob] = [
    { userId: "ann", seq: 1 },
    { userId: "bob", seq: 2 },
  ];
  const moved = { roomId: "d", firstSeq: 1, lastSeq: 1, pair: ["ann", "bob"], comings: [] };
  assert.deepEqual(await a.movementsAfter(0, 3), {
    lastId: 3,
    count: 3,
    movements: [{ roomId: "lounge", firstSeq: 1, lastSeq: 2, pair: null, comings: [ann, bob] }, moved],
  });
  assert.deepEqual(await b.movementsAfter(3, 10), { lastId: 4, count: 1, movements: [{ ...moved, firstSeq: 2, lastSeq: 2 }] });
});
