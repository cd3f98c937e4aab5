import assert from "node:assert/strict";
import { test } from "node:test";
import type { Topic } from "../ports/bus.ts";
import type { Person, Room, RoomEvent } from "../ports/model.ts";
import type { SignalTopic } from "../ports/signals.ts";
import { createDelivery } from "./delivery.ts";
import { noTelemetry } from "./testing/silence.ts";

const person = (id: string): Person => ({ id, kind: "account", name: id });
const [ann, bob] = [person("ann"), person("bob")];
const joined = (room: Room, user: Person, seq: number): RoomEvent => ({
  type: "member_joined",
  room,
  seq,
  at: 0,
  user,
  role: "member",
  by: null,
});

function delivered(batch: readonly RoomEvent[]) {
  const published: [Topic, number[]][] = [];
  const counted: [string, number][] = [];
  const signalled: SignalTopic[] = [];
  const bus = {
    signal: (topic: SignalTopic) => void signalled.push(topic),
    publish: (topic: Topic, events: readonly RoomEvent[]) => void published.push([topic, events.map(({ seq }) => seq)]),
  };
  createDelivery(bus, { ...noTelemetry, events: (type, count) => counted.push([type, count]) })(batch);
  return { published, counted, signalled };
}

test("I5: a direct room's events go to its pair and nowhere else; to one alone once", () => {
  const room: Room = { id: "d", kind: "direct", name: null, topic: null, archivedAt: null, pair: [ann, bob] };
  const batch = [joined(room, ann, 1), joined(room, bob, 2)];
  assert.deepEqual(delivered(batch).published, [
    ["user:ann", [1, 2]],
    ["user:bob", [1, 2]],
  ]);
  const own: Room = { ...room, pair: [ann] };
  assert.deepEqual(delivered([joined(own, ann, 1)]).published, [["user:ann", [1]]]);
});

test("a public room's events go to the room, a coming or going also to whose it is, a going to those who watch them; all are counted by type", () => {
  const room: Room = { id: "p", kind: "public", name: "p", topic: null, archivedAt: null, pair: [] };
  const { published, counted, signalled } = delivered([joined(room, ann, 7), joined(room, bob, 8)]);
  assert.deepEqual(published, [
    ["room:p", [7, 8]],
    ["user:ann", [7]],
    ["user:bob", [8]],
  ]);
  assert.deepEqual(counted, [["member_joined", 2]]);
  assert.deepEqual(signalled, []);
  const left: RoomEvent = { type: "member_left", room, seq: 9, at: 0, user: bob, reason: "removed", by: ann };
  assert.deepEqual(delivered([left]).published, [
    ["room:p", [9]],
    ["user:bob", [9]],
  ]);
  assert.deepEqual(delivered([left]).signalled, ["presence:bob"]);
  assert.deepEqual(delivered([]), { published: [], counted: [], signalled: [] });
});
