import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { PostgresServer, withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import type { RoomEvent } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type { Store } from "../../ports/store.ts";
import type { Cut } from "./testing/cutting-proxy.ts";
import { CuttingProxy } from "./testing/cutting-proxy.ts";
import { loungePost } from "./testing/lounge-post.ts";
import { newStoreDatabase, StoreInDatabase, testServer } from "./testing/store-in-database.ts";

const unavailable = { name: "StoreError", code: "unavailable" };
/** Short, so that the tests need not wait for them. */
const short = { databaseStartMs: 300, databaseRetryMs: 300, databaseRetryGapMs: 20, databaseConnectMs: 1_000 };

/** Waits until the store takes writes and reads again. */
async function isBack(store: Store): Promise<void> {
  for (;;) {
    try {
      await store.check();
      return;
    } catch {
      await delay(10);
    }
  }
}

async function textsOf(store: Store): Promise<readonly string[]> {
  return (await store.snapshot(loungeId, 1_000))?.messages.map(({ text }) => text) ?? [];
}

describe("postgres: a database that is gone", { skip: withoutPostgres() }, () => {
  test("after databaseRetryMs writes are refused as unavailable, then at once, reads too; afterwards all goes on without a restart", async () => {
    await using proxy = await CuttingProxy.open((await testServer()).port);
    await using made = await StoreInDatabase.make({ url: proxy.url(await newStoreDatabase()), ...short });
    const { store } = made;
    await store.post(loungePost("before"));
    proxy.down();
    const startedMs = performance.now();
    await assert.rejects(store.post(loungePost("never")), unavailable);
    assert.ok(performance.now() - startedMs >= short.databaseRetryMs, "it was waited for");
    const refusedMs = performance.now();
    await assert.rejects(store.post(loungePost("never")), unavailable);
    assert.ok(performance.now() - refusedMs < short.databaseRetryMs, "nobody waits once it is known");
    await assert.rejects(store.check(), unavailable);
    await assert.rejects(store.findRoom(loungeId), unavailable);
    proxy.up();
    await isBack(store);
    await store.post(loungePost("after"));
    assert.deepEqual(await textsOf(store), ["before", "after"]);
  });

  test("within databaseRetryMs nobody notices", async () => {
    await using proxy = await CuttingProxy.open((await testServer()).port);
    await using made = await StoreInDatabase.make({ url: proxy.url(await newStoreDatabase()) });
    const { store } = made;
    await store.post(loungePost("before"));
    proxy.down();
    const posted = store.post(loungePost("patient"));
    await delay(100);
    proxy.up();
    assert.equal((await posted).kind, "posted");
    assert.deepEqual(await textsOf(store), ["before", "patient"]);
  });

  /** Posts "doubtful" while its COMMIT, or the answer to it, is lost, and the way stays down until `whileDown` is done. */
  async function inDoubt(cutOf: (counts: Readonly<Record<Cut["from"], number>>) => Cut) {
    const proxy = await CuttingProxy.open((await testServer()).port);
    const made = await StoreInDatabase.make({ url: proxy.url(await newStoreDatabase()), ...short });
    const { store } = made;
    const told: RoomEvent[] = [];
    store.onCommit((events) => told.push(...events));
    // The second is of statements that are prepared already, as is the one in doubt.
    for (const text of ["one", "two"]) {
      proxy.cutAt();
      await store.post(loungePost(text));
    }
    proxy.breakAt(cutOf(proxy.counts));
    let isAnswered = false;
    const doubtful = store.post(loungePost("doubtful")).finally(() => {
      isAnswered = true;
    });
    doubtful.catch(() => undefined);
    while (proxy.cuts === 0) await delay(5);
    await assert.rejects(store.post(loungePost("later")), unavailable, "what came later was never sent");
    assert.equal(isAnswered, false, "nobody is told what is not known");
    const dispose = async (): Promise<void> => {
      await made.dispose();
      await proxy[Symbol.asyncDispose]();
    };
    return { proxy, store, told, doubtful, dispose };
  }
  // The answers to COMMIT are the last two messages: it is done, and what next.
  const answerLost = ({ server }: Readonly<Record<Cut["from"], number>>): Cut => ({ from: "server", message: server - 1 });
  const commitLost = ({ client }: Readonly<Record<Cut["from"], number>>): Cut => ({ from: "client", message: client });

  test("I1: a post whose commit was not answered is answered when the database is back: as posted where it was committed", async () => {
    const { proxy, store, told, doubtful, dispose } = await inDoubt(answerLost);
    proxy.up();
    const outcome = await doubtful;
    assert.equal(outcome.kind === "posted" && outcome.message.seq, 3);
    assert.deepEqual(
      told.map(({ seq }) => seq),
      [1, 2, 3],
    );
    await isBack(store);
    assert.deepEqual(await textsOf(store), ["one", "two", "doubtful"]);
    await dispose();
  });

  test("and as refused where it was not, which by then is true", async () => {
    const { proxy, store, told, doubtful, dispose } = await inDoubt(commitLost);
    proxy.up();
    await assert.rejects(doubtful, unavailable);
    await isBack(store);
    await store.post(loungePost("again"));
    assert.deepEqual(await textsOf(store), ["one", "two", "again"]);
    assert.deepEqual(
      told.map(({ seq }) => seq),
      [1, 2, 3],
    );
    await dispose();
  });

  test("a store that is closed meanwhile says that it may have been written", async () => {
    const { doubtful, dispose } = await inDoubt(answerLost);
    await dispose();
    await assert.rejects(doubtful, { name: "StoreError", code: "failed", message: /may have been written/ });
  });

  test("I1: PostgreSQL killed and started again under load: what was acknowledged is there once, in order, and writes go on", async () => {
    await using server = await PostgresServer.start({ isDurable: true });
    await using made = await StoreInDatabase.make({ url: await server.newDatabase(), storeBatch: 20, databaseRetryMs: 30_000 });
    const { store } = made;
    const told: RoomEvent[] = [];
    store.onCommit((events) => told.push(...events));
    let isDone = false;
    let count = 0;
    const sender = async (): Promise<void> => {
      while (!isDone) assert.equal((await store.post(loungePost(`${count++}`))).kind, "posted");
    };
    const senders = Array.from({ length: 10 }, sender);
    for (let round = 0; round < 3; round += 1) {
      const until = told.length + 200;
      while (told.length < until) await delay(5);
      await server.kill();
      await server.run();
    }
    const until = told.length + 50;
    while (told.length < until) await delay(5);
    isDone = true;
    await Promise.all(senders);
    const events = await store.eventsAfter(loungeId, 0, 100_000);
    assert.equal(events.length, count, "each once");
    assert.deepEqual(told, events);
  });

  test("a database that is an older copy than what was answered is not written to", async () => {
    const url = await newStoreDatabase();
    await using made = await StoreInDatabase.make({ url });
    await made.store.post(loungePost("x"));
    await made.store.post(loungePost("y"));
    await (await testServer()).query("UPDATE writers SET number = 1", new URL(url).pathname.slice(1));
    for (const _ of [1, 2]) await assert.rejects(made.store.post(loungePost("z")), { code: "failed", message: /older copy/ });
    assert.deepEqual(await textsOf(made.store), ["x", "y"]);
  });

  test("a start waits for databaseStartMs for a server that is not there yet, then says so", async () => {
    await using proxy = await CuttingProxy.open((await testServer()).port);
    const url = proxy.url(await newStoreDatabase());
    proxy.down();
    await assert.rejects(StoreInDatabase.make({ url, ...short }), unavailable);
    const opening = StoreInDatabase.make({ url });
    await delay(100);
    proxy.up();
    await (await opening).dispose();
    const nowhere = new URL(url);
    nowhere.pathname = "/nothing_of_this_name";
    await assert.rejects(StoreInDatabase.make({ url: nowhere.href }), { code: "failed", message: /does not exist/ });
    await assert.rejects(StoreInDatabase.make({ url: "postgres://nobody" }), { code: "failed" });
  });
});
