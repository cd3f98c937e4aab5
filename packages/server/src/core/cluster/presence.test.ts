import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { boundTable } from "../../ports/bounds.ts";
import type { User } from "../../ports/model.ts";
import { newAccounts } from "../testing/new-accounts.ts";
import { seededRandom } from "../testing/random.ts";
import { type OneNode, type SeveralNodes, severalNodes } from "../testing/several-nodes.ts";

const guest = (name: string): User => ({
  id: `guest_${name}`,
  kind: "guest",
  name,
  displayName: null,
  createdAt: 0,
  lastActiveAt: 0,
});
const [ann, bob, cat] = [guest("ann"), guest("bob"), guest("cat")];
const leaseMs = boundTable.nodeLeaseMs.value + boundTable.nodeBeatMs.value;

const online = ({ chat }: OneNode): string =>
  chat.presence
    .list(0)
    .map(({ user }) => user.name)
    .sort()
    .join(" ");
const onAll = ({ nodes }: SeveralNodes) => nodes.map(online);

/** `name on` or `name off`, in order, as it is told. */
function newsOf({ chat }: OneNode): string[] {
  const told: string[] = [];
  chat.presence.listen(({ user, online: isOn }) => told.push(`${user.name} ${isOn ? "on" : "off"}`));
  return told;
}

