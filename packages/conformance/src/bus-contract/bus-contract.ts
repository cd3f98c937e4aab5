import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Bus } from "@parlance/server/ports/bus.ts";
import type { Room, RoomEvent, Seq } from "@parlance/server/ports/model.ts";
import { untouched } from "@parlance/server/ports/model.ts";
import { signalRules } from "./signals.ts";

/** A bus as the contract is run over it. */
export interface BusUnderTest<B extends Bus = Bus> {
  /** The same bus as different nodes see it; one for a bus of a single process. */
  readonly nodes: readonly [B, ...B[]];
  /** Resolves when `condition` holds; rejects when it does not within the time such a bus may take. */
  until(condition: () => boolean): Promise<void>;
  /** Resolves when all that was published before is delivered or lost. */
  rest(): Promise<void>;
}

const room: Room = { id: "r", kind: "public", name: "r", topic: null, archivedAt: null, pair: [] };
const eventOf = (seq: Seq, text = `${seq}`, id = room.id): RoomEvent => ({
  type: "posted",
  room: { ...room, id },
  seq,
  at: 1_750_000_000_000,
  message: {
    id: seq,
    roomId: id,
    seq,
    author: { id: "u", kind: "account", name: "Ann" },
    text,
    file: null,
    at: 1_750_000_000_000,
    ...untouched,
    reactions: [{ emoji: "👍", userIds: ["u"] }],
  },
});

/** Runs the obligations of `ports/bus.ts` over what `make` makes; each test makes its own and closes it. */
export function busContract(name: string, make: () => Promise<BusUnderTest>): void {
  const rule = (title: string, hold: (bus: BusUnderTest) => Promise<void>): void => {
    test(title, async () => {
      const bus = await make();
      try {
        await hold(bus);
      } finally {
        await Promise.all(bus.nodes.map((node) => node.close()));
      }
    });
  };

  describe(`bus contract: ${name}`, () => {
    rule("what is published is offered to every listener of its topic on every node, and to no other topic", everyListener);
    rule("an event arrives as it was given, any Unicode in it", intact);
    rule("a batch published in the turn after subscribe resolves is offered", noGapAfterSubscribe);
    rule("after unsubscribing a listener is not called again, and the others are", unsubscribed);
    rule("unsubscribing while being told keeps later listeners from being called only if they left", leavingWhileTold);
    rule("a listener that throws keeps no other from being called, and publish does not throw", throwing);
    rule("one function subscribed twice is told twice", subscribedTwice);
    rule("a lossless bus loses and reorders nothing, also when listeners publish", lossless);
    for (const [title, hold] of signalRules) rule(title, hold);
    rule("after close nobody is called and publish does not throw; closing twice is harmless", closed);
  });
}

async function everyListener({ nodes, until, rest }: BusUnderTest): Promise<void> {
  const heard: string[] = [];
  const expected: string[] = [];
  for (const [i, node] of nodes.entries()) {
    for (const copy of ["a", "b"]) {
      await node.subscribe("room:r", ([event]) => heard.push(`${event?.seq} ${i}${copy}`));
      expected.push(`1 ${i}${copy}`);
    }
    await node.subscribe("room:r2", () => heard.push("another room"));
    await node.subscribe("user:r", () => heard.push("a user of that id"));
  }
  nodes[0].publish("room:r", [eventOf(1)]);
  await until(() => heard.length >= expected.length);
  await rest();
  assert.deepEqual(heard.sort(), expected);
}

async function intact({ nodes, until }: BusUnderTest): Promise<void> {
  const batch = [eventOf(1, "\u0000 \u202e 😀 e\u0301 \r\n \"'\\"), eventOf(2, "")];
  const heard: RoomEvent[] = [];
  for (const node of nodes) await node.subscribe("room:r", (events) => heard.push(...events));
  nodes[0].publish("room:r", batch);
  await until(() => heard.length === batch.length * nodes.length);
  for (const event of heard) assert.deepEqual(event, batch[event.seq - 1]);
}

