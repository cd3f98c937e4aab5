import assert from "node:assert/strict";
import { test } from "node:test";
import { isEverywhere, Marks } from "./marks.ts";
import { protocolNames } from "./protocols/protocol.ts";

const never = (): never => assert.fail("joined");
const live = { mayBeOld: false, join: never };

function marksAt() {
  const clock = { now: 1_000 };
  return { clock, marks: new Marks(() => clock.now) };
}

test("a text typed in one column is one message in all that show it", () => {
  const { clock, marks } = marksAt();
  const number = marks.sent("roster", " hello ");
  for (const protocol of protocolNames) {
    clock.now += 2;
    assert.equal(marks.seen(protocol, "hello", { mayBeOld: protocol === "reactions", join: never }), number);
  }
  const [mark] = marks.all.get();
  assert.deepEqual([mark?.from, mark?.seen.reactions, mark?.seen.zo], ["roster", 2, 10]);
  assert.ok(mark && isEverywhere(mark));
});

test("said again, the same text is another message", () => {
  const { marks } = marksAt();
  const first = marks.sent("zo", "hi");
  assert.equal(marks.seen("zo", "hi", live), first);
  const second = marks.sent("zo", "hi");
  assert.notEqual(second, first);
  assert.equal(marks.seen("zo", "hi", live), second);
  assert.equal(marks.seen("roster", "hi", live), first);
});

test("what somebody elsewhere said is joined, too", () => {
  const { marks } = marksAt();
  const number = marks.seen("roster", "from afar", live);
  assert.equal(marks.seen("zo", "from afar", live), number);
  assert.equal(marks.all.get()[0]?.from, null);
});

test("a replayed message begins nothing, but one that another column shows to be new joins it, whichever came first", () => {
  const { marks } = marksAt();
  const joined: number[] = [];
  const replayed = { mayBeOld: true, join: (mark: number) => void joined.push(mark) };
  assert.equal(marks.seen("reactions", "old", replayed), undefined);
  assert.equal(marks.seen("reactions", "new", replayed), undefined);
  assert.equal(marks.all.get().length, 0);
  const number = marks.seen("roster", "new", live);
  assert.deepEqual(joined, [number]);
  assert.equal(marks.all.get()[0]?.seen.reactions, 0);
});

test("what was said long ago is not the same message", () => {
  const { clock, marks } = marksAt();
  const first = marks.sent("zo", "hi");
  clock.now += 60_000;
  assert.notEqual(marks.seen("roster", "hi", live), first);
});

test("a file is one message, whether a protocol shows it as a file or says its address", () => {
  const { marks } = marksAt();
  const number = marks.seen("roster", "plan.txt (5 B) http://localhost:8080/files/a1b2/plan.txt", live);
  assert.equal(marks.seen("zo", "http://localhost:8080/files/a1b2/plan.txt", live), number);
  assert.notEqual(marks.seen("zo", "http://localhost:8080/files/other/plan.txt", live), number);
});
