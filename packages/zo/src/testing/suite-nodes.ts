import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { BusEnds } from "./bus-contract.ts";
import { served } from "./nodes.ts";
import { journalHas, Stage, type SuiteClient } from "./suite.ts";
import { suiteApp } from "./suite-app.ts";

async function nodeOn(bus: BusEnds["here"]): Promise<Stage> {
  const node = await served(suiteApp(), { bus });
  await node.zo.hub.ready();
  return await Stage.set(async () => ({ url: node.url, stop: async () => await node[Symbol.asyncDispose]() }));
}

/** All that a client is told until both servers' ends came: local buses and Redis keep one publisher's order over topics, too. */
function told(client: SuiteClient): Promise<readonly string[]> {
  const lines: string[] = [];
  let ends = 0;
  return new Promise((resolve) => {
    client.on.room.onTold(({ text }) => {
      if (text !== "end") lines.push(text);
      else if (++ends === 2) resolve(lines.sort());
    });
  });
}

/** Two nodes of one contract, joined by whatever `makeBus` makes. */
export function nodesSuite(makeBus: () => Promise<BusEnds>): void {
  function nodesTest(title: string, body: (ann: SuiteClient, bob: SuiteClient, settled: () => Promise<void>) => Promise<void>) {
    test(title, async () => {
      await using ends = await makeBus();
      await using first = await nodeOn(ends.here);
      await using second = await nodeOn(ends.there);
      // Subscriptions stand in the order in which they were asked for: when this one does, those of the rooms do.
      const settled = async (): Promise<void> => {
        for (const bus of [ends.here, ends.there]) {
          const { ready, unsubscribe } = bus.subscribe("settled", () => undefined);
          await ready;
          unsubscribe();
        }
      };
      await body(await first.client("ann"), await second.client("bob"), settled);
    });
  }
  async function idOf(client: SuiteClient): Promise<string> {
    return (await client.call.call.whoami()).clientId;
  }
  /** Joins, and waits until the server has handled it. */
  async function join(client: SuiteClient, ...rooms: string[]): Promise<void> {
    for (const room of rooms) client.send.room.join({ room });
    client.send.order.note({ line: "joined" });
    await journalHas(client, "joined");
  }

  describe("two nodes on a bus", () => {
    nodesTest("broadcast reaches every connection of both, once", async (ann, bob) => {
      const lines = [told(ann), told(bob)];
      ann.send.room.tell({ text: "one" });
      bob.send.room.tell({ text: "two" });
      for (const client of [ann, bob]) client.send.room.tell({ text: "end" });
      assert.deepEqual(await Promise.all(lines), [
        ["one", "two"],
        ["one", "two"],
      ]);
    });

    nodesTest(
      "O3: toRoom reaches a member of several of its rooms once, here and there, and nobody else",
      async (ann, bob, settled) => {
        await join(ann, "a", "b", "c");
        await join(bob, "b", "c");
        await settled();
        const lines = [told(ann), told(bob)];
        ann.send.room.tell({ text: "all", rooms: ["a", "b", "c"] });
        ann.send.room.tell({ text: "a only", rooms: ["a"] });
        bob.send.room.leave({ room: "b" });
        bob.send.room.tell({ text: "from bob", rooms: ["c", "b"] });
        bob.send.room.tell({ text: "without bob", rooms: ["b"] });
        for (const client of [ann, bob]) client.send.room.tell({ text: "end" });
        assert.deepEqual(await Promise.all(lines), [
          ["a only", "all", "from bob", "without bob"],
          ["all", "from bob"],
        ]);
      },
    );

    nodesTest("to reaches a client of the other by its id, once; except passes one over", async (ann, bob) => {
      const [annId, bobId] = [await idOf(ann), await idOf(bob)];
      const lines = [told(ann), told(bob)];
      ann.send.room.tell({ text: "to bob", to: [bobId, bobId] });
      ann.send.room.tell({ text: "to both", to: [annId, bobId, "nobody", "nobody.else"] });
      ann.send.room.tell({ text: "not to bob", except: [bobId] });
      for (const client of [ann, bob]) client.send.room.tell({ text: "end" });
      assert.deepEqual(await Promise.all(lines), [
        ["not to bob", "to both"],
        ["to bob", "to both"],
      ]);
    });
  });
}
