/** Three nodes whose Redis is gone, or says nothing: the mode that docs/OPERATIONS.md states ("When something is gone"). */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { newAccount } from "../accounts.ts";
import { everyone, type Participant } from "../blackbox/everyone.ts";
import { NativeClient } from "../clients/native.ts";
import { connectOpenchamp } from "../clients/openchamp.ts";
import { connectRoster, RosterClient } from "../clients/roster.ts";
import { mountsOf, uniqueName, uniqueText } from "../deployment.ts";
import { withoutServices } from "../services/services.ts";
import { areReady, complaints, metric, threeNodes, until } from "./three-nodes.ts";

const missing = withoutServices();

if (missing !== false) test("three nodes without Redis", { skip: missing });
else {
  const place = await threeNodes({});
  after(() => place[Symbol.asyncDispose]());
  const { nodes, deployment, redis } = place;
  const [a, b] = nodes.all;
  assert.ok(a !== undefined && b !== undefined);

  const ways: readonly (readonly [string, () => Promise<void> | void, () => Promise<void> | void])[] = [
    ["killed", () => redis.kill(), () => redis.run()],
    ["paused", () => redis.pause(), () => redis.resume()],
  ];

  const isUp = (): Promise<boolean> =>
    Promise.all(nodes.all.map((node) => metric(node, 'parlance_bus_up{bus="redis"}'))).then((all) => all.every((up) => up === 1));

  /** Everybody says so many things at once; everybody sees all of it. */
  async function talk(speakers: readonly Participant[], stem: string, count: number): Promise<void> {
    const texts = Array.from({ length: count }, (_, n) => `${stem} ${n}`);
    for (const text of texts) for (const speaker of speakers) speaker.say(`${text} ${speaker.protocol}`);
    for (const one of speakers)
      for (const text of texts) for (const { protocol } of speakers) await one.sees(`${text} ${protocol}`);
  }

  describe("Redis is gone", () => {
    for (const [how, take, giveBack] of ways) {
      test(`${how}: all protocols at all nodes see everything, in one order, nothing twice; and when it is back it carries again`, async () => {
        await using world = await everyone(deployment);
        const stem = uniqueText(how);
        await talk(world.all, `${stem} before`, 2);
        await take();
        await talk(world.all, `${stem} at once`, 4);
        await until("it is noticed", async () => !(await isUp()));
        await areReady(nodes);
        await talk(world.all, `${stem} meanwhile`, 4);
        await giveBack();
        await talk(world.all, `${stem} back`, 4);
        await until("Redis is there", isUp);
        const carried = await metric(b, 'parlance_bus_events_total{by="bus"}');
        await until("it carries", async () => {
          await talk(world.all, uniqueText(`${stem} after`), 1);
          return (await metric(b, 'parlance_bus_events_total{by="bus"}')) > carried;
        });
        const [order, ...others] = world.all.map((one) =>
          one.seen().flatMap(({ text }) => (text.startsWith(stem) ? [text] : [])),
        );
        for (const other of others) assert.deepEqual(other, order);
        assert.equal(new Set(order).size, order?.length);
        assert.deepEqual(complaints(nodes, "error"), []);
      });
    }

    test("of users of other nodes nobody knows: each protocol has them as offline once nodeLeaseMs is over, and as they are when it is back", async () => {
      const [ann, bob] = [await newAccount(deployment, "ann"), await newAccount(deployment, "bob")];
      const name = uniqueName("ros");
      await using native = new NativeClient(mountsOf(a.deployment).zo, { token: ann.token });
      await using counter = await connectOpenchamp(mountsOf(a.deployment).openchamp, { token: ann.token });
      await using looker = await connectRoster(a.deployment.roster, { username: uniqueName("look"), id: uniqueName("id") });
      await using there = new NativeClient(mountsOf(b.deployment).zo, { token: bob.token });
      await using roster = await connectRoster(b.deployment.roster, { username: name, id: uniqueName("id") });
      await there.call.sync.start({});
      /** Bob, to who watches him; the roster's user, to who comes and looks; and how many are there. */
      const known = async (): Promise<readonly [string | undefined, boolean, number]> => {
        const { users } = await native.call.presence.watch({ userIds: [bob.id] });
        await using newcomer = await connectRoster(a.deployment.roster, { username: uniqueName("new"), id: uniqueName("id") });
        const listed = (newcomer.frames.find(({ type }) => type === "userData") ?? (await newcomer.frame("userData"))) as {
          readonly users: readonly { readonly username: string; readonly online: boolean }[];
        };
        const isListed = listed.users.some(({ username, online }) => username === name && online);
        return [users.find(({ userId }) => userId === bob.id)?.state, isListed, await counter.fence()];
      };
      const isKnown = async (): Promise<boolean> => {
        const [state, isListed] = await known();
        return state === "online" && isListed;
      };
      await until("both are known", isKnown);
      const [, , before] = await known();
      await redis.kill();
      await until("neither is known", async () => {
        const [state, isListed] = await known();
        return state === "offline" && !isListed;
      });
      await looker.status(name, false);
      const [, , meanwhile] = await known();
      assert.ok(meanwhile < before, `${meanwhile} of ${before} are counted`);
      const text = uniqueText("by name");
      counter.whisper(bob.name, text);
      await there.tellsText(text);
      await redis.run();
      await until("both are known again", isKnown);
      await looker.status(name, true);
      assert.ok(roster instanceof RosterClient && roster.isOpen);
    });
  });
}
