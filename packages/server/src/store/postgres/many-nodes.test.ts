import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import type { MessageId, RoomEvent } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type { Store } from "../../ports/store.ts";
import type { NewAccount } from "../../ports/users.ts";
import { addressOf } from "../../postgres/address.ts";
import { Session } from "./session.ts";
import { loungePost } from "./testing/lounge-post.ts";
import { newStoreDatabase, StoreInDatabase, testServer } from "./testing/store-in-database.ts";

const holdMs = 300;
const account = (id: string): NewAccount => ({
  id,
  name: id,
  nameKey: id,
  email: null,
  emailKey: null,
  passwordHash: "",
  at: 1,
  joins: [loungeId],
});

function listenTo(store: Store): RoomEvent[] {
  const told: RoomEvent[] = [];
  store.onCommit((events) => told.push(...events));
  return told;
}

describe("postgres: many nodes on one database", { skip: withoutPostgres() }, () => {
  test("they start together on an empty database, and have one secret and one lounge", async () => {
    const url = await (await testServer()).newDatabase();
    const nodes = await Promise.all([1, 2, 3].map(() => StoreInDatabase.make({ url })));
    assert.equal(new Set(nodes.map(({ store }) => store.secret.toString("hex"))).size, 1);
    const posted = await Promise.all(nodes.map(({ store }) => store.post(loungePost("x"))));
    const seqs = posted.map((outcome) => (outcome.kind === "posted" ? outcome.message.seq : 0));
    assert.deepEqual(seqs.sort(), [1, 2, 3]);
    await Promise.all(nodes.map((node) => node.dispose()));
  });

  test("I9: whoever remembers the greatest id seen misses nothing, and seqs have no gap, while three nodes write at once", async () => {
    await using first = await StoreInDatabase.make({ storeBatch: 7 });
    await using second = await first.beside();
    await using third = await first.beside({ storeBatch: 3 });
    const nodes = [first.store, second.store, third.store];
    await Promise.all(["ann", "ben"].map((id, n) => nodes[n]?.createAccount(account(id))));
    const author = { id: "ann", kind: "account" as const, name: "ann" };
    const room = await second.store.createRoom({
      id: "r",
      kind: "private",
      name: "r",
      topic: null,
      by: author,
      at: 1,
      maxPerDay: 9,
    });
    assert.equal(room.kind, "created");
    const told = nodes.map(listenTo);
    const count = 400;
    let isDone = false;
    const seen: MessageId[] = [];
    const poll = async (): Promise<void> => {
      for (let last = false; ; last = isDone) {
        const found = await third.store.messagesAfter("ann", seen.at(-1) ?? 0, 50);
        seen.push(...found.map(({ id }) => id));
        if (last && found.length === 0) return;
      }
    };
    const polling = poll();
    const send = async (store: Store, n: number): Promise<MessageId> => {
      const roomId = n % 3 === 0 ? "r" : loungeId;
      const outcome = await store.post(loungePost(`${n}`, { author, roomId }));
      assert.ok(outcome.kind === "posted");
      return outcome.message.id;
    };
    const sender = async (store: Store): Promise<MessageId[]> => {
      const ids: MessageId[] = [];
      for (let n = 0; n < count; n += 8)
        ids.push(...(await Promise.all(Array.from({ length: 8 }, (_, k) => send(store, n + k)))));
      return ids;
    };
    const posted = (await Promise.all(nodes.map(sender))).flat();
    isDone = true;
    await polling;
    assert.deepEqual(
      seen,
      posted.sort((a, b) => a - b),
      "the reader saw every message, each once, by rising ids",
    );
    for (const roomId of [loungeId, "r"]) {
      const events = await first.store.eventsAfter(roomId, 0, 10_000);
      assert.deepEqual(
        events.map(({ seq }) => seq),
        events.map((_, n) => n + 1),
      );
    }
    for (const events of told) {
      const ids = events.map((event) => (event.type === "posted" ? event.message.id : 0));
      assert.deepEqual(
        ids,
        [...ids].sort((a, b) => a - b),
        "each node is told of its own in the order of commits",
      );
    }
  });

  test("each write sees what another node's before it did: a name is taken once, a room changed is changed for all", async () => {
    await using first = await StoreInDatabase.make();
    await using second = await first.beside();
    const outcomes = await Promise.all([
      first.store.createAccount(account("ann")),
      second.store.createAccount({ ...account("other"), name: "ann", nameKey: "ann" }),
    ]);
    assert.deepEqual(outcomes.map(({ kind }) => kind).sort(), ["created", "name_taken"]);
    const by = { id: outcomes[0].kind === "created" ? "ann" : "other", kind: "account" as const, name: "ann" };
    const made = { id: "r", kind: "public" as const, name: "r", topic: null, by, at: 1, maxPerDay: 9 };
    assert.equal((await first.store.createRoom(made)).kind, "created");
    const message = { author: by, roomId: "r" };
    assert.equal((await second.store.post(loungePost("x", message))).kind, "posted");
    assert.equal((await first.store.changeRoom({ roomId: "r", by, at: 2, archived: true })).kind, "done");
    assert.equal((await second.store.post(loungePost("x", message))).kind, "archived");
  });

  /** A connection that somebody forgot, or whose node has stopped: it holds the lock and does what `then` says. */
  async function holder(url: string, then: (session: Session) => void): Promise<Session> {
    const session = await Session.open({ address: addressOf(url), name: "holder", connectMs: 5_000 });
    await session.command("BEGIN");
    await session.query("SELECT last_id FROM head FOR UPDATE", []);
    then(session);
    return session;
  }

  test("whoever holds the lock and does nothing, or one thing, does not hold up the others for longer than a few databaseHoldMs", async () => {
    await using made = await StoreInDatabase.make({ databaseHoldMs: holdMs });
    const nothing = (): void => undefined;
    const oneThing = (session: Session): void => {
      session.query("SELECT pg_sleep(60)", []).catch(() => undefined);
    };
    for (const then of [nothing, oneThing]) {
      const session = await holder(made.url, then);
      const startedMs = performance.now();
      assert.equal((await made.store.post(loungePost("x"))).kind, "posted");
      assert.ok(performance.now() - startedMs < 5 * holdMs);
      assert.equal((await made.store.post(loungePost("x"))).kind, "posted");
      await assert.rejects(session.query("SELECT 1", []), { code: "unavailable" });
    }
  });

  test("past storeBusyMs a lock that is held for a good reason refuses as busy, and nothing was written", async () => {
    await using made = await StoreInDatabase.make({ databaseHoldMs: 200, storeBusyMs: 500 });
    let isDone = false;
    const session = await holder(made.url, (held) => {
      // Always at work, so that it is not taken for a node that has stopped.
      const work = async (): Promise<void> => {
        while (!isDone) await held.query("SELECT pg_sleep(0.02)", []);
        await held.command("ROLLBACK");
      };
      void work();
    });
    await assert.rejects(made.store.post(loungePost("never")), { name: "StoreError", code: "busy" });
    isDone = true;
    assert.equal((await made.store.post(loungePost("later"))).kind, "posted");
    assert.deepEqual(
      (await made.store.snapshot(loungeId, 9))?.messages.map(({ text }) => text),
      ["later"],
    );
    await session.close();
  });

  test("I1, I3: a node stopped at any instant holds up nobody for long; going on, it has lost and doubled nothing", async () => {
    const url = await newStoreDatabase();
    await using made = await StoreInDatabase.make({ url, databaseHoldMs: holdMs });
    const program = fileURLToPath(new URL("./testing/posting-node.ts", import.meta.url));
    const node = spawn(process.execPath, [program, url, "other", String(holdMs)], { stdio: ["ignore", "pipe", "inherit"] });
    const exited = once(node, "exit");
    await using _ = {
      [Symbol.asyncDispose]: async () => {
        node.kill("SIGKILL");
        await exited;
      },
    };
    let output = "";
    node.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    const until = async (lines: number): Promise<void> => {
      while (output.split("\n").length < lines) await once(node.stdout, "data");
    };
    let longestMs = 0;
    for (let round = 0; round < 8; round += 1) {
      await until(output.split("\n").length + 20 + round * 7);
      node.kill("SIGSTOP");
      for (let n = 0; n < 20; n += 1) {
        const startedMs = performance.now();
        assert.equal((await made.store.post(loungePost(`mine ${round} ${n}`))).kind, "posted");
        longestMs = Math.max(longestMs, performance.now() - startedMs);
      }
      node.kill("SIGCONT");
    }
    await until(output.split("\n").length + 20);
    node.kill("SIGKILL");
    await exited;
    assert.ok(longestMs < 5 * holdMs, `a post took ${longestMs} ms`);
    const events = await made.store.eventsAfter(loungeId, 0, 100_000);
    const texts = events.flatMap((event) => (event.type === "posted" ? [event.message.text] : []));
    assert.equal(new Set(texts).size, texts.length, "nothing is there twice");
    const there = new Set(texts);
    const acknowledged = output.split("\n").slice(0, -1);
    assert.deepEqual(
      acknowledged.filter((text) => !there.has(text)),
      [],
    );
    assert.equal(texts.filter((text) => text.startsWith("mine")).length, 160);
  });
});
