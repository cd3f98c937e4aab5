import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import { type MemoryChatOptions, memoryChat, signUp } from "./testing/memory-chat.ts";
import { settle } from "./testing/settle.ts";
import { storeWith } from "./testing/store-with.ts";

async function scene(options: MemoryChatOptions = {}) {
  const at = await memoryChat(options);
  const { user: admin } = await signUp(at.chat, "admin");
  const [owner, bob] = [(await signUp(at.chat, "alice")).user, (await signUp(at.chat, "bobby")).user];
  const room = await at.chat.rooms.create(owner, { kind: "private", name: "Kitchen" });
  await at.chat.rooms.invite(owner, room.id, bob.id);
  const message = await at.chat.messages.post({ roomId: room.id, author: owner, text: "hello" });
  const about = { messageId: message.id };
  return { at, admin, owner, bob, room, message, about, [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() };
}

test("a report reaches the room's owners and the administrators; resolved by one, it is for both", async () => {
  await using on = await scene();
  const { reports, server } = on.at.chat;
  const reportId = await reports.create(on.bob, { about: on.about, text: "rude" });
  await assert.rejects(reports.ofRoom(on.bob, on.room.id, 0), { code: "forbidden" });
  await assert.rejects(reports.ofRoom(on.admin, on.room.id, 0), { code: "not_found" });
  const [shown] = await reports.ofRoom(on.owner, on.room.id, 0);
  assert.deepEqual([shown?.id, shown?.text, shown?.message], [reportId, "rude", on.message]);
  assert.deepEqual(await server.reports(on.admin, { isResolved: false, afterId: 0 }), [shown]);
  await assert.rejects(reports.resolve(on.bob, { reportId, note: null }), { code: "not_found" });
  await reports.resolve(on.owner, { reportId, note: "talked to them" });
  await reports.resolve(on.owner, { reportId, note: "again" });
  assert.deepEqual(await reports.ofRoom(on.owner, on.room.id, 0), []);
  const [resolved] = await server.reports(on.admin, { isResolved: true, afterId: 0 });
  assert.deepEqual([resolved?.resolved?.by.id, resolved?.resolved?.note], [on.owner.id, "talked to them"]);
});

test("I5: what the reporter may not read is not there, and neither is a user whom nobody knows", async () => {
  await using on = await scene();
  const { reports } = on.at.chat;
  const about = [on.about, { messageId: 1_000_000 }, { messageId: 1.5 }, { userId: "nobody" }];
  for (const one of about) await assert.rejects(reports.create(on.admin, { about: one, text: "x" }), { code: "not_found" });
  await reports.create(on.admin, { about: { userId: on.bob.id }, text: "x" });
});

test("I8: reportChars characters are taken, one more is refused, and so is nothing", async () => {
  await using on = await scene({ bounds: { reportChars: 3 } });
  const { reports } = on.at.chat;
  await reports.create(on.bob, { about: on.about, text: "😀😀😀" });
  await assert.rejects(reports.create(on.bob, { about: on.about, text: "😀😀😀😀" }), { code: "text_too_long" });
  await assert.rejects(reports.create(on.bob, { about: on.about, text: " " }), { code: "text_empty" });
});

test("I8: openReportsPerUser reports of one user may be open, and reportsPerMinute made", async () => {
  await using on = await scene({ bounds: { openReportsPerUser: 2, reportsPerMinute: 3 } });
  const { reports } = on.at.chat;
  const create = () => reports.create(on.bob, { about: on.about, text: "x" });
  await create();
  await create();
  await assert.rejects(create(), { code: "limit_reached" });
  await assert.rejects(create(), { code: "rate_limited" });
  await reports.create(on.owner, { about: on.about, text: "x" });
});

test("I8: reports of a room come moderationPage at a time", async () => {
  await using on = await scene({ bounds: { moderationPage: 2 } });
  const { reports } = on.at.chat;
  const ids = [];
  for (let n = 0; n < 3; n++) ids.push(await reports.create(on.bob, { about: on.about, text: "x" }));
  const first = await reports.ofRoom(on.owner, on.room.id, 0);
  const second = await reports.ofRoom(on.owner, on.room.id, first.at(-1)?.id ?? 0);
  assert.deepEqual(
    [first, second].map((page) => page.map(({ id }) => id)),
    [ids.slice(0, 2), ids.slice(2)],
  );
});

test("I8: what was done is kept auditKeptMs, and looked for every auditPurgeMs", async () => {
  const [auditKeptMs, auditPurgeMs] = [50_000, 1_000];
  await using on = await scene({ bounds: { auditKeptMs, auditPurgeMs } });
  const { server } = on.at.chat;
  const entries = async () => (await server.audit(on.admin, 1_000)).length;
  on.at.clock.advance(auditKeptMs);
  await settle();
  assert.equal(await entries(), 1);
  on.at.clock.advance(auditPurgeMs);
  await settle();
  assert.equal(await entries(), 0);
});

test("I8: auditPurgedAtOnce entries go in one commit and the rest in the next ones; what fails is logged", async () => {
  const asked: number[] = [];
  let left = 5;
  const store = storeWith(createMemoryStore(), {
    purgeModeration: (_before, limit) => {
      if (left === 0) return Promise.reject(new Error("disk"));
      asked.push(limit);
      const count = Math.min(limit, left);
      left -= count;
      return Promise.resolve(count);
    },
  });
  await using at = await memoryChat({ store, bounds: { auditPurgedAtOnce: 2, auditPurgeMs: 1_000 } });
  await settle();
  assert.deepEqual(asked, [2, 2, 2]);
  at.clock.advance(1_000);
  await settle();
  assert.equal(at.log.lines.filter(({ level }) => level === "warn").length, 1);
});
