import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { RoomEvent } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type { BatchAnswer } from "../batches.ts";
import { queuedStore } from "../queued-store.ts";
import { Thread } from "../thread.ts";
import type { ToWriter } from "../write-queue.ts";
import { WriteQueue } from "../write-queue.ts";
import { openSqliteStore } from "./open.ts";
import type { FromReader, ToReader } from "./read-queue.ts";
import { ReadQueue } from "./read-queue.ts";
import { Child, runChild, skipUnless, whyNoDisk } from "./testing/children.ts";
import { loungePost } from "./testing/post.ts";
import { StoreInFolder, temporaryFolder, testBounds } from "./testing/store-in-folder.ts";

describe("sqlite: what each failure does", () => {
  test(
    "a full disk rejects the batch as full, keeps nothing of it, and writes go on once there is room",
    skipUnless(whyNoDisk()),
    () => {
      const folder = temporaryFolder();
      const { status, output } = runChild("full-disk.ts", [folder], { diskKiB: 6 * 1024 });
      rmSync(folder, { recursive: true });
      assert.deepEqual({ status, output }, { status: 0, output: "done\n" });
    },
  );

  test("an I/O error rejects as failed, and so does every later write until the store is opened again", async () => {
    const folder = temporaryFolder();
    const { status, output } = runChild("broken-disk.ts", [folder], { maxFileKiB: 1_024 });
    assert.deepEqual({ status, output }, { status: 0, output: "done\n" });
    const store = await openSqliteStore({ folder, bounds: testBounds });
    assert.deepEqual(
      (await store.snapshot(loungeId, 10))?.messages.map(({ text }) => text),
      ["kept"],
    );
    assert.equal((await store.post(loungePost("works again"))).kind, "posted");
    await store.close();
    rmSync(folder, { recursive: true });
  });

  test("another process's lock is waited for", async () => {
    await using sqlite = await StoreInFolder.make();
    const locker = new Child("locker.ts", [join(sqlite.folder, "parlance.db")]);
    assert.equal(await locker.line(), "locked");
    const posted = sqlite.store.post(loungePost("patient"));
    assert.equal((await sqlite.store.snapshot(loungeId, 1))?.seq, 0, "reads go on");
    locker.tell("let go");
    assert.equal(await locker.line(), "unlocked");
    assert.equal((await posted).kind, "posted");
  });

  test("past storeBusyMs the lock rejects as busy; afterwards writes go on, and ids and seqs without a gap", async () => {
    await using sqlite = await StoreInFolder.make({ storeBusyMs: 50 });
    await sqlite.store.post(loungePost("before"));
    const locker = new Child("locker.ts", [join(sqlite.folder, "parlance.db")]);
    assert.equal(await locker.line(), "locked");
    const busy = { name: "StoreError", code: "busy" };
    await assert.rejects(sqlite.store.post(loungePost("refused", { clientKey: "k" })), busy);
    await assert.rejects(sqlite.store.check(), busy);
    await locker.kill();
    const outcome = await sqlite.store.post(loungePost("after", { clientKey: "k" }));
    assert.ok(outcome.kind === "posted");
    assert.equal(outcome.message.seq, 2);
  });

  for (const way of ["throw", "exit"]) {
    test(`a worker that dies (${way}) rejects everything pending as failed, and everything later`, async () => {
      const entry = new URL("./testing/dying-worker.ts", import.meta.url);
      const { thread } = await Thread.start<ToWriter, BatchAnswer>(entry, way);
      const queue = new WriteQueue(thread, { ...testBounds, onBatch: null });
      const failed = { name: "StoreError", code: "failed" };
      await Promise.all([assert.rejects(queue.post(loungePost("a")), failed), assert.rejects(queue.call("check", []), failed)]);
      await assert.rejects(queue.post(loungePost("b")), failed);
      await queue.close();
    });
  }

  test("a reader that died is told by check, as nobody can log in any more; writes go on", async () => {
    const folder = temporaryFolder();
    const forWriter = { folder, ...testBounds };
    const writer = await Thread.start<ToWriter, BatchAnswer>(new URL("./writer-worker.ts", import.meta.url), forWriter);
    const reader = await Thread.start<ToReader, FromReader>(new URL("./testing/dying-worker.ts", import.meta.url), "exit");
    const writes = new WriteQueue(writer.thread, { ...testBounds, onBatch: null });
    const store = queuedStore(writer.secret, writes, new ReadQueue(reader.thread, testBounds.storeWaiting));
    const failed = { name: "StoreError", code: "failed" };
    await assert.rejects(store.findToken("any"), failed);
    await assert.rejects(store.check(), failed);
    assert.equal((await store.post(loungePost("kept"))).kind, "posted");
    await store.close();
    rmSync(folder, { recursive: true });
  });

  test("I1, I2, I3: kill -9 at any moment loses nothing acknowledged or told, and leaves no gap and no double", async () => {
    const folder = temporaryFolder();
    const known = new Map<string, string>();
    for (let round = 0; round < 10; round += 1) {
      const child = new Child("poster.ts", [folder, String(round)]);
      assert.equal(await child.line(), "open");
      const lines: string[] = [];
      for (let wanted = 20 + 97 * round; wanted > 0; wanted -= 1)
        lines.push((await child.line()) ?? assert.fail("the child ended"));
      lines.push(...(await child.kill()));
      // The last line may have been cut off by the kill.
      for (const line of lines) {
        const [, id, seq, text] = /^(?:told|posted) (\d+) (\d+) (\d+-\d+)$/.exec(line) ?? [];
        if (text !== undefined && line !== lines.at(-1)) known.set(text, `${id} ${seq}`);
      }
      const store = await openSqliteStore({ folder, bounds: testBounds });
      const events: RoomEvent[] = [];
      for (let page = await store.eventsAfter(loungeId, 0, 1_000); page.length > 0; ) {
        events.push(...page);
        page = await store.eventsAfter(loungeId, events.length, 1_000);
      }
      await store.close();
      const messages = events.flatMap((event) => (event.type === "posted" ? [event.message] : []));
      assert.deepEqual(
        events.map(({ seq }) => seq),
        events.map((_, index) => index + 1),
      );
      const ids = messages.map(({ id }) => id);
      assert.deepEqual(
        ids,
        [...new Set(ids)].sort((a, b) => a - b),
      );
      const kept = new Map(messages.map(({ id, seq, text }) => [text, `${id} ${seq}`]));
      assert.equal(kept.size, messages.length, "no message twice");
      for (const [text, numbers] of known) assert.equal(kept.get(text), numbers, `${text} was acknowledged`);
    }
    assert.ok(known.size > 200, `something was acknowledged: ${known.size}`);
    rmSync(folder, { recursive: true });
  });
});
