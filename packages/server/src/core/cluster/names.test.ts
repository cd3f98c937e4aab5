import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { boundTable } from "../../ports/bounds.ts";
import { seededRandom } from "../testing/random.ts";
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

test("who took a name that was being given up is not shut out when both are heard late", async () => {
  const { all, one, two: other } = await two();
  await using _ = all;
  const guest = await enter(one, "c1");
  one.chat.guests.leave(guest);
  other.clock.advance(50);
  other.chat.guests.watch("c2", () => assert.fail("shut out"));
  await enter(other, "c2");
  all.pass(1_000);
  assert.equal(one.chat.guests.named("bobby"), "guest_c2");
});

type Step =
  | { readonly kind: "enter"; readonly node: number; readonly guest: number; readonly name: string }
  | { readonly kind: "leave" | "cut" | "join"; readonly node: number }
  | { readonly kind: "pass"; readonly ms: number };

const node = fc.nat(2);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("enter" as const),
      node,
      guest: fc.nat(5),
      name: fc.constantFrom("bobby", "robert"),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("leave" as const, "join" as const), node }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cut" as const), node }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.constantFrom(10, 50, 2_000, 13_000) }) },
);

test("whatever was lost, late or cut off: once nodes hear each other no two guests have one name, and all nodes know who has it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40, size: "max" }), fc.integer(), async (steps, seed) => {
      await using all = await severalNodes(3, { random: seededRandom(seed) });
      all.bus.chances = { lose: 0.3, delay: 0.2 };
      const inside = new Set<{ readonly node: number; readonly id: string; readonly name: string; readonly leave: () => void }>();
      const come = async ({ node: at, guest, name }: Extract<Step, { kind: "enter" }>): Promise<void> => {
        const { guests } = all.nodes[at]?.chat ?? assert.fail();
        const clientId = `c${guest}`;
        const user = await guests.enter({ clientId, name }).catch((error: unknown) => {
          assert.equal((error as { code?: string }).code, "name_taken");
          return null;
        });
        if (user === null) return;
        const stop = guests.watch(clientId, () => {
          visit.leave();
        });
        const leave = (): void => {
          if (!inside.delete(visit)) return;
          stop();
          guests.leave(user);
        };
        const visit = { node: at, id: user.id, name, leave };
        // As everywhere: the latest name of a guest is the one they have on a node.
        for (const other of inside) if (other.node === at && other.id === user.id && other.name !== name) other.leave();
        inside.add(visit);
      };
      for (const one of steps) {
        if (one.kind === "enter") await come(one);
        else if (one.kind === "leave") [...inside].find((visit) => visit.node === one.node)?.leave();
        else if (one.kind === "pass") all.pass(one.ms, 10);
        else all.nodes[one.node]?.bus.setUp(one.kind === "join");
      }
      all.bus.chances = { lose: 0, delay: 0 };
      for (const { bus } of all.nodes) if (!bus.isUp) bus.setUp(true);
      await all.rest(leaseMs + boundTable.nodeBeatMs.value);
      for (const name of ["bobby", "robert"]) {
        const holders = new Set([...inside].filter((visit) => visit.name === name).map(({ id }) => id));
        assert.ok(holders.size <= 1, `${name} is ${[...holders].join(" and ")}`);
        for (const { chat } of all.nodes) assert.equal(chat.guests.named(name), [...holders][0] ?? null);
      }
    }),
    { numRuns: 100 },
  );
});
