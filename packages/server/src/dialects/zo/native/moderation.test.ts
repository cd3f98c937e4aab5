import assert from "node:assert/strict";
import { test } from "node:test";
import { auditEntry, ban, report, serverRoutes } from "@parlance/client/contract";
import type { User } from "../../../ports/model.ts";
import { loungeId } from "../../../ports/model.ts";
import { Talk } from "../../testing/talk.ts";
import { signUp } from "../../testing/world.ts";
import { openStage, type Stage } from "../testing/stage.ts";

interface Caller {
  readonly user: User;
  readonly talk: Talk;
  /** What a call answers, or the house's code of what refuses it. */
  call(route: string, input?: object): Promise<unknown>;
}

async function caller(stage: Stage, name: string): Promise<Caller> {
  const { token, user } = await signUp(stage, name);
  const admission = await stage.admit({ token });
  assert.ok(admission.isAdmitted);
  const talk = new Talk({ open: (link) => admission.open(link) });
  return {
    user,
    talk,
    call: async (route, input) => {
      const answers = (await talk.ask({ type: route, id: 1, ...(input && { payload: input }) })) as Answer[];
      const answer = answers.find(({ id }) => id === 1);
      assert.ok(answer !== undefined, `${route} is answered`);
      return answer.type === "zo.error" ? (answer.payload?.data?.reason ?? answer.payload?.code) : answer.payload;
    },
  };
}

interface Answer {
  readonly id?: number;
  readonly type: string;
  readonly payload?: { readonly code?: string; readonly data?: { readonly reason: string } };
}

