import assert from "node:assert/strict";
import { test } from "node:test";
import type { RoomSummary } from "@parlance/client";
import { roomName } from "./room-name.ts";
import { inOrderOf, roomAt, sectionsOf, unreadAt, withWords } from "./sections.ts";

const me = { id: "me", kind: "account", name: "me" } as const;
const room = (id: string, more: Partial<RoomSummary> & { readonly archivedAt?: number } = {}): RoomSummary => {
  const { archivedAt, ...rest } = more;
  const about = archivedAt === undefined ? {} : { archivedAt };
  return { room: { id, kind: "public", name: id, ...about }, unread: 0, mentions: 0, readTo: 0, ...rest };
};
const direct = (id: string, name: string, unread = 0): RoomSummary => ({
  ...room(id, { unread }),
  room: { id, kind: "direct", pair: [me, { id: name, kind: "account", name }] },
});
const nameOf = (one: RoomSummary) => roomName(one.room, "me");
const ids = (rooms: readonly RoomSummary[]) => rooms.map((one) => one.room.id);

test("rooms are in sections: the lounge first, archived ones last, others with the latest message first", () => {
  const sections = sectionsOf([room("old", { archivedAt: 1 }), room("b"), direct("d", "ann"), room("lounge"), room("a")]);
  assert.deepEqual(
    sections.map(({ kind, rooms }) => [kind, ids(rooms)]),
    [
      ["rooms", ["lounge", "b", "a", "old"]],
      ["directs", ["d"]],
    ],
  );
  assert.deepEqual(sectionsOf([]), []);
});

test("rooms are found by their names as the person sees them, whatever the case and accents", () => {
  const rooms = [room("Küche"), room("garden"), direct("d", "Änne")];
  assert.deepEqual(ids(withWords(rooms, " kuc", nameOf)), ["Küche"]);
  assert.deepEqual(ids(withWords(rooms, "ann", nameOf)), ["d"]);
  assert.deepEqual(ids(withWords(rooms, "", nameOf)), ids(rooms));
});

test("in an order from before nothing moves, new rooms come last, and those that are gone are gone", () => {
  const now = [room("new"), room("c", { unread: 2 }), room("a")];
  const held = inOrderOf(["a", "b", "c"], now);
  assert.deepEqual(ids(held), ["a", "c", "new"]);
  assert.equal(held[1]?.unread, 2);
});

test("the next room is around the ends of the list", () => {
  const rooms = [room("a"), room("b"), room("c")];
  assert.equal(roomAt(rooms, "a", 1), "b");
  assert.equal(roomAt(rooms, "c", 1), "a");
  assert.equal(roomAt(rooms, "a", -1), "c");
  assert.equal(roomAt(rooms, undefined, 1), "a");
  assert.equal(roomAt(rooms, "elsewhere", -1), "c");
  assert.equal(roomAt([], "a", 1), undefined);
});

test("the next unread room is one that calls: not muted, and another than this", () => {
  const muted = room("c", { unread: 9, mutedUntil: "forever" });
  const over = room("e", { unread: 1, mutedUntil: 5 });
  const rooms = [room("a"), room("b", { unread: 1 }), muted, room("d", { unread: 3 }), over];
  assert.equal(unreadAt(rooms, "a", { step: 1, now: 10 }), "b");
  assert.equal(unreadAt(rooms, "b", { step: 1, now: 10 }), "d");
  assert.equal(unreadAt(rooms, "a", { step: -1, now: 10 }), "e");
  assert.equal(unreadAt([room("a", { unread: 1 }), muted], "a", { step: 1, now: 10 }), undefined);
  assert.equal(unreadAt([room("a")], undefined, { step: 1, now: 10 }), undefined);
});