describe("presence over several nodes", () => {
  test("who is online anywhere is online everywhere, counted once, and told of once", async () => {
    await using all = await severalNodes(3);
    const [one, two, three] = all.nodes;
    assert.ok(one && two && three);
    const news = newsOf(three);
    const leave = [one, two].map(({ chat }) => chat.presence.enter(ann));
    all.pass(200);
    assert.deepEqual(onAll(all), ["ann", "ann", "ann"]);
    assert.equal(three.chat.presence.onlineCount, 1);
    leave[0]?.();
    all.pass(200);
    assert.deepEqual(onAll(all), ["ann", "ann", "ann"], "still on the second");
    leave[1]?.();
    all.pass(200);
    assert.deepEqual(onAll(all), ["", "", ""]);
    assert.deepEqual(news, ["ann on", "ann off"]);
    assert.deepEqual(
      three.chat.presence.list(10).map(({ user, online: isOn }) => [user.name, isOn]),
      [["ann", false]],
      "listed as lately offline, as on the node they were on",
    );
  });

  test("who came to another node before they left the one they were on never went, though it is heard later (nodeGoingMs)", async () => {
    await using all = await severalNodes(3, { bounds: { nodeGoingMs: 150 } });
    const [one, two, three] = all.nodes;
    assert.ok(one && two && three);
    const leave = one.chat.presence.enter(ann);
    all.pass(200);
    const news = [one, two, three].map(newsOf);
    // The third hears of the leaving first: what the second has to say waits a while longer.
    const leaveSecond = two.chat.presence.enter(ann);
    all.pause(two);
    leave();
    all.pass(100);
    all.goOn(two);
    all.pass(1_000);
    assert.deepEqual(news, [[], [], []]);
    leaveSecond();
    all.pass(100, 10);
    assert.deepEqual(
      [news, onAll(all)],
      [
        [[], [], []],
        ["ann", "ann", "ann"],
      ],
    );
    all.pass(100, 10);
    assert.deepEqual(
      [news, onAll(all)],
      [
        [["ann off"], ["ann off"], ["ann off"]],
        ["", "", ""],
      ],
    );
  });

  test("who came to another node and left it within the time of one signal is gone soon after", async () => {
    await using all = await severalNodes(2);
    const [one, two] = all.nodes;
    assert.ok(one && two);
    const leave = one.chat.presence.enter(ann);
    all.pass(200);
    const news = [one, two].map(newsOf);
    const leaveSecond = two.chat.presence.enter(ann);
    leave();
    leaveSecond();
    all.pass(200);
    assert.deepEqual(news, [["ann off"], ["ann off"]]);
  });

  test("alone, somebody is gone at once", async () => {
    await using all = await severalNodes(1);
    const [one] = all.nodes;
    assert.ok(one);
    const leave = one.chat.presence.enter(ann);
    const news = newsOf(one);
    leave();
    assert.deepEqual(news, ["ann off"]);
  });

  test("a node that comes later is told everybody at once, in parts of nodeSignalBytes", async () => {
    await using all = await severalNodes(1, { bounds: { nodeSignalBytes: 2_000, nodePagesAtOnce: 3 } });
    const [one] = all.nodes;
    for (let n = 0; n < 200; n++) one?.chat.presence.enter(guest(`g${n}`));
    assert.equal(all.bus.sizes.signals, 1, "a beat: alone, a node tells nobody of its users");
    await all.add();
    all.pass(1_000);
    assert.equal(all.nodes[1]?.chat.presence.onlineCount, 200);
    assert.ok(all.bus.sizes.signals > 15);
    assert.ok(all.bus.sizes.mostBytes <= 2_000, `${all.bus.sizes.mostBytes} bytes`);
  });

  test("I8: a node that was not heard for nodeLeaseMs is gone with all its users, each told once, in order; until then nobody is", async () => {
    await using all = await severalNodes(2);
    const [one, two] = all.nodes;
    assert.ok(one && two);
    for (const user of [ann, bob, cat]) two.chat.presence.enter(user);
    one.chat.presence.enter(cat);
    all.pass(200);
    const news = newsOf(one);
    all.kill(two);
    all.pass(boundTable.nodeLeaseMs.value - boundTable.nodeBeatMs.value);
    assert.equal(online(one), "ann bob cat");
    all.pass(2 * boundTable.nodeBeatMs.value);
    assert.equal(online(one), "cat");
    assert.deepEqual(news, ["ann off", "bob off"]);
  });

  test("a node that stops says so: its users are gone without waiting for its lease", async () => {
    await using all = await severalNodes(2);
    const [one, two] = all.nodes;
    assert.ok(one && two);
    two.chat.presence.enter(ann);
    all.pass(200);
    await two.chat.close();
    all.kill(two);
    all.pass(100);
    assert.equal(online(one), "ann", "they are given time to come to another node");
    all.pass(boundTable.presenceGraceMs.value);
    assert.equal(online(one), "");
  });

  test("a paused node is gone for the others; when it goes on it is back with all that it has, and has lost nobody itself", async () => {
    await using all = await severalNodes(3);
    const [one, two, three] = all.nodes;
    assert.ok(one && two && three);
    one.chat.presence.enter(ann);
    two.chat.presence.enter(bob);
    all.pass(200);
    const news = newsOf(two);
    all.pause(two);
    all.pass(leaseMs + 1_000);
    assert.deepEqual([online(one), online(three)], ["ann", "ann"]);
    all.goOn(two);
    all.pass(boundTable.nodeBeatMs.value + 200);
    assert.deepEqual(onAll(all), ["ann bob", "ann bob", "ann bob"]);
    assert.deepEqual(news, [], "it was deaf, the others were not dumb");
  });

  test("when the bus is away a node shows its own users after the lease, and everybody's when it is back", async () => {
    await using all = await severalNodes(2);
    const [one, two] = all.nodes;
    assert.ok(one && two);
    one.chat.presence.enter(ann);
    two.chat.presence.enter(bob);
    all.pass(200);
    one.bus.setUp(false);
    all.pass(leaseMs);
    assert.deepEqual(onAll(all), ["ann", "bob"]);
    two.chat.presence.enter(cat);
    one.bus.setUp(true);
    all.pass(500);
    assert.deepEqual(onAll(all), ["ann bob cat", "ann bob cat"], "at once: it need not wait for a beat");
  });

  test("I8: who lost one signal is told what it missed; who lost more than nodeChangesKept is told everything anew", async () => {
    await using all = await severalNodes(2, { bounds: { nodeChangesKept: 2 } });
    const [one, two] = all.nodes;
    assert.ok(one && two);
    const losing = (users: readonly User[]): void => {
      all.bus.chances.lose = 1;
      for (const user of users) {
        one.chat.presence.enter(user);
        all.pass(100);
      }
      all.bus.chances.lose = 0;
    };
    losing([ann, bob]);
    assert.equal(online(two), "");
    all.pass(boundTable.nodeBeatMs.value);
    assert.equal(online(two), "ann bob");
    losing(["u1", "u2", "u3"].map(guest));
    all.pass(boundTable.nodeBeatMs.value + 200);
    assert.equal(online(two), "ann bob u1 u2 u3");
  });

  test("who watches a user is answered and told how they are on all nodes together, also when a node dies", async () => {
    await using all = await severalNodes(3);
    const [one, two, three] = all.nodes;
    assert.ok(one && two && three);
    const [dan, eve] = await newAccounts(all.store, "dan", "eve");
    assert.ok(dan && eve);
    await one.chat.rooms.openDirect(dan, eve.id);
    const there = two.chat.presence.attend(eve);
    there.setAway(true);
    all.pass(200);
    const told: string[] = [];
    const watcher = one.chat.watching.watcher(dan.id, ({ state }) => told.push(state));
    const watching = watcher.watch([eve.id]);
    assert.equal((await watching)[0]?.state, "away", "known before it changes");
    const another = three.chat.presence.attend(eve);
    all.pass(200);
    another.setAway(true);
    all.pass(200);
    assert.deepEqual(told.splice(0), ["online", "away"]);
    another.leave();
    all.pass(boundTable.presenceGraceMs.value + 200);
    assert.deepEqual(told, []);
    all.kill(two);
    all.pass(leaseMs);
    assert.deepEqual(told, ["offline"]);
  });

  test("I5: who left a room while the bus was away is not watched any more when it is back", async () => {
    await using all = await severalNodes(2);
    const [one, two] = all.nodes;
    assert.ok(one && two);
    const [dan, eve] = await newAccounts(all.store, "dan", "eve");
    assert.ok(dan && eve);
    const room = await one.chat.rooms.create(dan, { kind: "private", name: "Kitchen" });
    await one.chat.rooms.invite(dan, room.id, eve.id);
    const told: string[] = [];
    const watcher = two.chat.watching.watcher(dan.id, ({ state, lastActiveAt }) => told.push(`${state} ${lastActiveAt}`));
    two.chat.presence.enter(eve);
    await watcher.watch([eve.id]);
    two.bus.setUp(false);
    await one.chat.rooms.leave(eve, room.id);
    two.bus.setUp(true);
    await all.rest(500);
    assert.deepEqual(told, ["offline null"]);
  });

  test("I8: further nodes than nodesKnown are not listened to", async () => {
    await using all = await severalNodes(2, { bounds: { nodesKnown: 1 } });
    await all.add();
    for (const [n, { chat }] of all.nodes.entries()) chat.presence.enter(guest(`user${n}`));
    all.pass(1_000);
    assert.deepEqual(
      all.nodes.map(({ chat }) => chat.presence.onlineCount),
      [2, 2, 1],
    );
  });

  test("a node's clock that is an hour off changes nobody's presence", async () => {
    await using all = await severalNodes(2);
    const [one, two] = all.nodes;
    assert.ok(one && two);
    two.clock.jumpWall(3_600_000);
    const leave = two.chat.presence.enter(ann);
    all.pass(leaseMs * 2);
    assert.deepEqual(onAll(all), ["ann", "ann"]);
    two.clock.jumpWall(-7_200_000);
    leave();
    all.pass(200);
    assert.deepEqual(onAll(all), ["", ""]);
    one.chat.presence.enter(bob);
    all.pass(leaseMs);
    assert.deepEqual(onAll(all), ["bob", "bob"]);
  });
});

