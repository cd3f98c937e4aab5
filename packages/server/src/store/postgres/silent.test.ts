import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PostgresServer, withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import { loungeId } from "../../ports/model.ts";
import { hogConnections } from "./testing/hog-connections.ts";
import { loungePost } from "./testing/lounge-post.ts";
import { StoreInDatabase } from "./testing/store-in-database.ts";

const unavailable = { name: "StoreError", code: "unavailable" };
const short = { databaseRetryMs: 300, databaseRetryGapMs: 20, databaseConnectMs: 300, databaseReadMs: 500, databaseHoldMs: 200 };

/** A server of its own, as it is stopped, and the store on it. */
async function ownServer(bounds: object, settings: Readonly<Record<string, string>> = {}) {
  await using ends = new AsyncDisposableStack();
  const server = ends.use(await PostgresServer.start({ settings }));
  const { store } = ends.use(await StoreInDatabase.make({ url: await server.newDatabase(), ...short, ...bounds }));
  const ending = ends.move();
  return { server, store, [Symbol.asyncDispose]: () => ending.disposeAsync() };
}

describe("postgres: a database that says nothing", { skip: withoutPostgres() }, () => {
  test("however many reads wait, all are refused when one has had no answer for databaseReadMs, and later ones after databaseConnectMs", async () => {
    await using own = await ownServer({ databaseConnections: 2 });
    const { server, store } = own;
    await Promise.all([store.findRoom(loungeId), store.findRoom(loungeId)]);
    server.pause();
    for (const boundMs of [short.databaseReadMs, short.databaseConnectMs]) {
      const startedMs = performance.now();
      const reads = Array.from({ length: 200 }, () => store.findRoom(loungeId));
      const outcomes = await Promise.allSettled(reads);
      const tookMs = performance.now() - startedMs;
      for (const outcome of outcomes) {
        assert.ok(outcome.status === "rejected");
        assert.equal((outcome.reason as { code: string }).code, "unavailable");
      }
      assert.ok(tookMs < 10 * boundMs, `${tookMs.toFixed(0)} ms, one after the other they take ${100 * boundMs}`);
    }
    server.resume();
    while (!(await isThere(() => store.findRoom(loungeId))));
  });

  test("writes are refused after databaseRetryMs and one try; afterwards they go on, and what was refused is nowhere", async () => {
    await using own = await ownServer({});
    const { server, store } = own;
    await store.post(loungePost("before"));
    server.pause();
    const startedMs = performance.now();
    const posts = Array.from({ length: 5_000 }, () => store.post(loungePost("refused")));
    for (const outcome of await Promise.allSettled(posts)) {
      assert.ok(outcome.status === "rejected");
      assert.equal((outcome.reason as { code: string }).code, "unavailable");
    }
    const tookMs = performance.now() - startedMs;
    assert.ok(tookMs < 5_000, `${tookMs.toFixed(0)} ms`);
    server.resume();
    while (!(await isThere(() => store.post(loungePost("after")))));
    const texts = (await store.snapshot(loungeId, 1_000))?.messages.map(({ text }) => text);
    assert.deepEqual(texts, ["before", "after"]);
  });
});

describe("postgres: a database without a connection to spare", { skip: withoutPostgres() }, () => {
  // As many as the store takes with one reader, and who makes databases.
  const few = { max_connections: "12", superuser_reserved_connections: "0" };

  test("reads make do with those that there are; without any both are refused with what to do, and go on by themselves", async () => {
    await using own = await ownServer({ databaseConnections: 4 }, few);
    const { server, store } = own;
    await store.post(loungePost("one"));
    await store.findRoom(loungeId);
    const hog = await hogConnections(server);
    const rooms = await Promise.all(Array.from({ length: 50 }, () => store.findRoom(loungeId)));
    assert.ok(rooms.every((room) => room?.id === loungeId));
    await hog.takeThoseOf("parlance%");
    for (const work of [() => store.post(loungePost("two")), () => store.findRoom(loungeId)]) {
      await assert.rejects(work, { ...unavailable, message: /no more connections; raise its max_connections/ });
    }
    await hog[Symbol.asyncDispose]();
    while (!(await isThere(() => store.post(loungePost("three")))));
    assert.deepEqual(
      (await store.snapshot(loungeId, 9))?.messages.map(({ text }) => text),
      ["one", "three"],
    );
  });
});

/** Whether it is answered; refused as unavailable it is not yet. */
async function isThere(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    assert.equal((error as { code?: string }).code, "unavailable");
    return false;
  }
}
