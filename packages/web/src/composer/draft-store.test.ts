import assert from "node:assert/strict";
import { test } from "node:test";
import { DraftStore } from "./draft-store.ts";

function scene() {
  const kept = new Map<string, string>();
  let isFull = false;
  let due: (() => void) | undefined;
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem(key: string, value: string) {
      if (isFull) throw new Error("quota");
      kept.set(key, value);
    },
    removeItem: (key: string) => void kept.delete(key),
    key: (at: number) => [...kept.keys()][at] ?? null,
    get length() {
      return kept.size;
    },
  };
  const timer = {
    after(_: number, work: () => void) {
      due = work;
      return () => {
        due = undefined;
      };
    },
  };
  return {
    kept,
    drafts: new DraftStore(storage, timer),
    /** As after a reload. */
    later: () => new DraftStore(storage, timer),
    pass: () => due?.(),
    fill: (now: boolean) => {
      isFull = now;
    },
  };
}

const lounge = { userId: "ann", roomId: "lounge" };

test("a draft is read back at once, written after a moment, and outlives the page", () => {
  const { drafts, kept, pass, later } = scene();
  drafts.write(lounge, "hel");
  drafts.write(lounge, "hello");
  assert.equal(drafts.read(lounge), "hello");
  assert.equal(kept.size, 0);
  pass();
  assert.equal(later().read(lounge), "hello");
});

test("rooms, threads and people have drafts of their own, whatever their ids are", () => {
  const { drafts, later } = scene();
  const places = [lounge, { ...lounge, thread: 7 }, { ...lounge, roomId: "lounge/7" }, { ...lounge, userId: "ann/lounge" }];
  for (const [at, place] of places.entries()) drafts.write(place, `draft ${at}`);
  drafts.flush();
  assert.deepEqual(
    places.map((place) => later().read(place)),
    ["draft 0", "draft 1", "draft 2", "draft 3"],
  );
});

test("what was sent leaves nothing behind, and nor does what is blank", () => {
  const { drafts, kept } = scene();
  drafts.write(lounge, "hello");
  drafts.flush();
  drafts.write(lounge, "");
  assert.equal(drafts.read(lounge), "");
  drafts.flush();
  assert.equal(kept.size, 0);
});

test("who signs out leaves no drafts, and nothing else is touched", () => {
  const { drafts, kept, pass } = scene();
  kept.set("parlance.session", "x");
  drafts.write(lounge, "one");
  drafts.write({ ...lounge, roomId: "b" }, "two");
  drafts.flush();
  drafts.write(lounge, "three");
  drafts.forget();
  pass();
  assert.deepEqual([...kept.keys()], ["parlance.session"]);
  assert.equal(drafts.read(lounge), "");
});

test("a full storage loses nothing while the page is there", () => {
  const { drafts, kept, fill } = scene();
  fill(true);
  drafts.write(lounge, "hello");
  drafts.flush();
  assert.equal(drafts.read(lounge), "hello");
  fill(false);
  drafts.flush();
  assert.equal(kept.size, 1);
});
