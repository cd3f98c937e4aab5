import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import fc from "fast-check";
import { check } from "./check.ts";
import type { Line, Op, Told, Truth, ViolationKind } from "./records.ts";
import {
  ben,
  caught,
  deletion,
  edit,
  eve,
  good,
  group,
  lounge,
  ofBen,
  ofRooms,
  ofRoster,
  polls,
  reaction,
  read,
  replaced,
  told,
} from "./testing.ts";

const kinds = (lines: readonly Line[]): readonly string[] =>
  [...new Set(check(lines, 1).map(({ kind, who }) => `${who}: ${kind}`))].sort();

function at<T>(list: readonly T[], index: number): T {
  const one = list.at(index);
  assert.ok(one !== undefined);
  return one;
}

/** The op that said this. */
function post(key: string): Op {
  const found = good.find((line) => line.kind === "op" && line.deed.what === "post" && line.deed.text.startsWith(`${key} `));
  assert.ok(found?.kind === "op");
  return found;
}

const withTruth = (truth: Truth, change: Partial<Truth>) => replaced([truth, [{ ...truth, ...change }]]);
const withoutMessage = (truth: Truth, id: number): Partial<Truth> => ({
  events: truth.events.filter(({ type, messageId }) => messageId !== id || type !== "posted"),
  messages: truth.messages.filter(({ messageId }) => messageId !== id),
});
const withMessage = (id: number, change: object): Partial<Truth> => ({
  messages: lounge.messages.map((message) => (message.messageId === id ? { ...message, ...change } : message)),
});

test("a round in which all is well has no violations", () => {
  assert.deepEqual(check(good, 1), []);
});

describe("what became of what was sent", () => {
  it("lost: acknowledged, and not in the history", () => {
    assert.ok(kinds(withTruth(lounge, withoutMessage(lounge, 102))).includes("ben: lost"));
  });
  it("lost: shown to somebody, and not in the history, although nobody was told that it is kept", () => {
    const unknown: Op = { ...post("r1.ben-1"), outcome: "unknown" };
    const lines = replaced([post("r1.ben-1"), [unknown]], [lounge, [{ ...lounge, ...withoutMessage(lounge, 102) }]]);
    assert.ok(kinds(lines).includes("roster: lost"), kinds(lines).join());
  });
  it("an open outcome may be there or not", () => {
    const unknown = (key: string): Op => ({ ...post(key), outcome: "unknown" });
    assert.deepEqual(kinds(replaced([post("r1.ann-1"), [unknown("r1.ann-1")]])), []);
    const never: Op = { ...unknown("r1.ann-1"), deed: { what: "post", text: "r1.ann-7 never" } };
    assert.deepEqual(kinds([...good, never]), []);
  });
  it("doubled: kept twice", () => {
    const twice = { ...at(lounge.messages, 1), messageId: 120, seq: 18 };
    const event = { ...at(lounge.events, 1), messageId: 120, seq: 18 };
    const lines = withTruth(lounge, { messages: [...lounge.messages, twice], events: [...lounge.events, event] });
    assert.ok(kinds(lines).includes("the history: doubled"));
  });
  it("refused_but_kept: refused for sure, and there", () => {
    assert.deepEqual(kinds(replaced([post("r1.ann-1"), [{ ...post("r1.ann-1"), outcome: "refused" }]])), [
      "ann: refused_but_kept",
    ]);
  });
  it("phantom: kept or shown, and never sent", () => {
    assert.ok(kinds(good.filter((line) => line !== post("r1.ann-1"))).includes("the history: phantom"));
    const never: Told = { ...at(ofRoster, -1), text: "r1.ann-9 who said that" };
    assert.deepEqual(kinds([...good, never]), ["roster: phantom"]);
  });
  it("phantom: shown, and refused for sure", () => {
    const refused: Op = { ...post("r1.ann-1"), outcome: "refused", deed: { what: "post", text: "r1.ann-9 no" } };
    assert.deepEqual(kinds([...good, refused, { ...at(ofRoster, -1), text: "r1.ann-9 no" }]), ["roster: phantom"]);
  });
  it("changed: other words, another author, another room, another id than was said", () => {
    assert.ok(kinds(replaced([at(ofRoster, 0), [{ ...at(ofRoster, 0), text: "r1.ann-1 goodbye" }]])).includes("roster: changed"));
    assert.ok(kinds(withTruth(lounge, withMessage(101, { text: "r1.ann-1 goodbye" }))).includes("the history: changed"));
    assert.ok(kinds(withTruth(lounge, withMessage(101, { authorId: ben }))).includes("ann: changed"));
    for (const change of [{ roomId: "group" }, { messageId: 999 }])
      assert.ok(kinds(replaced([post("r1.ann-1"), [{ ...post("r1.ann-1"), ...change }]])).includes("ann: changed"));
  });
});

