/**
 * `kill -9` under load, many times over on the same data folder, and what must hold afterwards (I1, I2, I5).
 * PARLANCE_CRASH_ROUNDS sets the rounds (20), PARLANCE_CRASH_SEED repeats a run's moments.
 */
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { seededRandom } from "@parlance/server/core/testing/random.ts";
import type { Account } from "../accounts.ts";
import { pair } from "../blackbox/direct-room.ts";
import { connectOpenchamp } from "../clients/openchamp.ts";
import { retrieve } from "../clients/rooms.ts";
import { type Deployment, mountsOf } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";
import { checkHistory, type Finding, type Item, type Sent, type Sighting } from "./checker.ts";
import { newCast, type Registered, startLoad } from "./load.ts";

const rounds = Number(process.env["PARLANCE_CRASH_ROUNDS"] ?? 20);
const seed = Number(process.env["PARLANCE_CRASH_SEED"] ?? randomInt(2 ** 31));
/** The kill comes this long after every writer had something come back, at most. */
const latestKillMs = 400;

it(`kill -9 under load: nothing seen is lost, doubled or reordered, no id is used twice, accounts and tokens still work (I1)`, async (t) => {
  t.diagnostic(`${rounds} rounds, PARLANCE_CRASH_SEED=${seed}`);
  const random = seededRandom(seed);
  await using folder = await temporaryFolder("crash");
  const sent: Sent[] = [];
  const sightings: Sighting[] = [];
  const accounts: Registered[] = [];
  let server = await ServerProcess.start(folder.path, { limits: "off" });
  try {
    const seeding = await pair(server.deployment);
    sent.push({ text: seeding.seed.message, isPrivate: true });
    const cast = await newCast(server.deployment, seeding);
    const starts: number[] = [];
    let seenCount = 0;
    for (let round = 1; round <= rounds; round++) {
      const load = await startLoad(server.deployment, cast, round);
      await load.underWay;
      await delay(random() * latestKillMs);
      await server.kill();
      const recorded = await load.finish();
      sent.push(...recorded.sent);
      sightings.push(...recorded.sightings);
      seenCount += recorded.seenCount;
      server = await ServerProcess.start(folder.path, { limits: "off" });
      starts.push(server.startedInMs);
      if (recorded.registered !== null) accounts.push(recorded.registered);
      sightings.push(await retrieved(server.deployment, cast.bob, round));
    }
    await accountsWork(server.deployment, accounts);
    const truth = items(await retrieve(server.deployment, cast.alice.token, 0));
    t.diagnostic(
      `${sent.length} sent, ${seenCount} seen, ${truth.length} kept, ${accounts.length} accounts; slowest start ${Math.max(...starts).toFixed(0)} ms`,
    );
    assert.ok(seenCount > rounds * 20, "the load was real");
    const findings = checkHistory({ sent, sightings, truth });
    assert.equal(findings.length, 0, report(findings));
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

/** How many of each fault, and the first few of each. */
function report(findings: readonly Finding[]): string {
  const byFault = Map.groupBy(findings, ({ fault }) => fault);
  const lines = [...byFault].flatMap(([fault, found]) => [
    `${fault}: ${found.length}`,
    ...found.slice(0, 5).map(({ observer, detail }) => `  ${observer}: ${detail}`),
  ]);
  return [`PARLANCE_CRASH_SEED=${seed} found`, ...lines].join("\n");
}

const items = (messages: readonly { readonly id: number; readonly message: string }[]): Item[] =>
  messages.map(({ id, message }) => ({ text: message, id: String(id) }));

/** What the restarted server tells a member of everything. */
async function retrieved(deployment: Deployment, member: Account, round: number): Promise<Sighting> {
  const messages = await retrieve(deployment, member.token, 0);
  return {
    observer: `round ${round}, retrieve`,
    idSpace: "rooms",
    mayReadPrivate: true,
    contiguousIn: "everything",
    items: items(messages),
  };
}

async function accountsWork(deployment: Deployment, accounts: readonly Registered[]): Promise<void> {
  for (const { token } of accounts) {
    await using byToken = await connectOpenchamp(mountsOf(deployment).openchamp, { address: deployment.address(), token });
    await byToken.fence();
  }
  const [first] = accounts;
  if (first === undefined) return;
  await using byPassword = await connectOpenchamp(mountsOf(deployment).openchamp, { address: deployment.address() });
  byPassword.send({ type: "login", payload: { username: first.name, password: first.password } });
  assert.equal((await byPassword.frame("auth_success")).payload.username, first.name);
}
