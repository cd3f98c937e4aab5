import assert from "node:assert/strict";
import { test } from "node:test";
import { whyNotWrite } from "./may-write.ts";

const room = { id: "r", kind: "private", name: "R" } as const;
const ben = { id: "ben", kind: "account", name: "Ben" } as const;
const nobody = new Set<string>();

test("members write, guests too where the room is theirs, until it is archived", () => {
  assert.equal(whyNotWrite({ summary: { room }, isKnown: true, blocked: nobody }), undefined);
  const archived = { room: { ...room, archivedAt: 1 } };
  assert.deepEqual(whyNotWrite({ summary: archived, isKnown: true, blocked: nobody }), { kind: "archived" });
});

test("who is no member is told so when it is known", () => {
  assert.deepEqual(whyNotWrite({ summary: undefined, isKnown: false, blocked: nobody }), { kind: "unknown" });
  assert.deepEqual(whyNotWrite({ summary: undefined, isKnown: true, blocked: nobody }), { kind: "not_member" });
});

test("a block ends a direct conversation, and no other", () => {
  const blocked = new Set(["ben"]);
  const direct = { room: { id: "d", kind: "direct" as const, pair: [ben] } };
  assert.deepEqual(whyNotWrite({ summary: direct, isKnown: true, blocked }), { kind: "blocked", name: "Ben" });
  assert.equal(whyNotWrite({ summary: { room }, isKnown: true, blocked }), undefined);
});
