/** Another process (a backup tool, a curious operator) holds the lock of the running server's database. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Child } from "@parlance/server/store/sqlite/testing/children.ts";
import { everyone } from "../blackbox/everyone.ts";
import { get } from "../clients/http.ts";
import { OpenchampClient } from "../clients/openchamp.ts";
import { ReactionsClient } from "../clients/reactions.ts";
import { retrieve } from "../clients/rooms.ts";
import { RosterClient } from "../clients/roster.ts";
import { ZoWire } from "../clients/zo-wire.ts";
import { uniqueText } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";

/** Takes the lock; `tell("let go")` gives it back. */
async function lockOn(server: ServerProcess): Promise<Child> {
  const locker = new Child("locker.ts", [join(server.dataFolder, "parlance.db")]);
  assert.equal(await locker.line(), "locked");
  return locker;
}

describe("the database locked by another process", { concurrency: 2 }, () => {
  it("a lock shorter than storeBusyMs delays what is said and loses nothing", async () => {
    await using folder = await temporaryFolder("locked");
    await using server = await ServerProcess.start(folder.path);
    await using world = await everyone(server.deployment);
    await using locker = await lockOn(server);
    const text = uniqueText("patient");
    for (const speaker of world.all) speaker.say(`${text} ${speaker.protocol}`);
    const { account } = world.rooms;
    assert.deepEqual(await retrieve(server.deployment, account?.token ?? "", 0), [], "reading goes on");
    for (const one of world.all) assert.ok(!one.everything().includes(text), "nothing is shown before it is durable (I1)");
    locker.tell("let go");
    for (const one of world.all) for (const { protocol } of world.all) await one.sees(`${text} ${protocol}`);
  });

  it("past storeBusyMs each protocol says so in its own form, /ready says busy, and afterwards all goes on", async () => {
    await using folder = await temporaryFolder("locked");
    await using server = await ServerProcess.start(folder.path, { bounds: { storeBusyMs: 200 } });
    const world = await everyone(server.deployment);
    const { reactions, openchamp, rooms, roster, zo } = world;
    await using locker = await lockOn(server);
    const refused = uniqueText("refused");
    for (const speaker of world.all) speaker.say(refused);
    assert.ok(reactions.connection instanceof ReactionsClient && roster.connection instanceof RosterClient);
    assert.ok(openchamp.connection instanceof OpenchampClient && zo.connection instanceof ZoWire);
    assert.equal(await reactions.connection.error(), "Server cannot store messages right now, try again");
    assert.equal((await openchamp.connection.frame("error")).payload.code, "UNAVAILABLE");
    assert.equal(await roster.connection.error(), "UNAVAILABLE");
    assert.equal(await zo.connection.refusal(), "unavailable");
    assert.equal((await rooms.connection.closing()).code, 4002);
    const ready = await get(server.deployment, "/ready");
    assert.deepEqual([ready.status, (JSON.parse(ready.text) as { readonly reason: string }).reason], [503, "busy"]);
    locker.tell("let go");
    assert.equal(await locker.line(), "unlocked");
    assert.equal((await get(server.deployment, "/ready")).status, 200);
    const text = uniqueText("afterwards");
    const open = [reactions, openchamp, roster, zo];
    for (const speaker of open) speaker.say(`${text} ${speaker.protocol}`);
    for (const one of open) for (const { protocol } of open) await one.sees(`${text} ${protocol}`);
    for (const one of world.all) assert.ok(!one.everything().includes(refused));
    await Promise.all(open.map((one) => one[Symbol.asyncDispose]()));
  });

  it("SIGTERM meanwhile: what was accepted is refused once storeBusyMs is over, everybody gets 4000, exit code 0", async () => {
    await using folder = await temporaryFolder("locked");
    await using server = await ServerProcess.start(folder.path, { bounds: { storeBusyMs: 1_000 } });
    const world = await everyone(server.deployment);
    await using locker = await lockOn(server);
    for (const speaker of [world.reactions, world.roster, world.zo]) speaker.say("too late");
    assert.ok(world.openchamp.connection instanceof OpenchampClient && world.zo.connection instanceof ZoWire);
    await Promise.all([world.openchamp.connection.fence(), world.zo.connection.fence()]);
    const stopping = server.stop();
    const closings = await Promise.all(world.all.map(({ connection }) => connection.closing()));
    assert.deepEqual(
      closings.map(({ code }) => code),
      world.all.map(() => 4000),
    );
    assert.ok(world.reactions.everything().includes("Server cannot store messages right now"), "accepted, so answered");
    assert.ok(world.roster.everything().includes("UNAVAILABLE"));
    assert.ok(world.zo.everything().includes('"unavailable"'));
    const exit = await stopping;
    locker.tell("let go");
    assert.deepEqual([exit.code, exit.signal], [0, null], server.log);
  });

  it("SIGTERM while the store does not answer: after shutdownMs the process exits 1 instead of waiting on (bounds: shutdownMs)", async () => {
    await using folder = await temporaryFolder("locked");
    const bounds = { storeBusyMs: 30_000, shutdownMs: 1_000 };
    await using server = await ServerProcess.start(folder.path, { bounds });
    const world = await everyone(server.deployment);
    await using locker = await lockOn(server);
    world.roster.say("never answered");
    const exit = await server.stop();
    assert.deepEqual([exit.code, exit.signal], [1, null], server.log);
    assert.ok(exit.afterMs >= 1_000 && exit.afterMs < 4_000, `${exit.afterMs.toFixed(0)} ms`);
    await Promise.all(world.all.map(({ connection }) => connection.closing()));
    locker.tell("let go");
  });
});