async function staffed() {
  const stage = await openStage({ limitsOn: false });
  const [admin, owner, eve] = [await caller(stage, "admin"), await caller(stage, "owner"), await caller(stage, "evelyn")];
  const { rooms, messages } = stage.chat;
  const room = await rooms.create(owner.user, { kind: "public", name: "Kitchen" });
  await rooms.join(eve.user, room.id);
  const said = await messages.post({ roomId: room.id, author: eve.user, text: "hello" });
  return { stage, admin, owner, eve, room, said, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

test("rooms.ban, bans, audit and unban: what the contract says, and nothing for those who may not", async () => {
  await using on = await staffed();
  const { owner, eve, room } = on;
  const about = { roomId: room.id, userId: eve.user.id };
  assert.equal(await eve.call("rooms.ban", { ...about, userId: owner.user.id }), "forbidden");
  const banned = (await owner.call("rooms.ban", { ...about, reason: "spam" })) as { room: { id: string } };
  assert.equal(banned.room.id, room.id);
  const { bans } = (await owner.call("rooms.bans", { roomId: room.id })) as { bans: unknown[] };
  const [one] = bans.map((given) => ban.strict().parse(given));
  assert.deepEqual([one?.user.id, one?.by.id, one?.reason, one?.until], [eve.user.id, owner.user.id, "spam", undefined]);
  const { entries } = (await owner.call("rooms.audit", { roomId: room.id })) as { entries: unknown[] };
  const actions = entries.map((given) => auditEntry.strict().parse(given).action);
  assert.deepEqual(actions, ["banned"]);
  for (const [route, input] of [
    ["rooms.bans", { roomId: room.id }],
    ["rooms.audit", { roomId: room.id }],
    ["rooms.unban", about],
    ["rooms.join", { roomId: room.id }],
    ["rooms.members", { roomId: room.id }],
    ["reports.create", { messageId: on.said.id, text: "x" }],
  ] as const) {
    assert.equal(await eve.call(route, input), "not_found", route);
    assert.equal(
      await eve.call(route, { ...input, ...("roomId" in input ? { roomId: "none" } : { messageId: 99 }) }),
      "not_found",
    );
  }
  assert.deepEqual(await owner.call("rooms.unban", about), banned);
  assert.deepEqual(await owner.call("rooms.bans", { roomId: room.id }), { bans: [] });
});

test("reports: moderators are shown what is reported and not by whom, administrators both", async () => {
  await using on = await staffed();
  const { admin, owner, eve, room, said } = on;
  const { reportId } = (await eve.call("reports.create", { messageId: said.id, text: "rude" })) as { reportId: number };
  const { reports } = (await owner.call("reports.ofRoom", { roomId: room.id })) as { reports: unknown[] };
  const [shown] = reports.map((given) => report.strict().parse(given));
  assert.deepEqual([shown?.id, shown?.by, shown?.message?.text, shown?.text], [reportId, undefined, "hello", "rude"]);
  const ofServer = (await admin.call("server.reports")) as { reports: { by: { id: string } }[] };
  assert.deepEqual(ofServer.reports, [{ ...shown, by: ofServer.reports[0]?.by }]);
  assert.equal(ofServer.reports[0]?.by.id, eve.user.id);
  assert.equal(await eve.call("reports.ofRoom", { roomId: room.id }), "forbidden");
  assert.equal(await eve.call("reports.resolve", { reportId }), "not_found");
  assert.equal(await owner.call("reports.resolve", { reportId, note: "talked" }), undefined);
  assert.deepEqual(await owner.call("reports.ofRoom", { roomId: room.id }), { reports: [] });
  const resolved = (await admin.call("server.reports", { resolved: true })) as { reports: unknown[] };
  assert.equal(report.parse(resolved.reports[0]).resolved?.note, "talked");
  assert.equal(await eve.call("reports.create", { text: "about nothing" }), "invalid_payload");
  assert.equal(await eve.call("reports.create", { messageId: 1, userId: "x", text: "about both" }), "invalid_payload");
});

test("server.*: administrators do it, to everybody else every route is forbidden", async () => {
  await using on = await staffed();
  const { admin, owner, eve, said } = on;
  const inputs: Record<keyof typeof serverRoutes, object> = {
    ban: { userId: eve.user.id, reason: "spam", until: on.stage.clock.now() + 1_000 },
    bans: {},
    users: { name: "eve" },
    setAdmin: { userId: owner.user.id, isAdmin: true },
    reports: {},
    resolve: { reportId: 1 },
    deleteMessage: { messageId: said.id },
    unban: { userId: eve.user.id },
    audit: {},
  };
  assert.deepEqual(Object.keys(inputs).toSorted(), Object.keys(serverRoutes).toSorted());
  for (const [route, input] of Object.entries(inputs))
    assert.equal(await owner.call(`server.${route}`, input), "forbidden", route);
  const answers: Record<string, unknown> = {};
  for (const [route, input] of Object.entries(inputs)) answers[route] = await admin.call(`server.${route}`, input);
  assert.equal(eve.talk.closedAs, "sessionEnded");
  const { bans } = answers["bans"] as { bans: unknown[] };
  assert.equal(ban.strict().parse(bans[0]).until, inputs.ban && on.stage.clock.now() + 1_000);
  const { users } = answers["users"] as { users: object[] };
  const times = { createdAt: eve.user.createdAt, lastActiveAt: eve.user.lastActiveAt };
  const user = { id: eve.user.id, kind: "account", name: "evelyn" };
  assert.deepEqual(users, [{ user, ...times, isAdmin: false, isBanned: true }]);
  assert.equal(answers["resolve"], "not_found");
  assert.equal((answers["deleteMessage"] as { message: { text: string } }).message.text, "");
  const { entries } = answers["audit"] as { entries: unknown[] };
  assert.deepEqual(
    entries.map((given) => auditEntry.strict().parse(given).action),
    ["unbanned", "message_deleted", "admin_made", "banned", "admin_made"],
  );
  assert.deepEqual([answers["setAdmin"], answers["ban"], answers["unban"]], [undefined, undefined, undefined]);
});

test("pages: next is there while there is more, and goes on from there", async () => {
  await using stage = await openStage({ limitsOn: false, bounds: { moderationPage: 2 } });
  const admin = await caller(stage, "admin");
  const others = [];
  for (const name of ["bobby", "carol", "david"]) others.push((await caller(stage, name)).user.id);
  for (const userId of others) await admin.call("rooms.ban", { roomId: loungeId, userId });
  const first = (await admin.call("rooms.bans", { roomId: loungeId })) as { bans: { user: { id: string } }[]; next: number };
  const second = (await admin.call("rooms.bans", { roomId: loungeId, after: first.next })) as typeof first;
  assert.deepEqual(
    [...first.bans, ...second.bans].map(({ user }) => user.id),
    others,
  );
  assert.equal(second.next, undefined);
  const page = (await admin.call("server.users")) as { users: unknown[]; next: string };
  const rest = (await admin.call("server.users", { after: page.next })) as typeof page;
  assert.deepEqual([page.users.length, rest.users.length], [2, 2]);
});