describe("the log", () => {
  it("gap: a seq that is not there", () => {
    assert.ok(kinds(withTruth(lounge, { events: lounge.events.filter(({ seq }) => seq !== 16) })).includes("the history: gap"));
  });
  it("doubled: a seq that is there twice", () => {
    assert.ok(kinds(withTruth(lounge, { events: [...lounge.events, at(lounge.events, -1)] })).includes("the history: doubled"));
  });
  it("ids_out_of_order: a smaller id for what was sent after the answer to a greater one", () => {
    const early: Op = { ...post("r1.ben-1"), startMs: 40, endMs: 60 };
    assert.ok(kinds(replaced([post("r1.ben-1"), [early]])).includes("ann: ids_out_of_order"));
  });
  it("forked: a seq that stands for two things, or a node with another history", () => {
    const other = { ...at(ofBen, 0), messageId: 999 };
    assert.deepEqual(kinds(replaced([at(ofBen, 0), [other]])), ["ben: forked"]);
    const recheck = (messages: Truth["messages"]): Line => ({ kind: "recheck", who: "node 2", roomId: "lounge", messages });
    const changed = lounge.messages.map((one) => (one.messageId === 101 ? { ...one, text: "r1.ann-1 else" } : one));
    assert.deepEqual(kinds([...good, recheck(changed)]), ["node 2: forked"]);
    assert.deepEqual(kinds([...good, recheck(lounge.messages.slice(1))]), ["node 2: lost"]);
  });
});

describe("a stream", () => {
  const planted: readonly (readonly [string, ViolationKind, readonly (readonly [Line, readonly Line[]])[]])[] = [
    ["of events, one of them twice", "doubled", [[at(ofBen, 2), [at(ofBen, 2), at(ofBen, 2)]]]],
    [
      "of events, two of them the other way round",
      "reordered",
      [
        [at(ofBen, 1), [at(ofBen, 2)]],
        [at(ofBen, 2), [at(ofBen, 1)]],
      ],
    ],
    ["of events without one of them", "gap", [[at(ofBen, 2), []]]],
    ["of events without the first", "gap", [[at(ofBen, 0), []]]],
    ["of events without the last", "undelivered", [[at(ofBen, 6), []]]],
  ];
  for (const [what, kind, changes] of planted)
    it(`${kind}: ${what}`, () => assert.deepEqual(kinds(replaced(...changes)), [`ben: ${kind}`]));

  const unnumbered: readonly (readonly [string, ViolationKind, readonly (readonly [Line, readonly Line[]])[]])[] = [
    ["of messages, one of them twice", "doubled", [[at(ofRoster, 1), [at(ofRoster, 1), at(ofRoster, 1)]]]],
    [
      "of messages, two of them the other way round",
      "reordered",
      [
        [at(ofRoster, 0), [at(ofRoster, 1)]],
        [at(ofRoster, 1), [at(ofRoster, 0)]],
      ],
    ],
    ["of messages without one of them", "gap", [[at(ofRoster, 1), []]]],
    ["of messages without the first that was sent when it was open", "gap", [[at(ofRoster, 0), []]]],
    ["of messages without the last", "undelivered", [[at(ofRoster, 3), []]]],
  ];
  for (const [what, kind, changes] of unnumbered)
    it(`${kind}: ${what}`, () => assert.deepEqual(kinds(replaced(...changes)), [`roster: ${kind}`]));

  it("a message that may have been deleted may be missing", () => {
    assert.deepEqual(kinds(replaced([at(ofRoster, 2), []])), []);
  });
  it("a stream that ended needs not have the last; what followed its beginning it has", () => {
    const closed: Line = { kind: "closed", client: "ben", stream: 1, atMs: 950, why: "cut" };
    assert.deepEqual(kinds([...replaced([at(ofBen, 6), []]), closed]), []);
    assert.deepEqual(kinds([...replaced([at(ofBen, 2), []]), closed]), ["ben: gap"]);
  });
  it("a client that was told to start anew has missed nothing before that", () => {
    const reset: Line = { kind: "reset", client: "ben", stream: 1, atMs: 900, roomId: "lounge", seq: 13 };
    assert.deepEqual(kinds(replaced([at(ofBen, 2), [reset]])), []);
    assert.deepEqual(kinds(replaced([at(ofBen, 2), [{ ...reset, seq: 12 }]])), ["ben: gap"]);
  });
  it("ids_out_of_order: over all rooms, where ids are told", () => {
    const swapped = replaced([at(ofRooms, 1), [at(ofRooms, 2)]], [at(ofRooms, 2), [at(ofRooms, 1)]]);
    assert.deepEqual(kinds(swapped), ["rooms: ids_out_of_order"]);
  });
  it("what a replay is to reach back to is there", () => {
    const opened: Line = { kind: "opened", client: "late", stream: 1, node: 0, startMs: 990, readyMs: 995, replays: 50 };
    const late: Line = { kind: "client", client: "late", userId: "u-late", protocol: "roster" };
    const replay = ofRoster.map((line) => ({ ...line, client: "late" }));
    assert.deepEqual(kinds([late, ...good, opened, ...replay]), []);
    assert.deepEqual(kinds([late, ...good, opened, ...replay.slice(1)]), ["late: gap"]);
    assert.deepEqual(kinds([late, ...good, { ...opened, replays: 2 }, ...replay.slice(2)]), []);
  });
});

