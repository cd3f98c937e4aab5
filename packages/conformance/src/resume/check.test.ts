import assert from "node:assert/strict";
import { test } from "node:test";
import { checkResume } from "./check.ts";
import type { DeviceRecord, Heard, KeptMessage, ResumeHistory, RoomTruth, Told, View } from "./records.ts";

const [ann, ben, eve] = ["u-ann", "u-ben", "u-eve"];

function said(id: number, authorId: string, text: string): KeptMessage {
  return { id, seq: id, authorId, text, isDeleted: false, reactions: [], calls: [] };
}

/** Ann and Ben are in a private room, Eve was for a while. Two were posted when she was there, one after. */
const messages = [said(4, ann, "a1 hello"), said(5, ben, "b1 hi"), said(7, ann, "a2 she is gone")];
const events: readonly Told[] = [
  { seq: 1, type: "member_joined", userId: ann },
  { seq: 2, type: "member_joined", userId: ben },
  { seq: 3, type: "member_joined", userId: eve },
  { seq: 4, type: "posted", text: "a1 hello", userId: ann },
  { seq: 5, type: "posted", text: "b1 hi", userId: ben },
  { seq: 6, type: "member_left", userId: eve },
  { seq: 7, type: "posted", text: "a2 she is gone", userId: ann },
];
const room: RoomTruth = { roomId: "r", isPrivate: true, events, messages };

const heard = (from: number, to: number): readonly Heard[] =>
  events.filter(({ seq }) => seq >= from && seq <= to).map((event) => ({ roomId: "r", ...event }));
const view = (changes: Partial<View> = {}): View => ({ roomId: "r", messages, readTo: 0, unread: 2, mentions: 0, ...changes });
const alive = { isOver: false, resumesAfter: new Map<string, number>(), failed: [] };
const bens: DeviceRecord = {
  ...alive,
  name: "ben's",
  userId: ben,
  sends: [{ roomId: "r", text: "b1 hi", outcome: "acknowledged", id: 5 }],
  heard: heard(2, 7),
  views: [view()],
};
const anns: DeviceRecord = {
  ...alive,
  name: "ann's",
  userId: ann,
  sends: [
    { roomId: "r", text: "a1 hello", outcome: "acknowledged", id: 4 },
    { roomId: "r", text: "a2 she is gone", outcome: "acknowledged", id: 7 },
  ],
  heard: heard(1, 7),
  views: [view({ unread: 1 })],
};
const eves: DeviceRecord = { ...alive, name: "eve's", userId: eve, sends: [], heard: heard(3, 6), views: [] };
const pushes = events.map(({ seq }) => ({ userId: ann, roomId: "r", seq }));
const good: ResumeHistory = { rooms: [room], devices: [anns, bens, eves], pushes };

const faults = (history: Partial<ResumeHistory>): readonly string[] =>
  [...new Set(checkResume({ ...good, ...history }).map(({ fault, device }) => `${device}: ${fault}`))].sort();
const withBen = (changes: Partial<DeviceRecord>) => ({ devices: [anns, { ...bens, ...changes }, eves] });

test("a history in which all is well has no findings", () => {
  assert.deepEqual(checkResume(good), []);
});

test("what was acknowledged and is not there is lost; what was refused and is there is found; an open send is unsettled", () => {
  const outcome = (send: object) =>
    withBen({ sends: [{ roomId: "r", text: "b9 x", outcome: "open", id: null, ...send }, ...bens.sends] });
  assert.deepEqual(faults(outcome({ outcome: "acknowledged", id: 9 })), ["ben's: lost"]);
  assert.deepEqual(faults(outcome({ outcome: "acknowledged", id: 4 })), ["ben's: lost"]);
  assert.deepEqual(faults(outcome({ text: "a1 hello", outcome: "refused" })), ["ben's: refused_but_kept"]);
  assert.deepEqual(faults(outcome({})), ["ben's: unsettled"]);
  assert.deepEqual(faults(outcome({ outcome: "refused" })), []);
});

test("a send that was kept twice is doubled, also when one of the two was deleted since", () => {
  const twice = (again: KeptMessage) => {
    const more = {
      ...room,
      events: [...events, { seq: 8, type: "posted", text: again.text, userId: ben }],
      messages: [...messages, again],
    };
    return faults({ rooms: [more] }).filter((fault) => fault.includes("doubled"));
  };
  assert.deepEqual(twice(said(8, ben, "b1 hi")), ["the server: doubled"]);
  assert.deepEqual(twice({ ...said(8, ben, ""), isDeleted: true }), ["the server: doubled"]);
});

test("events told twice, out of order, left out, never told or never there are found", () => {
  const [second, third, ...rest] = heard(2, 7);
  assert.ok(second && third);
  assert.deepEqual(faults(withBen({ heard: [second, second, third, ...rest] })), ["ben's: doubled"]);
  assert.deepEqual(faults(withBen({ heard: [second, third, ...rest, third] })), ["ben's: reordered"]);
  assert.deepEqual(faults(withBen({ heard: [second, ...rest] })), ["ben's: skipped"]);
  assert.deepEqual(faults(withBen({ heard: heard(2, 6) })), ["ben's: lost"]);
  assert.deepEqual(faults(withBen({ heard: [...heard(2, 6), { roomId: "r", seq: 7, type: "posted", text: "z1 never said" }] })), [
    "ben's: invented",
  ]);
});

