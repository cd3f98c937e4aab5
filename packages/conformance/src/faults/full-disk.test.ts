/**
 * The disk of the running server fills up: nothing is shown that is not kept, each protocol says so in its own form, and with space
 * everything goes on by itself. The server's log is on the same disk.
 */
import assert from "node:assert/strict";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { skipUnless, whyNoDisk } from "@parlance/server/store/sqlite/testing/children.ts";
import { type Account, newAccount, testPassword } from "../accounts.ts";
import { join as joinAs, type Participant } from "../blackbox/everyone.ts";
import { get, post } from "../clients/http.ts";
import { OpenchampClient } from "../clients/openchamp.ts";
import { ReactionsClient } from "../clients/reactions.ts";
import { retrieve } from "../clients/rooms.ts";
import { openRoster, RosterClient } from "../clients/roster.ts";
import { ZoWire } from "../clients/zo-wire.ts";
import { type Deployment, mountsOf, uniqueName, uniqueText } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";

/** Writes to `path` until not one more byte fits. */
function fill(path: string): void {
  const descriptor = openSync(path, "a");
  try {
    for (let size = 64 * 1024; size >= 1; size = Math.floor(size / 2)) {
      const block = Buffer.alloc(size);
      try {
        while (writeSync(descriptor, block) === size);
      } catch {
        // This much fits no more; half of it may.
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

async function readiness(deployment: Deployment): Promise<string> {
  const { status, text } = await get(deployment, "/ready");
  const { reason } = JSON.parse(text) as { readonly reason?: string };
  return `${status} ${reason ?? "ok"}`;
}

/** Uses up what the database's own files still hold: refused writes may have made them larger. */
async function fillLog(deployment: Deployment): Promise<void> {
  for (let n = 0; n < 2_000 && (await readiness(deployment)) === "200 ok"; n++);
}

/** The commands of a server without space, each refused in its protocol's form; `other` is somebody alice has no room with. */
async function refusesAll(deployment: Deployment, world: Speakers, on: { alice: Account; other: Account }): Promise<void> {
  const { reactions, openchamp, roster, zo } = world;
  const refused = uniqueText("refused");
  for (let n = 0; n < 60; n++) for (const one of world.open) one.say(`${refused} ${n} ${"x".repeat(400)}`);
  assert.equal(await reactions.error(), "Server cannot store messages right now, try again");
  assert.deepEqual((await openchamp.frame("error")).payload, {
    code: "UNAVAILABLE",
    message: "The server cannot store anything now, try again later",
  });
  assert.equal(await roster.error(), "UNAVAILABLE");
  assert.equal(await zo.refusal(), "unavailable");
  await fillLog(deployment);
  assert.equal(await readiness(deployment), "503 full");
  assert.equal((await get(deployment, "/health")).status, 200);
  roster.sendFile(Buffer.alloc(300_000, 1), "big.bin", "application/octet-stream");
  assert.equal(await roster.error(), "UNAVAILABLE");
  await using guest = await openRoster(mountsOf(deployment).roster, { address: deployment.address() });
  guest.init({ username: uniqueName("guest"), id: uniqueName("guest") });
  assert.equal(await guest.error(), "UNAVAILABLE");
  const { alice, other } = on;
  for (const { status, text } of [
    await post(deployment, "/auth/register", { json: { username: uniqueName("new"), password: testPassword } }),
    await post(deployment, "/auth/login", { json: { username: alice.name, password: testPassword } }),
    await post(deployment, "/chat/create_dm", { token: alice.token, json: { other: other.id } }),
  ]) {
    assert.equal(status, 503, text);
    assert.equal((JSON.parse(text) as { readonly error_code: string }).error_code, "UNAVAILABLE");
  }
  await using rooms = await joinAs(deployment, "rooms", alice);
  rooms.say(`${refused} rooms`);
  assert.equal((await rooms.connection.closing()).code, 4002);
  for (const one of world.open) assert.ok(!one.everything().includes(`"${refused} `), `${one.protocol} saw what was refused`);
}

interface Speakers {
  readonly open: readonly Participant[];
  readonly reactions: ReactionsClient;
  readonly openchamp: OpenchampClient;
  readonly roster: RosterClient;
  readonly zo: ZoWire;
}

/** One of each protocol that stays connected when the store refuses. */
async function speakersAt(deployment: Deployment): Promise<Speakers> {
  const open = await Promise.all(
    (["reactions", "openchamp", "roster", "zo"] as const).map((protocol) => joinAs(deployment, protocol)),
  );
  const [reactions, openchamp, roster, zo] = open.map(({ connection }) => connection);
  assert.ok(reactions instanceof ReactionsClient && openchamp instanceof OpenchampClient);
  assert.ok(roster instanceof RosterClient && zo instanceof ZoWire);
  return { open, reactions, openchamp, roster, zo };
}

it(
  "a full disk: refused in each protocol's form, nothing shown that is not kept, /ready says full, and all goes on with space",
  skipUnless(whyNoDisk()),
  async () => {
    await using folder = await temporaryFolder("full");
    await using server = await ServerProcess.start(folder.path, {
      limits: "off",
      diskKiB: 24 * 1024,
      bounds: { diskReserveBytes: 64 * 1024 },
    });
    const { deployment } = server;
    const filler = join(server.dataFolder, "filler");
    const alice = await newAccount(deployment, "alice");
    const world = await speakersAt(deployment);
    const kept: string[] = [];
    const talk = async (speakers: readonly Participant[]): Promise<void> => {
      for (const speaker of speakers) {
        const text = uniqueText("kept");
        speaker.say(text);
        await Promise.all([...world.open, speaker].map((one) => one.sees(text)));
        kept.push(text);
      }
    };
    await talk(world.open);
    assert.equal(await readiness(deployment), "200 ok");
    for (let round = 0; round < 2; round++) {
      const other = await newAccount(deployment, "bob");
      fill(filler);
      await fillLog(deployment);
      await refusesAll(deployment, world, { alice, other });
      const messages = await retrieve(deployment, alice.token, 0);
      assert.equal(messages.length, kept.length, "reading goes on, and shows nothing that was refused");
      rmSync(filler);
      assert.equal(await readiness(deployment), "200 ok");
      await talk(world.open);
      world.roster.sendFile(Buffer.alloc(300_000, round), `fits-${round}`, "application/octet-stream");
      kept.push((await world.roster.fileMessage(`fits-${round}`)).content);
      assert.equal((await post(deployment, "/chat/create_dm", { token: alice.token, json: { other: other.id } })).status, 200);
    }
    await using rooms = await joinAs(deployment, "rooms", alice);
    await talk([rooms]);
    const messages = await retrieve(deployment, alice.token, 0);
    assert.deepEqual(
      messages.map(({ message }) => message),
      kept,
    );
    const exit = await server.stop();
    assert.deepEqual([exit.code, exit.signal], [0, null]);
  },
);
