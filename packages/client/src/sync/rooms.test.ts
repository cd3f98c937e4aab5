import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultBounds } from "../base/bounds.ts";
import type { CaughtUp, Message, RoomEvent } from "../contract.ts";
import type { RoomOwner } from "../room/room-owner.ts";
import { personOf } from "../testing/world.ts";
import { Rooms } from "./rooms.ts";

const den = { id: "den", kind: "private", name: "den" } as const;
const place = (seq: number) => ({ roomId: "den", seq, at: seq });
const joined = (seq: number, who: string): RoomEvent => ({
  type: "member_joined",
  ...place(seq),
  user: personOf(who),
  role: "member",
  room: den,
});
const left = (seq: number, who: string): RoomEvent => ({
  type: "member_left",
  ...place(seq),
  user: personOf(who),
  reason: "removed",
});
function said(seq: number, more: Partial<Message> = {}): RoomEvent {
  const message = { id: seq, roomId: "den", seq, author: personOf("ben"), text: `${seq}`, at: seq, ...more };
  return { type: "posted", ...place(seq), message };
}

/** Ann's rooms, and what she is told. */
function stage() {
  const told: string[] = [];
  const owner: RoomOwner = {
    reader: { id: () => "ann", isBlocked: () => false },
    bounds: defaultBounds,
    page: () => Promise.reject(new Error("not asked here")),
    tell: ({ type, seq }) => void told.push(`${type} ${seq}`),
    recognise: () => undefined,
    roomChanged: () => undefined,
    recount: () => undefined,
    reset: (_room, seq) => void told.push(`reset ${seq}`),
    left: (room) => {
      rooms.drop(room);
      told.push("gone");
    },
  };
  const rooms: Rooms = new Rooms(owner);
  const room = rooms.stands({ room: den, role: "member", seq: 5, readTo: 0, unread: 0, mentions: 0 });
  return { rooms, room, told };
}

test("a room that was joined anew while the answer that it is gone was on its way is begun with the joining", () => {
  const { rooms, room, told } = stage();
  rooms.stands({ room: den, role: "member", seq: 6, readTo: 0, unread: 0, mentions: 0 });
  for (const event of [joined(9, "ann"), said(10)]) room.take(event);
  assert.equal(rooms.caughtUp({ kind: "gone", roomId: "den" }, room.sequencer), true);
  rooms.begin(room);
  assert.deepEqual([told, room.position], [["member_joined 9", "posted 10"], 10]);
});

test("an answer to a question of before the user left says nothing of the room they have joined anew", () => {
  const { rooms, room, told } = stage();
  const asked = room.sequencer;
  for (const event of [left(6, "ann"), joined(9, "ann")]) room.take(event);
  rooms.begin(room);
  const answers: readonly CaughtUp[] = [
    { kind: "gone", roomId: "den" },
    { kind: "fresh", roomId: "den", seq: 20, messages: [], hasOlder: false },
    { kind: "events", roomId: "den", events: [said(10)] },
  ];
  for (const answer of answers) assert.equal(rooms.caughtUp(answer, asked), false);
  assert.deepEqual([told, room.position], [["member_left 6", "gone", "member_joined 9"], 9]);
});

test("who left and came again while they were away hears of both, and of nothing in between", () => {
  const { rooms, room, told } = stage();
  rooms.stands({ room: den, role: "member", seq: 9, readTo: 0, unread: 0, mentions: 0 });
  const events = [left(6, "ann"), said(7), joined(8, "ann"), said(9)];
  assert.equal(rooms.caughtUp({ kind: "events", roomId: "den", events }, room.sequencer), false);
  assert.deepEqual([told, room.position], [["member_left 6", "gone", "member_joined 8", "posted 9"], 9]);
});

test("a server that has less than was told is followed back, and that is told", () => {
  const { rooms, room, told } = stage();
  for (const event of [said(6), said(7)]) room.take(event);
  rooms.setBack({ room: den, role: "member", seq: 4, readTo: 0, unread: 0, mentions: 0 });
  room.take(said(5));
  assert.deepEqual(told, ["posted 6", "posted 7", "reset 4", "posted 5"]);
});

test("past bounds.eventsHeld what comes too early is let go, and the room stays behind until it is asked for", () => {
  const { rooms, room } = stage();
  for (let seq = 7; seq <= 7 + defaultBounds.eventsHeld; seq++) room.take(said(seq));
  assert.equal(room.sequencer.held.length, defaultBounds.eventsHeld);
  room.take(said(6));
  assert.equal(room.position, 6 + defaultBounds.eventsHeld);
  assert.deepEqual(rooms.behind, [room]);
  room.take(said(7 + defaultBounds.eventsHeld));
  assert.deepEqual(rooms.behind, []);
});
