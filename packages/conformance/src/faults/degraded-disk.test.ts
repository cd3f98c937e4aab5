/** The disk of the nodes' PostgreSQL fills up (53100): what docs/OPERATIONS.md states ("When something is gone"). */
import assert from "node:assert/strict";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { skipUnless, whyNoDisk } from "@parlance/server/store/sqlite/testing/children.ts";
import { newAccount } from "../accounts.ts";
import { connectReactions } from "../clients/reactions.ts";
import { retrieve } from "../clients/rooms.ts";
import { startNodes } from "../cluster/nodes.ts";
import { mountsOf, uniqueText } from "../deployment.ts";
import { PostgresServer, withoutPostgres } from "../services/postgres.ts";
import { areReady, readiness, until } from "./three-nodes.ts";

const missing = withoutPostgres();
const { skip } = missing === false ? skipUnless(whyNoDisk()) : { skip: missing };

function fill(path: string): void {
  const descriptor = openSync(path, "w");
  const block = Buffer.alloc(4_096);
  try {
    while (writeSync(descriptor, block) === block.length);
  } catch {
    // Not one more fits.
  } finally {
    closeSync(descriptor);
  }
}

test("PostgreSQL without space: sends are refused, reading goes on, the log and /ready say full, and with space it goes on by itself", {
  skip,
}, async () => {
  await using postgres = await PostgresServer.start({ diskKiB: 48 * 1024 });
  await using nodes = await startNodes({ count: 2, database: await postgres.newDatabaseOnSmallDisk(), limits: "off" });
  const [a, b] = nodes.all;
  assert.ok(a !== undefined && b !== undefined);
  const alice = await newAccount(nodes.deployment, "alice");
  await using here = await connectReactions(mountsOf(a.deployment).reactions);
  await using there = await connectReactions(mountsOf(b.deployment).reactions);
  const before = uniqueText("before");
  here.say(before);
  await there.message(before);
  const filler = join(postgres.smallDisk, "filler");
  fill(filler);
  const stem = uniqueText("filling");
  // What PostgreSQL has of free pages takes some more.
  for (let n = 0; !here.frames.some(({ type }) => type === "error"); n += 1) {
    assert.ok(n < 5_000, "the disk is full");
    here.say(`${stem} ${n} ${"x".repeat(400)}`);
    await here.until("an answer", (frames) => frames.length > n + 1);
  }
  assert.equal(await here.error(), "Server cannot store messages right now, try again");
  await until("/ready says it", async () => (await readiness(a)) === "503 full");
  assert.equal(await readiness(a), "503 full", "and goes on saying it");
  assert.match(a.log, /no space is left for the database/);
  const kept = (await retrieve(nodes.deployment, alice.token, 0)).map(({ message }) => message);
  await there.until("what was kept", (frames) => frames.length >= kept.length);
  assert.deepEqual(
    there.frames.map((frame) => frame.type === "message" && frame.data.text),
    kept,
    "reading goes on, and shows what is kept",
  );
  rmSync(filler);
  await areReady(nodes);
  const text = uniqueText("with space");
  here.say(text);
  await there.message(text);
});
