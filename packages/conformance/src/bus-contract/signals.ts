import assert from "node:assert/strict";
import type { Person } from "@parlance/server/ports/model.ts";
import type { Signal } from "@parlance/server/ports/signals.ts";
import type { BusUnderTest } from "./bus-contract.ts";

const ann: Person = { id: "u", kind: "account", name: "\u202eAnn 😀 \"'\\" };
const typing = (from: string): Signal => ({ kind: "typing", roomId: "r", user: ann, isTyping: true, from });
const change: Signal = {
  kind: "change",
  nodeId: "n",
  version: 1,
  items: [{ kind: "user", user: ann, online: true, state: "away", lastActiveAt: 1_750_000_000_000 }],
};
const fromOf = (signal: Signal): string => (signal.kind === "typing" ? signal.from : signal.kind);

/** What the port asks of a bus that carries signals, by its title. A bus that loses some is to lose none while nothing ails it. */
export const signalRules: readonly (readonly [title: string, hold: (bus: BusUnderTest) => Promise<void>])[] = [
  ["a signal is offered to every listener of its topic on every node, and to no other topic", everyListener],
  ["a signal arrives as it was given, once, any Unicode in it", intact],
  ["a signal of the turn after hear resolves is offered", noGapAfterHear],
  ["signals of one topic arrive in the order in which a node sent them, also when listeners send", inOrder],
  ["who stopped hearing is not called again, and the others are", stopped],
  ["a listener of signals that throws keeps no other from being called, and signal does not throw", throwing],
  ["after close no signal is heard and signal does not throw", closed],
];

async function everyListener({ nodes, until, rest }: BusUnderTest): Promise<void> {
  const heard: string[] = [];
  const expected: string[] = [];
  for (const [i, node] of nodes.entries()) {
    for (const copy of ["a", "b"]) {
      await node.hear("typing:r", (signal) => heard.push(`${fromOf(signal)} ${i}${copy}`));
      expected.push(`c ${i}${copy}`);
    }
    await node.hear("typing:r2", () => heard.push("another room"));
    await node.hear("presence:r", () => heard.push("a user of that id"));
    await node.subscribe("room:r", () => heard.push("for an event"));
  }
  nodes[0].signal("typing:r", typing("c"));
  await until(() => heard.length >= expected.length);
  await rest();
  assert.deepEqual(heard.sort(), expected);
}

async function intact({ nodes, until, rest }: BusUnderTest): Promise<void> {
  const sent: readonly Signal[] = [change, { kind: "left", userId: "u" }, typing("c")];
  const heard: Signal[][] = nodes.map(() => []);
  for (const [i, node] of nodes.entries()) await node.hear("presence:u", (signal) => heard[i]?.push(signal));
  for (const signal of sent) nodes[0].signal("presence:u", signal);
  await until(() => heard.every((list) => list.length >= sent.length));
  await rest();
  for (const list of heard) assert.deepEqual(list, sent);
}

async function noGapAfterHear({ nodes, until }: BusUnderTest): Promise<void> {
  for (let i = 1; i <= 20; i++) {
    for (const sender of nodes) {
      let heard = 0;
      const stop = await (nodes.at(-1) ?? nodes[0]).hear(`typing:${i}`, () => heard++);
      sender.signal(`typing:${i}`, typing("c"));
      await until(() => heard === 1);
      stop();
    }
  }
}

async function inOrder({ nodes: [bus], until }: BusUnderTest): Promise<void> {
  const expected = Array.from({ length: 100 }, (_, i) => String(i));
  const heard: string[][] = [[], []];
  await bus.hear("typing:r", (signal) => {
    // What is sent from inside a listener comes after what everybody is being told.
    if (fromOf(signal) === "0") bus.signal("typing:r", typing("1"));
  });
  for (const list of heard) await bus.hear("typing:r", (signal) => list.push(fromOf(signal)));
  bus.signal("typing:r", typing("0"));
  await until(() => heard.every((list) => list.length === 2));
  for (const from of expected.slice(2)) bus.signal("typing:r", typing(from));
  await until(() => heard.every((list) => list.length === expected.length));
  for (const list of heard) assert.deepEqual(list, expected);
}

async function stopped({ nodes: [bus], until, rest }: BusUnderTest): Promise<void> {
  const heard: string[] = [];
  const stop = await bus.hear("typing:r", () => heard.push("gone"));
  await bus.hear("typing:r", (signal) => heard.push(`stayed ${fromOf(signal)}`));
  stop();
  stop();
  bus.signal("typing:r", typing("c"));
  await until(() => heard.length > 0);
  await rest();
  assert.deepEqual(heard, ["stayed c"]);
}

async function throwing({ nodes: [bus], until }: BusUnderTest): Promise<void> {
  const heard: string[] = [];
  await bus.hear("typing:r", () => {
    throw new Error("a listener's own fault");
  });
  await bus.hear("typing:r", (signal) => heard.push(fromOf(signal)));
  for (const from of ["a", "b"]) bus.signal("typing:r", typing(from));
  await until(() => heard.length === 2);
}

async function closed({ nodes: [bus], rest }: BusUnderTest): Promise<void> {
  await bus.hear("typing:r", () => assert.fail("called after close"));
  await bus.close();
  bus.signal("typing:r", typing("c"));
  await rest();
}
