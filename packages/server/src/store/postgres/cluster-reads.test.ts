import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import { codeOf, userKinds } from "../codes.ts";
import { ClusterReads } from "./cluster-reads.ts";
import type { Session } from "./session.ts";
import { onConnection } from "./testing/store-in-database.ts";

async function people(db: Session): Promise<void> {
  const insert = `INSERT INTO users (key, id, kind, name, created_at, last_active_at, deleted_at) VALUES ($1, $2, $3, $4, 1, 1, $5)`;
  const account = codeOf(userKinds, "account");
  await db.query(insert, [1, "ann", account, "Ann\u0000", null]);
  await db.query(insert, [2, "gone", null, "Deleted", 5]);
  await db.query(insert, [3, "address", null, null, null]);
}

describe("postgres: what several servers ask", { skip: withoutPostgres() }, () => {
  test("sessions and users come in the order asked, each once, those that are there", () =>
    onConnection(async (db) => {
      await people(db);
      const token = `INSERT INTO tokens (hash, session, "user", created_at, expires_at) VALUES ($1, $2, 1, 1, $3)`;
      for (const [hash, session, expiresAt] of [
        ["h1", "s1", 10],
        ["h2", "s1", 30],
        ["h3", "s2", 20],
      ] as const) {
        await db.query(token, [hash, session, expiresAt]);
      }
      const reads = new ClusterReads(db);
      assert.deepEqual(await reads.sessionsAmong(["s2", "none", "s1", "s2"]), [
        { id: "s2", expiresAt: 20 },
        { id: "s1", expiresAt: 30 },
      ]);
      assert.deepEqual(await reads.sessionsAmong([]), []);
      const found = await reads.usersAmong(["gone", "address", "ann", "gone"], 0);
      assert.deepEqual(
        found.map(({ user, isBanned }) => [user.id, user.name, isBanned]),
        [
          ["gone", "Deleted", false],
          ["ann", "Ann\u0000", false],
        ],
      );
    }));

  test("who is banned from the server is, until the ban is over", () =>
    onConnection(async (db) => {
      await people(db);
      const ban = `INSERT INTO bans (id, room, "user", user_kind, user_name, by, by_kind, by_name, at, until)
                   VALUES (1, $1, 1, 0, 'Ann', 2, 0, 'x', 1, 500)`;
      await db.query(ban, [0]);
      const reads = new ClusterReads(db);
      const isBanned = async (at: number) => (await reads.usersAmong(["ann"], at))[0]?.isBanned;
      assert.deepEqual([await isBanned(499), await isBanned(500)], [true, false]);
    }));

  test("the shared time is the clock's at each statement, not that of the transaction's beginning", () =>
    onConnection(async (db) => {
      const reads = new ClusterReads(db);
      const began = await reads.sharedNow();
      await db.query("SELECT pg_sleep(0.02)", []);
      const now = await reads.sharedNow();
      assert.ok(now - began >= 20, `${now - began} ms passed`);
    }));
});
