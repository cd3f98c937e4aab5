import assert from "node:assert/strict";
import { test } from "node:test";
import { firstMuteEnd, isMuted, muteEnd } from "./mutes.ts";

const evening = new Date(2026, 11, 31, 22, 30);

test("a mute is for an hour, until the next morning, or for ever", () => {
  assert.equal(muteEnd("hour", evening), new Date(2026, 11, 31, 23, 30).getTime());
  assert.equal(muteEnd("tomorrow", evening), new Date(2027, 0, 1, 8).getTime());
  assert.equal(muteEnd("forever", evening), "forever");
});

test("a mute whose time has passed is none", () => {
  assert.equal(isMuted({}, 10), false);
  assert.equal(isMuted({ mutedUntil: 10 }, 10), false);
  assert.equal(isMuted({ mutedUntil: 11 }, 10), true);
  assert.equal(isMuted({ mutedUntil: "forever" }, 10), true);
});

test("the first mute to end is waited for", () => {
  assert.equal(firstMuteEnd([{ mutedUntil: "forever" }, {}, { mutedUntil: 5 }], 10), undefined);
  assert.equal(firstMuteEnd([{ mutedUntil: 40 }, { mutedUntil: 25 }], 10), 15);
});
