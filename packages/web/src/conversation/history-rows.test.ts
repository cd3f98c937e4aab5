import assert from "node:assert/strict";
import { test } from "node:test";
import type { ShownMessage } from "@parlance/client";
import { type HistoryRow, historyRows } from "./history-rows.ts";

const noon = new Date(2026, 2, 3, 12).getTime();
const minuteMs = 60_000;
const said = (id: number, by: string, minutes: number, more: Partial<ShownMessage> = {}): ShownMessage =>
  ({
    state: "sent",
    key: String(id),
    id,
    seq: id,
    roomId: "r",
    author: { id: by, kind: "account", name: by },
    text: "hello",
    at: noon + minutes * minuteMs,
    ...more,
  }) as ShownMessage;
const ids = (rows: readonly HistoryRow[], is: (row: HistoryRow) => boolean): readonly (number | undefined)[] =>
  rows.filter(is).map(({ message }) => message.id);

test("one author's messages share a head for five minutes, unless something comes between", () => {
  const rows = historyRows(
    [
      said(1, "ann", 0),
      said(2, "ann", 4),
      said(3, "ann", 9),
      said(4, "ben", 9),
      said(5, "ann", 10),
      said(6, "ann", 10, { replyTo: 1 }),
      said(7, "ann", 11, { deletedAt: 1 }),
      said(8, "ann", 11),
    ],
    { hasOlder: false },
  );
  assert.deepEqual(
    ids(rows, ({ isHead }) => isHead),
    [1, 3, 4, 5, 6, 8],
  );
});

test("each day begins with its date", () => {
  const rows = historyRows([said(1, "ann", 0), said(2, "ann", 12 * 60 - 1), said(3, "ann", 12 * 60)], { hasOlder: false });
  assert.deepEqual(
    ids(rows, ({ isDayStart }) => isDayStart),
    [1, 3],
  );
});

test("the line of new messages is before the first unread one of somebody else", () => {
  const messages = [said(5, "ben", 0), said(6, "ann", 1), said(7, "ben", 2), said(8, "ben", 3)];
  const line = (newAfter: number | undefined, hasOlder = true) =>
    ids(historyRows(messages, { newAfter, myId: "ann", hasOlder }), ({ isFirstNew }) => isFirstNew);
  assert.deepEqual(line(5), [7]);
  assert.deepEqual(line(7), [8]);
  assert.deepEqual(line(8), []);
  assert.deepEqual(line(undefined), []);
  assert.deepEqual(line(3), [], "the first unread one may be before all that is loaded");
  assert.deepEqual(line(0, false), [5], "nothing was read ever");
});

test("messages of one thread that follow each other share its mark", () => {
  const rows = historyRows(
    [
      said(1, "ann", 0),
      said(2, "ann", 0, { thread: 1 }),
      said(3, "ann", 0, { thread: 1 }),
      said(4, "ben", 0, { thread: 1 }),
      said(5, "ben", 0),
    ],
    { hasOlder: false },
  );
  assert.deepEqual(
    ids(rows, ({ isThreadStart }) => isThreadStart),
    [2],
  );
  assert.ok(rows[4]?.isHead);
});

test("older messages change nothing about the rows that are drawn", () => {
  const all = [
    said(1, "ann", 0),
    said(2, "ann", 1),
    said(3, "ben", 2),
    said(4, "ben", 3, { thread: 1 }),
    said(5, "ben", 4, { thread: 1 }),
  ];
  const whole = historyRows(all, { hasOlder: false });
  for (let from = 0; from < all.length - 1; from += 1) {
    const part = historyRows(all.slice(from), { hasOlder: from > 0 });
    assert.deepEqual(part, whole.slice(-part.length));
  }
});
