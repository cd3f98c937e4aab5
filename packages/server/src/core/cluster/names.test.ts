import assert from "node:assert/strict";
import { test } from "node:test";
import { boundTable } from "../../ports/bounds.ts";
import { settle } from "../testing/settle.ts";
import { type OneNode, type SeveralNodes, severalNodes } from "../testing/several-nodes.ts";

const leaseMs = boundTable.nodeLeaseMs.value + boundTable.nodeBeatMs.value;
const enter = ({ chat }: OneNode, clientId: string, name = "bobby") => chat.guests.enter({ clientId, name });
const taken = { code: "name_taken" };

async function two(): Promise<{ all: SeveralNodes; one: OneNode; two: OneNode }> {
  const all = await severalNodes(2);
  const [one, other] = all.nodes;
  assert.ok(one && other);
  return { all, one, two: other };
}

test("a guest gets no name of a guest on another node, by any spelling, until that one goes, or their node does", async () => {
  const { all, one, two: other } = await two();
  await using _ = all;
  const first = await enter(one, "c1");
  all.pass(50);
  for (const name of ["bobby", "BOB\u200dBY"]) await assert.rejects(enter(other, "c2", name), taken);
  one.chat.guests.leave(first);
  all.pass(50);
  const second = await enter(other, "c2");
  assert.equal(second.id, "guest_c2");
  all.pass(50);
  await assert.rejects(enter(one, "c3"), taken);
  all.kill(other);
  all.pass(leaseMs);
  assert.equal((await enter(one, "c3")).id, "guest_c3");
});

test("the same guest is in on two nodes under one name", async () => {
  const { all, one, two: other } = await two();
  await using _ = all;
  one.chat.guests.watch("c1", () => assert.fail("shut out"));
  await enter(one, "c1");
  all.pass(50);
  assert.equal((await enter(other, "c1")).id, "guest_c1");
  all.pass(200);
});

test("a guest on another node is found by name, once they are in", async () => {
  const { all, one, two: other } = await two();
  await using _ = all;
  const entering = enter(one, "c1");
  all.pass(50);
  assert.equal(other.chat.guests.named("bobby"), null, "claimed, not in yet");
  const guest = await entering;
  all.pass(50);
  assert.equal(other.chat.guests.named("BOBBY"), "guest_c1");
  one.chat.guests.leave(guest);
  all.pass(50);
  assert.equal(other.chat.guests.named("bobby"), null);
});

test("of two who claim a name on two nodes before either is heard, the earlier one has it; the other is refused if not in yet", async () => {
  await using all = await severalNodes(1);
  const [one] = all.nodes;
  assert.ok(one);
  let letGo: (() => void) | null = null;
  const slow = await all.add({
    store: {
      saveGuest: async (guest) => {
        await new Promise<void>((resolve) => {
          letGo = resolve;
        });
        return await all.store.saveGuest(guest);
      },
    },
  });
  all.pass(1_000);
  // Earlier by the clocks of both, which is what counts.
  one.clock.jumpWall(slow.clock.now() - one.clock.now() - 1);
  one.chat.guests.watch("c1", () => assert.fail("shut out"));
  const [early, late] = [enter(one, "c1"), enter(slow, "c2")];
  await early;
  await settle();
  all.pass(50);
  assert.ok(letGo !== null);
  (letGo as () => void)();
  await assert.rejects(late, taken);
  all.pass(200);
  await assert.rejects(enter(slow, "c2"), taken);
});

test("and is shut out if in already, as after the bus was away; who came first notices nothing. Alike whatever the clocks say", async () => {
  for (const aheadMs of [-3_600_000, 0, 3_600_000]) {
    const { all, one, two: other } = await two();
    await using _ = all;
    other.clock.jumpWall(aheadMs);
    const ended: string[] = [];
    for (const [node, clientId] of [
      [one, "c1"],
      [other, "c2"],
    ] as const) {
      node.chat.guests.watch(clientId, () => ended.push(clientId));
    }
    one.bus.setUp(false);
    await enter(one, "c1");
    all.pass(20, 10);
    await enter(other, "c2");
    all.pass(leaseMs);
    assert.deepEqual(ended, []);
    one.bus.setUp(true);
    all.pass(boundTable.nodeBeatMs.value + 200);
    assert.deepEqual(ended, aheadMs < 0 ? ["c1"] : ["c2"], "one of them, the same on both nodes");
  }
});
