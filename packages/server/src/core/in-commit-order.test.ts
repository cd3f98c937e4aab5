import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsWith } from "../ports/bounds.ts";
import type { CommitOrder } from "../ports/bus.ts";
import type { Message, Room, RoomEvent } from "../ports/model.ts";
import { loungeId, untouched } from "../ports/model.ts";
import type { EventListener } from "./api.ts";
import { Backlog } from "./backlog.ts";
import { createOrderedFeeds } from "./in-commit-order.ts";
import { keptLog } from "./testing/silence.ts";

const roomOf = (id: string): Room => ({ id, kind: "public", name: id, topic: null, archivedAt: null, pair: [] });
const ann = { id: "ann", kind: "account", name: "ann" } as const;
const messageOf = (id: number, roomId: string): Message => ({
  id,
  roomId,
  seq: id,
  author: ann,
  text: `${id}`,
  file: null,
  at: 0,
  ...untouched,
});
const posted = (id: number, roomId: string): RoomEvent => {
  return { type: "posted", room: roomOf(roomId), seq: id, at: 0, message: messageOf(id, roomId) };
};
const joined = (seq: number, roomId: string): RoomEvent => {
  return { type: "member_joined", room: roomOf(roomId), seq, at: 0, user: ann, role: "member", by: null };
};

/** Feeds that say what the test does, behind an order that passes what the test passes. */
function stage({ heldMessages, isLossless = false }: { heldMessages?: number; isLossless?: boolean } = {}) {
  let passed: () => void = () => undefined;
  const expected: number[] = [];
  const order: CommitOrder & { passedId: number } = {
    passedId: 0,
    expect: (id) => expected.push(id),
    onPassed(listener) {
      passed = listener;
      return () => undefined;
    },
  };
  const listeners: { lounge: EventListener | null; rooms: EventListener } = { lounge: null, rooms: () => undefined };
  const log = keptLog();
  const backlogs = { lounge: new Backlog(log), rooms: new Backlog(log) };
  const ordered = createOrderedFeeds({
    lounge: {
      room: roomOf(loungeId),
      backlog: backlogs.lounge,
      attach(listener) {
        listeners.lounge = listener;
        return () => {
          listeners.lounge = null;
        };
      },
    },
    async follow(_, listener) {
      listeners.rooms = listener;
      return { backlogs: [backlogs.rooms], stop: () => undefined };
    },
    order: isLossless ? undefined : order,
    bounds: boundsWith(heldMessages === undefined ? {} : { heldMessages }),
    log,
  });
  /** What one who follows hears. */
  const follow = async () => {
    const heard: string[] = [];
    let overflows = 0;
    const stop = await ordered.follow("ann", {
      show: (events) => {
        for (const event of events) heard.push(event.type === "posted" ? event.message.text : `${event.type} ${event.seq}`);
      },
      overflowed: () => {
        overflows += 1;
      },
    });
    return { heard, stop, overflows: () => overflows };
  };
  const pass = (id: number): void => {
    order.passedId = id;
    passed();
  };
  const inLounge: EventListener = (events) => listeners.lounge?.(events);
  return { follow, listeners, inLounge, backlogs, expected, pass };
}

test("I9: a message is held back until none with a smaller id can come, and the store is asked for that", async () => {
  const { follow, listeners, inLounge, expected, pass } = stage();
  const { heard } = await follow();
  inLounge([posted(3, loungeId)]);
  listeners.rooms([posted(2, "a")]);
  assert.deepEqual([heard, expected], [[], [3, 2]]);
  pass(2);
  listeners.rooms([posted(1, "b")]);
  assert.deepEqual(heard, ["2", "1"], "what comes late is shown at once: it was passed, and nobody had said to be behind");
  listeners.rooms([joined(4, "b"), posted(5, "b"), joined(6, "b")]);
  assert.deepEqual(heard.slice(2), ["member_joined 4"]);
  listeners.rooms([joined(7, "b")]);
  pass(10);
  assert.deepEqual(
    heard.slice(3),
    ["3", "5", "member_joined 6", "member_joined 7"],
    "what is no message stays behind its room's",
  );
  inLounge([]);
  assert.equal(heard.length, 7);
});

test("I9: what is passed waits for a room that is behind, whichever of the two it is", async () => {
  const { follow, listeners, inLounge, backlogs, pass } = stage();
  const { heard } = await follow();
  pass(10);
  for (const [backlog, behind, other] of [
    [backlogs.lounge, loungeId, "a"],
    [backlogs.rooms, "b", loungeId],
  ] as const) {
    heard.length = 0;
    const tell = (roomId: string, id: number): void => (roomId === loungeId ? inLounge : listeners.rooms)([posted(id, roomId)]);
    let shown = 0;
    const lagging = { roomId: behind, mark: () => 1, isPast: (mark: number) => shown >= mark };
    backlog.note(lagging, true);
    tell(other, 2);
    assert.deepEqual(heard, []);
    shown = 1;
    tell(behind, 1);
    backlog.note(lagging, false);
    assert.deepEqual(heard, ["1", "2"]);
  }
});

test("the lounge is listened to while anybody follows; who left is told nothing more, who comes meanwhile is told what is held", async () => {
  const { follow, listeners, inLounge, pass } = stage();
  const first = await follow();
  inLounge([posted(1, loungeId)]);
  const second = await follow();
  first.stop();
  pass(1);
  assert.deepEqual([first.heard, second.heard], [[], ["1"]]);
  second.stop();
  assert.equal(listeners.lounge, null);
  const third = await follow();
  inLounge([posted(2, loungeId)]);
  pass(2);
  assert.deepEqual(third.heard, ["2"]);
});

test("who comes and goes in the lounge is told once, by the lounge's own feed", async () => {
  const { follow, listeners, inLounge } = stage();
  const { heard } = await follow();
  inLounge([joined(1, loungeId)]);
  listeners.rooms([joined(1, loungeId)]);
  assert.deepEqual(heard, ["member_joined 1"]);
});

test("I8: past heldMessages all is given up, and all who follow are told, once", async () => {
  const { follow, listeners, pass } = stage({ heldMessages: 2 });
  const [first, second] = [await follow(), await follow()];
  listeners.rooms([posted(1, "a"), posted(2, "a")]);
  assert.equal(second.overflows(), 0);
  listeners.rooms([posted(3, "a")]);
  pass(3);
  assert.deepEqual([first.overflows(), second.overflows(), second.heard], [1, 1, []]);
  listeners.rooms([posted(4, "a"), posted(5, "a"), posted(6, "a")]);
  assert.equal(second.overflows(), 1);
});

test("where all comes in that order anyway nothing waits but for a room that is behind", async () => {
  const { follow, listeners, inLounge, backlogs, expected } = stage({ isLossless: true });
  const { heard } = await follow();
  inLounge([posted(1, loungeId)]);
  assert.deepEqual(heard, ["1"]);
  backlogs.rooms.note({ roomId: "a", mark: () => 1, isPast: () => false }, true);
  listeners.rooms([posted(2, "b")]);
  assert.deepEqual([heard, expected], [["1"], []]);
});
