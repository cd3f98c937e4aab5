import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsWith } from "../ports/bounds.ts";
import type { CommitOrder } from "../ports/bus.ts";
import type { Message, Room, RoomEvent } from "../ports/model.ts";
import { loungeId, untouched } from "../ports/model.ts";
import type { EventListener } from "./api.ts";
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
function stage(heldMessages?: number) {
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
  const listeners: Record<"lounge" | "rooms", EventListener> = { lounge: () => undefined, rooms: () => undefined };
  const recent: Message[] = [];
  const ordered = createOrderedFeeds({
    feeds: {
      lounge: {
        room: roomOf(loungeId),
        recent: (limit) => recent.slice(-limit),
        caughtUp: () => undefined,
        attach(listener) {
          listeners.lounge = listener;
          return () => undefined;
        },
      },
      async followRooms(_, listener) {
        listeners.rooms = listener;
        return () => undefined;
      },
    },
    order,
    bounds: boundsWith(heldMessages === undefined ? {} : { heldMessages }),
    log: keptLog(),
  });
  const heard: string[] = [];
  const listener: EventListener = (events) => {
    for (const event of events) heard.push(event.type === "posted" ? event.message.text : `${event.type} ${event.seq}`);
  };
  const pass = (id: number): void => {
    order.passedId = id;
    passed();
  };
  return { ordered, listeners, recent, heard, listener, expected, pass };
}

test("I9: a message is held back until none with a smaller id can come, and the store is asked for that", async () => {
  const { ordered, listeners, heard, listener, expected, pass } = stage();
  ordered.lounge.attach(listener);
  await ordered.followRooms("ann", listener);
  listeners.lounge([posted(3, loungeId)]);
  listeners.rooms([posted(2, "a")]);
  assert.deepEqual([heard, expected], [[], [3, 2]]);
  pass(2);
  listeners.rooms([posted(1, "b")]);
  assert.deepEqual(heard, ["2", "1"], "what comes late is shown at once: it was passed");
  listeners.rooms([joined(4, "b"), posted(5, "b"), joined(6, "b")]);
  assert.deepEqual(heard.slice(2), ["member_joined 4"]);
  listeners.rooms([joined(7, "b")]);
  pass(10);
  assert.deepEqual(
    heard.slice(3),
    ["3", "5", "member_joined 6", "member_joined 7"],
    "what is no message stays behind its room's",
  );
  listeners.lounge([]);
  assert.equal(heard.length, 7);
});

test("what is held back of the lounge is not in what it showed lately, and comes to who joins meanwhile", async () => {
  const { ordered, listeners, recent, heard, listener, pass } = stage();
  const stop = ordered.lounge.attach(listener);
  recent.push(messageOf(1, loungeId), messageOf(2, loungeId));
  listeners.lounge([posted(2, loungeId)]);
  assert.deepEqual(
    ordered.lounge.recent(5).map(({ id }) => id),
    [1],
  );
  pass(2);
  assert.deepEqual([ordered.lounge.recent(1).map(({ id }) => id), heard], [[2], ["2"]]);
  listeners.lounge([posted(3, loungeId)]);
  stop();
  pass(3);
  assert.deepEqual(heard, ["2"], "who left is told nothing more");
});

test("I8: past heldMessages all is given up, and who follows is told, once", async () => {
  const { ordered, listeners, heard, listener, pass } = stage(2);
  await ordered.followRooms("ann", listener);
  let overflows = 0;
  const stop = ordered.onOverflow(() => overflows++);
  listeners.rooms([posted(1, "a"), posted(2, "a")]);
  assert.equal(overflows, 0);
  listeners.rooms([posted(3, "a")]);
  pass(3);
  assert.deepEqual([overflows, heard], [1, []]);
  stop();
  listeners.rooms([posted(4, "a"), posted(5, "a"), posted(6, "a")]);
  assert.equal(overflows, 1);
});

test("an order that all comes in anyway holds nothing back", () => {
  const { ordered: _, ...rest } = stage();
  const feeds = {
    lounge: { room: roomOf(loungeId), recent: () => [], caughtUp: () => undefined, attach: () => () => undefined },
    followRooms: async () => () => undefined,
  };
  const plain = createOrderedFeeds({ feeds, order: undefined, bounds: boundsWith(), log: keptLog() });
  assert.equal(plain.lounge, feeds.lounge);
  assert.equal(rest.heard.length, 0);
});
