import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message, RoomSummary } from "@parlance/client";
import { type Listener, notifiesOf } from "./what-notifies.ts";

const now = 1_000_000;
const me: Listener = { id: "me", blocked: new Set(["foe"]), notify: "calls" };
const group: RoomSummary = { room: { id: "r", kind: "private", name: "Plans" }, unread: 1, mentions: 0, readTo: 10 };
const direct: RoomSummary = { ...group, room: { id: "d", kind: "direct" } };

const message = (part: Partial<Message> = {}): Message => ({
  id: 11,
  roomId: "r",
  seq: 3,
  author: { id: "ann", kind: "account", name: "ann" },
  text: "hello",
  at: now,
  ...part,
});
const calling = message({ mentions: { userIds: ["me"], room: false } });

test("mentions and direct messages call, others only who wants all, and nothing who wants none", () => {
  const by = (notify: Listener["notify"]) => ({ me: { ...me, notify }, now });
  const cases = [
    [message(), group],
    [calling, group],
    [message({ mentions: { userIds: [], room: true } }), group],
    [message(), direct],
  ] as const;
  const told = (notify: Listener["notify"]) => cases.map(([one, room]) => notifiesOf(one, room, by(notify)));
  assert.deepEqual(told("calls"), [false, true, true, true]);
  assert.deepEqual(told("all"), [true, true, true, true]);
  assert.deepEqual(told("none"), [false, false, false, false]);
});

test("one's own messages, those of the blocked, in muted rooms, read, deleted and old ones never call", () => {
  const all = { me: { ...me, notify: "all" } as const, now };
  const author = (id: string) => ({ author: { id, kind: "account", name: id } as const });
  assert.equal(notifiesOf({ ...calling, ...author("me") }, direct, all), false);
  assert.equal(notifiesOf({ ...calling, ...author("foe") }, direct, all), false);
  assert.equal(notifiesOf(calling, { ...group, mutedUntil: "forever" }, all), false);
  assert.equal(notifiesOf(calling, { ...group, mutedUntil: now + 1 }, all), false);
  assert.equal(notifiesOf(calling, { ...group, mutedUntil: now - 1 }, all), true);
  assert.equal(notifiesOf({ ...calling, id: 10 }, group, all), false);
  assert.equal(notifiesOf({ ...calling, deletedAt: now }, group, all), false);
  assert.equal(notifiesOf({ ...calling, at: now - 600_000 }, group, all), false);
  assert.equal(notifiesOf(calling, undefined, all), false);
  assert.equal(notifiesOf(calling, group, { me: { ...all.me, id: undefined }, now }), false);
});
