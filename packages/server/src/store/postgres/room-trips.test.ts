import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import type { Person } from "../../ports/model.ts";
import { Joiner } from "./joiner.ts";
import { Ledger } from "./ledger.ts";
import { onConnection } from "./testing/store-in-database.ts";
import { Trips } from "./testing/trips.ts";
import { banWrites } from "./write-bans.ts";
import { memberWrites } from "./write-members.ts";
import { personalWrites } from "./write-personal.ts";
import { reportWrites } from "./write-reports.ts";
import { roomWrites } from "./write-rooms.ts";
import { serverWrites } from "./write-server.ts";

const person = (id: string): Person => ({ id, kind: "account", name: id.toUpperCase() });

test("while everybody waits, a write about a room or a user goes to PostgreSQL and back a few times", {
  skip: withoutPostgres(),
}, async () => {
  await onConnection(async (session) => {
    await session.query(
      `INSERT INTO users (id, kind, name, created_at, last_active_at, is_admin)
       SELECT u, 0, upper(u), 1, 1, CASE WHEN u = 'd' THEN 1 ELSE 0 END FROM unnest($1::text[]) u`,
      [["a", "b", "c", "d", "e"]],
    );
    const db = new Trips(session);
    const ledger = new Ledger(db);
    const emit = (): void => undefined;
    const parts = { ledger, emit, joiner: new Joiner(db, ledger, emit) };
    const writes = {
      ...roomWrites(db, parts),
      ...memberWrites(db, parts),
      ...banWrites(db, parts),
      ...serverWrites(db, ledger),
      ...reportWrites(db, ledger),
      ...personalWrites(db),
    };
    const tooMany: string[] = [];
    let lastId = 0;
    /** In a batch of its own: nothing is known from the write before, the worst that can be. */
    const counted = async (what: string, most: number, work: () => Promise<unknown>): Promise<void> => {
      ledger.begin(lastId);
      ledger.users.begin();
      const before = db.count;
      assert.match(JSON.stringify(await work()), /"(created|done|reported)"|true/, what);
      await ledger.flushed();
      const trips = db.count - before;
      await ledger.settle();
      lastId = ledger.nextId() - 1;
      if (trips > most) tooMany.push(`${what}: ${trips} instead of ${most}`);
    };
    const [roomId, by, at] = ["r", person("a"), 5];
    const about = { roomId, userId: "b", by, at };
    const room = { id: roomId, kind: "public", name: "R", topic: null, by, at, maxPerDay: 9 } as const;
    await counted("createRoom", 4, () => writes.createRoom(room));
    await counted("changeRoom", 4, () => writes.changeRoom({ roomId, by, at, topic: "t" }));
    await counted("invite", 5, () => writes.invite({ ...about, maxMembers: 9 }));
    await counted("joinRoom", 4, () => writes.joinRoom({ roomId, by: person("c"), at, maxMembers: 9 }));
    await counted("setRole", 4, () => writes.setRole({ ...about, role: "moderator" }));
    await counted("leaveRoom", 4, () => writes.leaveRoom({ roomId, by: person("c"), at }));
    await counted("banFromRoom", 5, () => writes.banFromRoom({ ...about, reason: null }));
    await counted("unbanFromRoom", 4, () => writes.unbanFromRoom(about));
    await counted("invite, where members are counted", 5, () => writes.invite({ ...about, userId: "c", maxMembers: 3 }));
    await counted("removeMember", 4, () => writes.removeMember({ ...about, userId: "c" }));
    const opened = await ledger.room(roomId);
    assert.ok(opened !== null);
    const { id: messageId } = await ledger.append(opened, { type: "posted", at, by, text: "t" });
    await ledger.settle();
    lastId = messageId;
    const report = { by: person("e"), at, text: "", maxOpen: 9 };
    await counted("createReport", 5, () => writes.createReport({ ...report, about: { messageId } }));
    await counted("resolveReport", 4, () => writes.resolveReport({ reportId: 1, by, at, note: null }));
    const admin = { userId: "b", by: person("d"), at };
    await counted("banFromServer", 4, () => writes.banFromServer({ ...admin, reason: null, until: null }));
    await counted("unbanFromServer", 4, () => writes.unbanFromServer(admin));
    await counted("setAdmin", 3, () => writes.setAdmin({ ...admin, isAdmin: true }));
    await counted("markRead", 2, () => writes.markRead({ userId: "a", roomId, messageId }));
    await counted("setMute", 2, () => writes.setMute({ userId: "a", roomId, until: 9 }));
    await counted("block", 2, () => writes.block({ userId: "a", otherId: "b", maxBlocks: 9 }));
    await counted("unblock", 1, () => writes.unblock("a", "b"));
    await counted("leaveRoom, as the last", 4, () => writes.leaveRoom({ roomId, by, at }));
    assert.deepEqual(tooMany, []);
  });
});
