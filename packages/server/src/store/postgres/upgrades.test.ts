import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import { loungeId } from "../../ports/model.ts";
import type { PostOutcome } from "../../ports/posts.ts";
import type { Store } from "../../ports/store.ts";
import { released } from "./migrations/list.ts";
import { loungePost } from "./testing/lounge-post.ts";
import { newStoreDatabase, StoreInDatabase, testServer } from "./testing/store-in-database.ts";
import { adding, connected, filling, indexing, migrated, removing, seen, started, versionsOf } from "./testing/versions.ts";

const first = released.length;
const newer = { name: "StoreError", code: "newer", message: /written by a newer version of Parlance/ };

/** Posts one after another until it is told to stop or refused; answers the seqs, and why it was refused. */
function postingTo(store: Store): { stop(): Promise<{ readonly seqs: readonly number[]; readonly error: unknown }> } {
  let isOn = true;
  const run = async () => {
    const seqs: number[] = [];
    try {
      while (isOn) seqs.push(seqOf(await store.post(loungePost("more"))));
      return { seqs, error: null };
    } catch (error) {
      return { seqs, error };
    }
  };
  const done = run();
  return {
    stop: () => {
      isOn = false;
      return done;
    },
  };
}

function seqOf(outcome: PostOutcome): number {
  assert.ok(outcome.kind === "posted");
  return outcome.message.seq;
}

async function postsIn(url: string): Promise<readonly unknown[] | undefined> {
  await using session = await connected(url);
  return (await session.query("SELECT count(*) FROM log WHERE type = 0", [])).rows[0];
}

async function lastSeq(store: Store): Promise<number> {
  return (await store.snapshot(loungeId, 0))?.seq ?? 0;
}

describe("postgres: nodes of two versions on one database", { skip: withoutPostgres() }, () => {
  test("what only adds is made while two nodes of the old version write, and all three go on", async () => {
    const url = await newStoreDatabase();
    await using one = await started(url);
    await using two = await started(url);
    const before = [postingTo(one.store), postingTo(two.store)];
    await using after = await started(url, adding, indexing);
    const third = postingTo(after.store);
    for (const { store } of [one, two, after]) await store.check();
    const all = await Promise.all([...before, third].map((posting) => posting.stop()));
    assert.deepEqual(
      all.map(({ error }) => error),
      [null, null, null],
    );
    const seqs = all.flatMap((posting) => posting.seqs).sort((a, b) => a - b);
    assert.deepEqual(
      seqs,
      seqs.map((_, at) => at + 1),
      "one order over both versions",
    );
    assert.equal(await lastSeq(one.store), seqs.length, "the old one reads what the new one wrote");
    assert.deepEqual((await versionsOf(url)).slice(0, 2), [String(first + 2), first]);
  });

  test("a node that is not of use any more refuses every write as newer and is not ready, from the first after the change", async () => {
    const url = await newStoreDatabase();
    await using one = await started(url);
    await using two = await started(url);
    const postings = [postingTo(one.store), postingTo(two.store)];
    await migrated(url, [adding, removing]);
    const [version, oldest, lastId] = await versionsOf(url);
    assert.deepEqual([version, oldest], [String(first + 2), first + 1]);
    for (const { store } of [one, two]) {
      await assert.rejects(store.check(), newer);
      await assert.rejects(store.post(loungePost("late")), newer);
      await assert.rejects(store.saveGuest({ id: "g", name: "G", nameKey: "g", at: 1 }), newer);
    }
    const ended = await Promise.all(postings.map((posting) => posting.stop()));
    for (const { error } of ended) assert.ok(error instanceof Error && "code" in error && error.code === "newer");
    assert.equal((await versionsOf(url))[2], lastId, "nothing was written after the change");
    const acknowledged = ended.flatMap(({ seqs }) => seqs);
    assert.deepEqual(await postsIn(url), [acknowledged.length], "what was acknowledged before it is there, and nothing else");
  });

  test("a write that waited for the lock while the change was made is refused, too", async () => {
    const url = await newStoreDatabase();
    await using old = await started(url);
    await old.store.post(loungePost("before"));
    await using changing = await connected(url);
    await using watch = await connected(url);
    await changing.command("BEGIN");
    await changing.query("SELECT last_id FROM head FOR UPDATE", []);
    const refused = assert.rejects(old.store.post(loungePost("late")), newer);
    await seen(watch, "application_name LIKE 'parlance writer %' AND wait_event_type = 'Lock'");
    await changing.query("UPDATE head SET oldest = $1", [first + 1]);
    await changing.command("COMMIT");
    await refused;
    assert.deepEqual(await postsIn(url), [1]);
  });

  test("whoever is started: an old one runs on what only adds, and is refused on what takes away, which stays as it is", async () => {
    const url = await newStoreDatabase();
    await migrated(url, [adding]);
    await using old = await started(url);
    await old.store.post(loungePost("by the old one"));
    assert.equal((await versionsOf(url))[0], String(first + 1), "it took nothing back");

    await migrated(url, [adding, removing]);
    const before = await versionsOf(url);
    await assert.rejects(started(url), newer);
    assert.deepEqual(await versionsOf(url), before);
    await migrated(url, [adding], 0);
  });

  test("programs of three versions that start at once, on an empty database or an old one, all end with the newest tables", async () => {
    const programs = [[], [adding], [adding, indexing], [adding, indexing], [adding], []];
    const server = await testServer();
    for (const url of [await server.newDatabase(), await newStoreDatabase()]) {
      await Promise.all(programs.map((more) => migrated(url, more)));
      assert.deepEqual(await versionsOf(url), [String(first + 2), first, 0]);
      await using made = await StoreInDatabase.make({ url });
      await made.store.check();
    }
  });

  test("of an old one and one that takes away, started at once, the old one may be refused and the other never is", async () => {
    const url = await newStoreDatabase();
    const [old, young] = await Promise.allSettled([migrated(url, []), migrated(url, [adding, removing])]);
    assert.equal(young.status, "fulfilled");
    if (old.status === "rejected") assert.equal((old.reason as { code: unknown }).code, "newer");
    assert.deepEqual((await versionsOf(url)).slice(0, 2), [String(first + 2), first + 1]);
  });

  test("rows are filled in slices beside a node that writes", async () => {
    const url = await newStoreDatabase();
    await using old = await started(url);
    for (let n = 0; n < 35; n += 1) await old.store.post(loungePost(`old ${n}`));
    await migrated(url, [filling]);
    const texts = (await old.store.snapshot(loungeId, 100))?.messages.map(({ text }) => text);
    assert.deepEqual(
      texts,
      Array.from({ length: 35 }, (_, n) => `old ${n}!`),
    );
  });
});
