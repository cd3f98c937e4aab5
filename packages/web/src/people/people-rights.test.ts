import assert from "node:assert/strict";
import { test } from "node:test";
import * as server from "../../../server/src/ports/rights.ts";
import { loungeId, mayDo, mayDoNow, mayLeave, powersOver, type RoomAct } from "./people-rights.ts";

const kinds = ["public", "private", "direct"] as const;
const roles = ["owner", "moderator", "member", undefined] as const;
const acts: readonly RoomAct[] = ["rename", "set_topic", "archive", "invite", "remove", "set_role", "ban"];

test("who may do what in a room is what the server says", () => {
  for (const kind of kinds) {
    for (const role of roles) {
      for (const act of acts)
        assert.equal(mayDo({ kind }, role, act), server.mayDo({ kind }, role ?? null, act), `${kind} ${role} ${act}`);
    }
  }
});

test("whom one may remove and ban is what the server says", () => {
  for (const id of ["r1", loungeId]) {
    for (const kind of kinds) {
      for (const mine of roles) {
        for (const theirs of roles) {
          const room = { id, kind };
          const powers = powersOver(room, { id: "me", role: mine }, { id: "you", role: theirs });
          const place = `${id} ${kind} ${mine} ${theirs}`;
          assert.equal(powers.mayBan, server.mayBan(room, mine ?? null, theirs ?? null), place);
          assert.equal(powers.mayRemove, theirs !== undefined && server.mayRemove(room, mine ?? null, theirs), place);
          assert.equal(powers.roles.length > 0, theirs !== undefined && server.mayDo(room, mine ?? null, "set_role"), place);
        }
      }
    }
  }
});

test("nobody removes or bans themself, and an owner may step down", () => {
  const powers = powersOver({ id: "r1", kind: "public" }, { id: "me", role: "owner" }, { id: "me", role: "owner" });
  assert.deepEqual(powers, { roles: ["moderator", "member"], mayRemove: false, mayBan: false });
});

test("in an archived room nothing is done but taking it up again", () => {
  const room = { id: "r1", kind: "public", archivedAt: 1 } as const;
  for (const act of acts) assert.equal(mayDoNow(room, "owner", act), act === "archive");
  assert.deepEqual(powersOver(room, { id: "me", role: "owner" }, { id: "you", role: "member" }), {
    roles: [],
    mayRemove: false,
    mayBan: false,
  });
});

test("groups are left by their members; the lounge and direct rooms stay", () => {
  assert.equal(mayLeave({ id: "r1", kind: "private" }, "member"), true);
  assert.equal(mayLeave({ id: "r1", kind: "public" }, undefined), false);
  assert.equal(mayLeave({ id: loungeId, kind: "public" }, "member"), false);
  assert.equal(mayLeave({ id: "d1", kind: "direct" }, "member"), false);
});
