import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import net from "node:net";
import { it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { everyone } from "../blackbox/everyone.ts";
import { get } from "../clients/http.ts";
import { uniqueText } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";

const openFiles = 96;
const spare = 4;

it("no file descriptor left: who is connected talks on and what they say is kept; with some free again others get in", {
  skip: process.platform !== "linux" && "counts the server's files in /proc",
}, async () => {
  await using folder = await temporaryFolder("files");
  await using server = await ServerProcess.start(folder.path, { openFiles });
  await using world = await everyone(server.deployment);
  const { hostname, port } = new URL(server.deployment.http);
  const crowd: net.Socket[] = [];
  const usedUp = () => readdirSync(`/proc/${server.pid}/fd`).length >= openFiles - spare;
  for (const deadline = performance.now() + 10_000; !usedUp(); await delay(20)) {
    assert.ok(performance.now() < deadline, "the server's files are not used up");
    for (let n = 0; n < 20; n++) crowd.push(net.connect(Number(port), hostname).on("error", () => undefined));
  }
  // Past that, connections are accepted and closed at once.
  for (let n = 0; n < 200; n++) crowd.push(net.connect(Number(port), hostname).on("error", () => undefined));
  for (const speaker of world.all) {
    const text = uniqueText("crowded");
    speaker.say(text);
    await Promise.all(world.all.map((one) => one.sees(text)));
  }
  for (const socket of crowd) socket.destroy();
  for (const deadline = performance.now() + 10_000; usedUp(); await delay(20)) assert.ok(performance.now() < deadline);
  assert.equal((await get(server.deployment, "/ready")).status, 200);
  await using more = await everyone(server.deployment);
  const text = uniqueText("with room");
  more.rooms.say(text);
  await world.roster.sees(text);
});
