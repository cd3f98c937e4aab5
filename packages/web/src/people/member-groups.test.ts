import assert from "node:assert/strict";
import { test } from "node:test";
import type { Member, Role } from "@parlance/client";
import { groupsOf, type MemberGroup } from "./member-groups.ts";

const member = (name: string, role: Role = "member"): Member => ({ user: { id: name, kind: "account", name }, role, seq: 1 });
const members = [member("zoe"), member("ann"), member("Ben"), member("mod", "moderator"), member("own", "owner"), member("abe")];
const said = (groups: readonly MemberGroup[]) =>
  groups.map(({ kind, members: all }) => [kind, all.map(({ user }) => user.name).join()]);

test("who keeps order comes first, then who is there, then the others, by name", () => {
  const states: Readonly<Record<string, "online" | "away" | "offline">> = { zoe: "online", ann: "away", Ben: "offline" };
  assert.deepEqual(said(groupsOf(members, { words: "", stateOf: (id) => states[id] })), [
    ["owner", "own"],
    ["moderator", "mod"],
    ["online", "zoe,ann"],
    ["offline", "Ben"],
    ["member", "abe"],
  ]);
});

test("where not all can be looked at, members are one group", () => {
  assert.deepEqual(said(groupsOf(members, { words: "" })), [
    ["owner", "own"],
    ["moderator", "mod"],
    ["member", "abe,ann,Ben,zoe"],
  ]);
});

test("members are found by their names, and groups without any are not there", () => {
  assert.deepEqual(said(groupsOf(members, { words: "BE" })), [["member", "abe,Ben"]]);
  assert.deepEqual(groupsOf([], { words: "" }), []);
});