describe("what is read", () => {
  const reads = (change: Partial<typeof read>) => kinds(replaced([read, [{ ...read, ...change }]]));
  const items = read.items;
  const bare = items.map(({ reactions: _, ...one }) => one);
  it("stale_read: without what was acknowledged before", () => {
    assert.deepEqual(reads({ items: items.slice(0, -1) }), ["reader: stale_read"]);
    assert.deepEqual(reads({ items: bare.slice(0, -1), startMs: 700, endMs: 710 }), []);
    assert.deepEqual(kinds(replaced([caught, [{ ...caught, events: caught.events.slice(0, 1) }]])), ["ben: stale_read"]);
  });
  it("stale_read: in an earlier state than was acknowledged", () => {
    const older = items.map((one) => (one.messageId === 108 ? { ...one, text: "r1.ben-3 hello" } : one));
    assert.deepEqual(reads({ items: older }), ["reader: stale_read"]);
    // Not yet, when the edit was under way.
    assert.deepEqual(reads({ items: older.map(({ reactions: _, ...one }) => one), startMs: 810 }), []);
    const plain = items.map((one) => (one.messageId === 102 ? { ...one, reactions: [] } : one));
    assert.deepEqual(reads({ items: plain }), ["reader: stale_read"]);
    const undead = { roomId: "lounge", messageId: 107, text: "r1.ann-3 hello", isDeleted: false };
    assert.deepEqual(reads({ items: items.toSpliced(-1, 0, undead) }), ["reader: stale_read"]);
  });
  it("gap: without something between what it has", () => {
    const sentLater = { startMs: 95, endMs: 1_020 };
    assert.deepEqual(reads({ ...sentLater, items: bare.filter(({ messageId }) => messageId !== 102) }), ["reader: gap"]);
    assert.deepEqual(kinds(replaced([caught, [{ ...caught, events: caught.events.filter(({ seq }) => seq !== 15) }]])), [
      "ben: gap",
    ]);
  });
  it("doubled, reordered: twice, or the other way round", () => {
    assert.deepEqual(reads({ items: [...items, at(items, -1)] }), ["reader: doubled"]);
    assert.deepEqual(reads({ items: items.toReversed() }), ["reader: reordered"]);
  });
  it("missed_by_poller: neither told, nor in the answer to what was after the greatest id that was", () => {
    const [early, late] = [ofRooms.slice(0, 2), ofRooms.slice(3)];
    const closed: Line = { kind: "closed", client: "rooms", stream: 1, atMs: 950, why: "cut" };
    const asked: Line = { ...read, client: "rooms", after: 103, items: bare.filter(({ messageId }) => messageId > 103) };
    const lines = (told: readonly Line[], answer: Line): readonly Line[] => [
      ...good.filter((line) => line.kind !== "told" || line.client !== "rooms"),
      ...told,
      closed,
      answer,
    ];
    assert.deepEqual(kinds(lines(early, asked)), []);
    const all = { ...asked, after: 108, items: [], roomId: null };
    const first: Line = { ...read, client: "rooms", after: 0, endMs: 99, startMs: 98, items: [] };
    assert.ok(kinds([first, ...lines(late, all)]).includes("rooms: missed_by_poller"));
  });
  it("missed_by_poller: without something that came to be before what it saw", () => {
    const [first] = polls;
    assert.ok(first);
    const missed = { ...first, startMs: 95, endMs: 99, items: first.items.filter(({ messageId }) => messageId !== 104) };
    assert.deepEqual(kinds(replaced([first, [missed]])), ["poller: missed_by_poller"]);
  });
});