test("who was too far behind and was told so starts anew, and has missed nothing", () => {
  assert.deepEqual(faults(withBen({ heard: [...heard(2, 3), { roomId: "r", reset: 6 }, ...heard(7, 7)] })), []);
  assert.deepEqual(faults(withBen({ heard: [...heard(2, 3), { roomId: "r", reset: 5 }, ...heard(7, 7)] })), ["ben's: skipped"]);
});

test("what was said in a private room before one came or after one left is leaked, and in a public room it is not", () => {
  const [anyone] = heard(7, 7);
  assert.ok(anyone);
  const toEve = (more: readonly Heard[]) => ({ devices: [anns, bens, { ...eves, heard: more }] });
  assert.deepEqual(faults(toEve([...heard(3, 6), anyone])), ["eve's: leaked"]);
  assert.deepEqual(faults(toEve(heard(2, 6))), ["eve's: leaked"]);
  assert.deepEqual(faults({ ...toEve([...heard(3, 6), anyone]), rooms: [{ ...room, isPrivate: false }] }), []);
});

test("a new life of a device goes on where the one before it had heard, or before that, and leaves nothing out", () => {
  const resumed = (first: number, after: number) =>
    faults(withBen({ heard: heard(first, 7), resumesAfter: new Map([["r", after]]) }));
  assert.deepEqual(resumed(5, 4), []);
  assert.deepEqual(resumed(3, 4), []);
  assert.deepEqual(resumed(6, 4), ["ben's: skipped"]);
});

test("what a device that died had not heard is no loss; what it had stored to be sent is", () => {
  const died = { isOver: true, heard: heard(2, 4), views: [] };
  assert.deepEqual(faults(withBen(died)), []);
  const leaving = (outcome: "stored" | "unknown") =>
    withBen({ ...died, sends: [...bens.sends, { roomId: "r", text: "b2 later", outcome, id: null }] });
  const left = (outcome: "stored" | "unknown") => faults(leaving(outcome));
  assert.deepEqual(left("stored"), ["ben's: lost"]);
  assert.deepEqual(left("unknown"), []);
  // Unless it is shown as refused in a later life.
  const refused = { ...bens, sends: [], failed: ["b2 later"] };
  assert.deepEqual(faults({ devices: [...leaving("stored").devices, refused] }), []);
});

test("what the server sent of a private room to who was not in it is leaked, whatever their client made of it", () => {
  const toEve = (seq: number) => faults({ pushes: [...pushes, { userId: eve, roomId: "r", seq }] });
  assert.deepEqual(toEve(2), ["the server: leaked"]);
  assert.deepEqual(toEve(7), ["the server: leaked"]);
  for (const seq of [3, 4, 5, 6]) assert.deepEqual(toEve(seq), []);
});

test("who left and came back need not hear of the time between", () => {
  const again = { seq: 8, type: "member_joined", userId: eve };
  const rooms = [{ ...room, events: [...events, again] }];
  const back: readonly Heard[] = [...heard(3, 6), { roomId: "r", ...again }];
  const all = [...heard(1, 7), { roomId: "r", ...again }];
  const devices = [
    { ...anns, heard: all },
    { ...bens, heard: all.slice(1) },
    { ...eves, heard: back, views: [view({ unread: 0 })] },
  ];
  assert.deepEqual(faults({ rooms, devices }), []);
});

test("a view that lacks, adds, doubles or misplaces a message, or shows an old state of it, is wrong", () => {
  const [one, two, three] = messages;
  assert.ok(one && two && three);
  const wrong = ["ben's: wrong_view"];
  const shows = (...held: KeptMessage[]) => faults(withBen({ views: [view({ messages: held })] }));
  assert.deepEqual(shows(one, two), wrong);
  assert.deepEqual(shows(one, three), wrong);
  assert.deepEqual(shows(one, two, two, three), wrong);
  assert.deepEqual(shows(one, two, three, said(9, ben, "z2 ?")), wrong);
  assert.deepEqual(shows(two, one, three), wrong);
  assert.deepEqual(shows(one, { ...two, text: "b1 edited" }, three), wrong);
  assert.deepEqual(shows(one, { ...two, reactions: ["👍 u-ann"] }, three), wrong);
  assert.deepEqual(shows(one, { ...two, isDeleted: true }, three), wrong);
  assert.deepEqual(shows(), wrong);
  // An older beginning is not shown, which is no fault.
  assert.deepEqual(shows(two, three), []);
});

test("a room that a client does not show although its user is in it, or shows although they are not, is found", () => {
  assert.deepEqual(faults(withBen({ views: [] })), ["ben's: wrong_view"]);
  assert.deepEqual(faults({ devices: [anns, bens, { ...eves, views: [view({ messages: [], unread: 0 })] }] }), [
    "eve's: leaked",
    "eve's: wrong_unread",
    "eve's: wrong_view",
  ]);
});

test("wrong counts of unread messages and mentions are found", () => {
  assert.deepEqual(faults(withBen({ views: [view({ unread: 3 })] })), ["ben's: wrong_unread"]);
  assert.deepEqual(faults(withBen({ views: [view({ mentions: 1 })] })), ["ben's: wrong_unread"]);
  assert.deepEqual(faults(withBen({ views: [view({ readTo: 4 })] })), ["ben's: wrong_unread"]);
  assert.deepEqual(faults(withBen({ views: [view({ readTo: 4, unread: 1 })] })), []);
});
