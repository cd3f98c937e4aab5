import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PostgresServer, withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import pg from "pg";
import { codeOf, eventTypes } from "../codes.ts";
import { first } from "./migrations/first.ts";
import { Movements } from "./movements.ts";
import type { Connection } from "./statement.ts";

describe("which rooms moved, in PostgreSQL", { skip: withoutPostgres() }, () => {
  let server: PostgresServer;
  let client: pg.Client;
  let movements: Movements;

  before(async () => {
    server = await PostgresServer.start();
    client = new pg.Client({ connectionString: await server.newDatabase() });
    await client.connect();
    await client.query(first);
    const types = { getTypeParser: (oid: number) => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid)) };
    const db: Connection = {
      async query(sql, values) {
        const { rows, rowCount } = await client.query<unknown[]>({ text: sql, values: [...values], rowMode: "array", types });
        return { rows, changed: rowCount ?? 0 };
      },
    };
    movements = new Movements(db);
    await client.query(`
      INSERT INTO users (key, id, kind) VALUES (1, 'ann', 0), (2, 'bob', 0);
      INSERT INTO rooms (key, id, kind, low, high) VALUES (11, 'd', 1, 1, 2), (12, 'notes', 1, 1, 1), (13, 'g', 2, NULL, NULL);
    `);
  });
  after(async () => {
    await client.end();
    await server.stop();
  });

  const add = async (id: number, [room, seq, type, user]: readonly [number, number, (typeof eventTypes)[number], number]) => {
    const sql = `INSERT INTO log (id, room, seq, type, at, "user", user_kind, user_name, text) VALUES ($1, $2, $3, $4, 0, $5, 0, '', '')`;
    await client.query(sql, [id, room, seq, codeOf(eventTypes, type), user]);
    await client.query("UPDATE head SET last_id = $1", [id]);
  };

  test("nothing has moved at the beginning", async () => {
    assert.equal(await movements.lastEventId(), 0);
    assert.deepEqual(await movements.movementsAfter(0, 10), { lastId: 0, count: 0, movements: [] });
  });

  test("each room has its first and last seq of the page, a direct one its pair, another its comings; ids may have gaps", async () => {
    await add(3, [13, 1, "member_joined", 1]);
    await add(4, [11, 1, "member_joined", 1]);
    await add(5, [13, 2, "member_joined", 2]);
    await add(8, [12, 1, "posted", 1]);
    await add(9, [13, 3, "member_left", 2]);
    await add(10, [13, 4, "posted", 2]);
    assert.equal(await movements.lastEventId(), 10);
    const [joinedAnn, joinedBob, leftBob] = [
      { userId: "ann", seq: 1 },
      { userId: "bob", seq: 2 },
      { userId: "bob", seq: 3 },
    ];
    const directs = [
      { roomId: "d", firstSeq: 1, lastSeq: 1, pair: ["ann", "bob"], comings: [] },
      { roomId: "notes", firstSeq: 1, lastSeq: 1, pair: ["ann"], comings: [] },
    ];
    assert.deepEqual(await movements.movementsAfter(0, 100), {
      lastId: 10,
      count: 6,
      movements: [{ roomId: "g", firstSeq: 1, lastSeq: 4, pair: null, comings: [joinedAnn, joinedBob, leftBob] }, ...directs],
    });
    assert.deepEqual(await movements.movementsAfter(0, 3), {
      lastId: 5,
      count: 3,
      movements: [{ roomId: "g", firstSeq: 1, lastSeq: 2, pair: null, comings: [joinedAnn, joinedBob] }, directs[0]],
    });
    assert.deepEqual(await movements.movementsAfter(8, 100), {
      lastId: 10,
      count: 2,
      movements: [{ roomId: "g", firstSeq: 3, lastSeq: 4, pair: null, comings: [leftBob] }],
    });
    assert.deepEqual(await movements.movementsAfter(10, 100), { lastId: 10, count: 0, movements: [] });
  });

  test("a page is found by the log's key, however long the log is", async () => {
    await client.query(`
      INSERT INTO log (id, room, seq, type, at, "user", user_kind, user_name, text)
        SELECT n, 13, n, 0, 0, 1, 0, '', repeat('x', 200) FROM generate_series(100, 20000) n;
      ANALYZE log;
    `);
    const { rows } = await client.query<unknown[]>({
      text: `EXPLAIN SELECT id, room, seq, type, "user" FROM log WHERE id > 19000 ORDER BY id LIMIT 1000`,
      rowMode: "array",
    });
    assert.match(rows.join("\n"), /Index Scan using log_pkey/);
    const { count, lastId } = await movements.movementsAfter(19_500, 1_000);
    assert.deepEqual([count, lastId], [500, 20_000]);
  });
});