describe("changes that were acknowledged", () => {
  it("undone: an edit, a deletion, a reaction, a removal that is not so in the end", () => {
    const undone = ["the history: undone"];
    const before = { text: "r1.ben-3 hello" };
    assert.ok(kinds(withTruth(lounge, withMessage(108, before))).includes("the history: undone"));
    assert.ok(
      kinds(withTruth(lounge, withMessage(107, { isDeleted: false, text: "r1.ann-3 hello" }))).includes("the history: undone"),
    );
    assert.ok(kinds(withTruth(lounge, withMessage(102, { reactions: [] }))).includes("the history: undone"));
    const again: Op = { ...reaction, startMs: 950, endMs: 960, deed: { what: "remove", subjectId: eve }, roomId: "group" };
    assert.deepEqual(kinds([...good, again]), undone);
  });
  it("may be overtaken by others under way, and by those that have no answer", () => {
    const other: Op = {
      ...edit,
      startMs: 790,
      endMs: 815,
      deed: { what: "edit", key: "r1.ben-3", messageId: 108, text: "r1.ben-3 hello or" },
    };
    assert.deepEqual(kinds([...good, other]), []);
    assert.ok(kinds([...good, { ...other, startMs: 890, endMs: 899 }]).includes("the history: undone"));
    assert.deepEqual(kinds([...good, { ...other, startMs: 890, endMs: 899, outcome: "unknown" }]), []);
  });
  it("refused_but_kept, phantom: a change that was refused, or that nobody asked for", () => {
    assert.ok(kinds(replaced([deletion, [{ ...deletion, outcome: "refused" }]])).includes("the history: refused_but_kept"));
    assert.ok(kinds(good.filter((line) => line !== deletion)).some((one) => /phantom|changed|lost/.test(one)));
  });
});

describe("privacy", () => {
  it("leaked: told of a room before one came, or after one left", () => {
    const last = at(group.events, -1);
    assert.deepEqual(kinds([...good, told("eve", "group", last)]), ["eve: leaked"]);
    const stranger: Told = { ...at(ofRooms, 2), client: "roster" };
    assert.ok(kinds([...good, stranger]).includes("roster: leaked"));
  });
  it("leaked: read by who was sent away before", () => {
    const ofGroup = read.items.filter(({ roomId }) => roomId === "group");
    const eves = { ...read, client: "eve", userId: eve, roomId: "group", after: 0 };
    const early = { ...eves, startMs: 350, endMs: 360, items: ofGroup.slice(0, 1) };
    assert.deepEqual(kinds([...good, early]), []);
    assert.deepEqual(kinds([...good, { ...early, endMs: 410 }]), []);
    assert.deepEqual(kinds([...good, { ...early, endMs: 520, items: ofGroup }]), ["eve: leaked"]);
    assert.deepEqual(kinds([...good, { ...eves, items: ofGroup.slice(0, 1) }]), ["eve: leaked"]);
    const events = group.events.slice(0, 2);
    assert.deepEqual(kinds([...good, { ...caught, client: "eve", userId: eve, roomId: "group", after: 1, events }]), [
      "eve: leaked",
    ]);
  });
});

test("whatever is taken out of a stream that goes on, doubled or swapped in it, is found", () => {
  const streams = [ofBen.slice(0, 7), ofRoster.filter((_, at) => at !== 2), ofRooms.filter(({ messageId }) => messageId !== 107)];
  fc.assert(
    fc.property(fc.constantFrom(...streams), fc.nat(), fc.constantFrom("drop", "double", "swap"), (stream, where, how) => {
      const index = where % (stream.length - 1);
      const [one, next] = [at(stream, index), at(stream, index + 1)];
      const now: Record<string, readonly (readonly [Line, readonly Line[]])[]> = {
        drop: [[one, []]],
        double: [[one, [one, one]]],
        swap: [
          [one, [next]],
          [next, [one]],
        ],
      };
      return check(replaced(...(now[how] ?? [])), 1).length > 0;
    }),
  );
});