type Step =
  | { readonly kind: "enter" | "leave"; readonly node: number; readonly user: number }
  | { readonly kind: "pause" | "goOn" | "cut" | "join" | "restart"; readonly node: number }
  | { readonly kind: "pass"; readonly ms: number };

const node = fc.nat(2);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("enter" as const), node, user: fc.nat(19) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("leave" as const), node, user: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("pause" as const, "cut" as const, "restart" as const), node }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("goOn" as const, "join" as const), node }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("pass"), ms: fc.constantFrom(50, 100, 300, 1_000, 2_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("pass"), ms: fc.constantFrom(4_000, 13_000) }) },
);

test("whatever was lost, late, paused, cut off or killed: a lease after the faults end all nodes agree on who is online, which is the truth", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80, size: "max" }), fc.integer(), async (steps, seed) => {
      await using all = await severalNodes(3, {
        random: seededRandom(seed),
        bounds: { nodeSignalBytes: 800, nodeChangesKept: 2, nodePagesAtOnce: 1 },
      });
      all.bus.chances = { lose: 0.3, delay: 0.2 };
      const here = new Map<OneNode, { readonly user: number; readonly leave: () => void }[]>();
      for (const one of steps) {
        if (one.kind === "pass") {
          all.pass(one.ms);
          continue;
        }
        const node = all.nodes[one.node];
        assert.ok(node);
        const there = here.get(node) ?? [];
        here.set(node, there);
        if (one.kind === "enter") there.push({ user: one.user, leave: node.chat.presence.enter(guest(`u${one.user}`)) });
        else if (one.kind === "leave") there.splice(one.user, 1)[0]?.leave();
        else if (one.kind === "pause") all.pause(node);
        else if (one.kind === "goOn") all.goOn(node);
        else if (one.kind === "cut") node.bus.setUp(false);
        else if (one.kind === "join") node.bus.setUp(true);
        else {
          all.kill(node);
          here.delete(node);
          await all.add();
        }
      }
      all.bus.chances = { lose: 0, delay: 0 };
      for (const node of all.nodes) {
        all.goOn(node);
        if (!node.bus.isUp) node.bus.setUp(true);
      }
      all.pass(leaseMs + boundTable.nodeBeatMs.value);
      const truth = [...new Set([...here.values()].flat().map(({ user }) => `u${user}`))].sort().join(" ");
      assert.deepEqual(onAll(all), [truth, truth, truth]);
      const offline = (at: OneNode): string[] =>
        at.chat.presence.list(100).flatMap(({ user, online: isOn }) => (isOn ? [] : [user.name]));
      for (const at of all.nodes) {
        assert.equal(at.chat.presence.onlineCount, truth === "" ? 0 : truth.split(" ").length);
        assert.ok(offline(at).every((name) => !truth.split(" ").includes(name)));
      }
    }),
    { numRuns: 300 },
  );
});
