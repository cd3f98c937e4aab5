/** The orderly stop: SIGTERM while everybody is connected. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newAccount } from "../accounts.ts";
import { connectRaw } from "../clients/raw.ts";
import { connectReactions } from "../clients/reactions.ts";
import { retrieve } from "../clients/rooms.ts";
import { connectRoster } from "../clients/roster.ts";
import { type Deployment, mountsOf, uniqueName, uniqueText } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";
import { everyone, protocols } from "./everyone.ts";
import { entranceOf, introduce } from "./introduce.ts";

describe("an orderly stop", () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`${signal}: every connection is closed with 4000, the process exits 0 within 10 s, what was acknowledged is kept`, async () => {
      await using folder = await temporaryFolder("stop");
      await using server = await ServerProcess.start(folder.path, { limits: "off" });
      const reader = await newAccount(server.deployment, "reader");
      const world = await everyone(server.deployment);
      const stem = uniqueText("before the end");
      for (let n = 0; n < 50; n++) for (const speaker of world.all) speaker.say(`${stem} ${speaker.protocol} ${n}`);
      for (const speaker of world.all) await speaker.sees(`${stem} ${speaker.protocol} 5`);
      const askedAt = performance.now();
      server.signal(signal);
      const closings = await Promise.all(world.all.map((one) => one.connection.closing(15_000)));
      assert.deepEqual(
        closings.map(({ code }) => code),
        world.all.map(() => 4000),
      );
      const exit = await server.exited;
      assert.deepEqual([exit.code, exit.signal], [0, null], server.log);
      assert.ok(performance.now() - askedAt < 10_000);
      await using again = await ServerProcess.start(folder.path, { limits: "off" });
      const kept = (await retrieve(again.deployment, reader.token, 0)).map(({ message }) => message);
      assert.equal(new Set(kept).size, kept.length);
      for (const one of world.all)
        for (const { text } of one.seen()) assert.ok(kept.includes(text), `${one.protocol} saw ${text}`);
    });
  }

  it("what clients remember stays the same: message ids of every protocol, author ids, reactions, tokens", async () => {
    await using folder = await temporaryFolder("stop");
    const address = "127.77.77.77";
    const first = await ServerProcess.start(folder.path);
    const account = await newAccount(first.deployment, "reader");
    const client = await connectReactions(mountsOf(first.deployment).reactions, { address });
    const text = uniqueText("remembered");
    client.say(text, "Ana");
    const { data } = await client.message(text);
    client.react(data.id, "👍");
    const { message } = (await client.reaction(data.id, "added")).data;
    const kept = await retrieve(first.deployment, account.token, 0);
    const before = await historyOf(first.deployment);
    await client.close();
    await first.stop();
    await using again = await ServerProcess.start(folder.path);
    await using late = await connectReactions(mountsOf(again.deployment).reactions, { address });
    assert.deepEqual((await late.message(text)).data, message);
    assert.deepEqual(await retrieve(again.deployment, account.token, 0), kept);
    assert.deepEqual(await historyOf(again.deployment), before);
    const more = uniqueText("the same author");
    late.say(more, "Ana");
    assert.equal((await late.message(more)).data.author_id, data.author_id);
    late.react(data.id, "👍");
    assert.deepEqual((await late.reaction(data.id, "removed")).data.message.reactions, {});
  });

  it("connections that never answer the close do not hold the stop up", async () => {
    await using folder = await temporaryFolder("stop");
    await using server = await ServerProcess.start(folder.path);
    const deaf = [];
    for (const protocol of protocols) {
      const raw = await connectRaw(entranceOf(server.deployment, protocol), server.deployment.address());
      await introduce(raw, server.deployment, protocol);
      raw.stopReading();
      deaf.push(raw);
    }
    const exit = await server.stop();
    assert.deepEqual([exit.code, exit.signal], [0, null], server.log);
    assert.ok(exit.afterMs < 10_000, `${exit.afterMs.toFixed(0)} ms`);
    for (const raw of deaf) raw.socket.destroy();
  });

  it("a second signal ends the process at once", async () => {
    await using folder = await temporaryFolder("stop");
    await using server = await ServerProcess.start(folder.path);
    const raw = await connectRaw(mountsOf(server.deployment).reactions, server.deployment.address());
    await using world = await everyone(server.deployment);
    raw.stopReading();
    server.signal("SIGTERM");
    await world.roster.connection.closing();
    const askedAt = performance.now();
    server.signal("SIGTERM");
    await server.exited;
    assert.ok(performance.now() - askedAt < 1_000);
    raw.socket.destroy();
  });
});

async function historyOf(deployment: Deployment): Promise<unknown> {
  const init = { username: uniqueName("roster"), id: uniqueName("id") };
  await using roster = await connectRoster(mountsOf(deployment).roster, init, { address: deployment.address() });
  return roster.frames.find((frame) => frame.type === "history");
}