async function noGapAfterSubscribe({ nodes, until }: BusUnderTest): Promise<void> {
  for (let i = 1; i <= 20; i++) {
    for (const publisher of nodes) {
      let heard = 0;
      const subscriber = nodes.at(-1) ?? nodes[0];
      const stop = await subscriber.subscribe(`room:${i}`, () => heard++);
      publisher.publish(`room:${i}`, [eventOf(i, "any", `${i}`)]);
      await until(() => heard === 1);
      stop();
    }
  }
}

async function unsubscribed({ nodes: [bus], until, rest }: BusUnderTest): Promise<void> {
  const heard: string[] = [];
  const stop = await bus.subscribe("room:r", () => heard.push("gone"));
  await bus.subscribe("room:r", ([event]) => heard.push(`stayed ${event?.seq}`));
  stop();
  stop();
  bus.publish("room:r", [eventOf(1)]);
  await until(() => heard.length > 0);
  await rest();
  assert.deepEqual(heard, ["stayed 1"]);
}

async function leavingWhileTold({ nodes: [bus], until, rest }: BusUnderTest): Promise<void> {
  const heard: string[] = [];
  const stops: (() => void)[] = [];
  await bus.subscribe("room:r", () => stops[1]?.());
  for (const who of ["a", "b", "c"]) stops.push(await bus.subscribe("room:r", ([event]) => heard.push(`${who}${event?.seq}`)));
  bus.publish("room:r", [eventOf(1)]);
  bus.publish("room:r", [eventOf(2)]);
  await until(() => heard.includes("c2"));
  await rest();
  assert.deepEqual(heard, ["a1", "c1", "a2", "c2"]);
}

async function throwing({ nodes: [bus], until }: BusUnderTest): Promise<void> {
  const heard: Seq[] = [];
  await bus.subscribe("room:r", () => {
    throw new Error("a listener's own fault");
  });
  await bus.subscribe("room:r", ([event]) => heard.push(event?.seq ?? 0));
  bus.publish("room:r", [eventOf(1)]);
  bus.publish("room:r", [eventOf(2)]);
  await until(() => heard.length === 2);
}

async function subscribedTwice({ nodes: [bus], until, rest }: BusUnderTest): Promise<void> {
  let heard = 0;
  const listener = () => heard++;
  const stop = await bus.subscribe("room:r", listener);
  await bus.subscribe("room:r", listener);
  bus.publish("room:r", [eventOf(1)]);
  await until(() => heard === 2);
  stop();
  bus.publish("room:r", [eventOf(2)]);
  await until(() => heard >= 3);
  await rest();
  assert.equal(heard, 3);
}

async function lossless({ nodes: [bus], until }: BusUnderTest): Promise<void> {
  const count = 200;
  const heard: Seq[][] = [[], []];
  await bus.subscribe("room:r", ([event]) => {
    // An odd one published from inside a listener comes after the even one that everybody is being told.
    if (event !== undefined && event.seq % 2 === 0) bus.publish("room:r", [eventOf(event.seq + 1)]);
  });
  for (const list of heard) await bus.subscribe("room:r", (events) => list.push(...events.map(({ seq }) => seq)));
  for (let seq = 0; seq < count; seq += 2) bus.publish("room:r", [eventOf(seq)]);
  if (!bus.lossless) return;
  await until(() => heard.every((list) => list.length === count));
  for (const list of heard)
    assert.deepEqual(
      list,
      Array.from({ length: count }, (_, seq) => seq),
    );
}

async function closed({ nodes: [bus], rest }: BusUnderTest): Promise<void> {
  await bus.subscribe("room:r", () => assert.fail("called after close"));
  await Promise.all([bus.close(), bus.close()]);
  bus.publish("room:r", [eventOf(1)]);
  await rest();
}
