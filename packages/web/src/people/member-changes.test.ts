import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatEvent, Member, Role } from "@parlance/client";
import { applied } from "./member-changes.ts";

const person = (id: string) => ({ id, kind: "account" as const, name: id });
const room = { id: "r", kind: "public" as const };
const place = (seq: number) => ({ roomId: "r", at: 1, seq });
const joined = (id: string, seq: number): ChatEvent => ({
  type: "member_joined",
  ...place(seq),
  user: person(id),
  role: "member",
  room,
});
const left = (id: string, seq: number): ChatEvent => ({ type: "member_left", ...place(seq), user: person(id), reason: "left" });
const became = (id: string, seq: number, role: Role): ChatEvent => ({
  type: "role_changed",
  ...place(seq),
  user: person(id),
  role,
  by: person("ann"),
});
const none: ReadonlyMap<string, Member> = new Map();
const said = (members: ReadonlyMap<string, Member>) => [...members.values()].map(({ user, role }) => `${user.id} ${role}`);

test("members come, go and get other roles", () => {
  const events = [joined("ann", 1), joined("ben", 2), became("ben", 3, "moderator"), left("ann", 4)];
  assert.deepEqual(said(events.reduce(applied, none)), ["ben moderator"]);
});

test("events that were in the answer already change nothing when they are applied again", () => {
  const events = [joined("ann", 1), became("ann", 2, "moderator"), left("ann", 3), joined("ann", 4), became("ann", 5, "owner")];
  const answer = events.reduce(applied, none);
  assert.deepEqual(said(events.reduce(applied, answer)), ["ann owner"]);
  // The going is of before the joining that the answer tells of.
  assert.deepEqual(said(applied(answer, left("ann", 3))), ["ann owner"]);
});

test("what is no matter of members leaves the very same map", () => {
  assert.equal(applied(none, { type: "gone", roomId: "r" }), none);
  assert.equal(applied(none, left("ben", 9)), none);
  assert.equal(applied(none, became("ben", 9, "owner")), none);
});
