/** mosquitto, the MQTT broker of Debian, over WebSocket at QoS 0: a room is a topic. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect as connectTo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Child } from "../lib/child.ts";
import { upgradeRequest } from "../lib/upgrade-request.ts";
import { type Contender, connectionsOf, type Plan, type Stage } from "./contender.ts";
import { connect, connected, payloadOf, publish, subscribe, subscribed, textBytesFor } from "./mqtt.ts";

/** Debian keeps it where only root looks. */
const program = (): string | undefined =>
  spawnSync("mosquitto", ["-h"]).error === undefined
    ? "mosquitto"
    : ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"].find((path) => existsSync(path));

/** It cannot pick one itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** It says nothing when it is ready. */
async function answers(port: number, server: Child): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connectTo(port, "127.0.0.1");
    const isThere = await Promise.race([
      once(socket, "connect").then(
        () => true,
        () => false,
      ),
      server.gone,
    ]);
    socket.destroy();
    if (isThere) return;
    await delay(50);
  }
  throw new Error("mosquitto does not answer");
}

/** Rooms and users have topics of the same length, so that all frames have one size. */
const topicOf = (room: number): string => `r${String(room).padStart(4, "0")}`;

async function start(plan: Plan): Promise<Stage> {
  await using made = new AsyncDisposableStack();
  const folder = made.adopt(mkdtempSync(join(tmpdir(), "parlance-mosquitto-")), (path) => rmSync(path, { recursive: true }));
  const port = await freePort();
  // Debian's 2.0.11 does not start with listeners for WebSocket alone.
  const lines = ["allow_anonymous true", "persistence false", `listener 0 ${join(folder, "plain.sock")}`];
  lines.push(`listener ${port} 127.0.0.1`, "protocol websockets");
  // What is queued for a slow reader must not be dropped: everybody gets everything here.
  lines.push("max_queued_messages 0", "set_tcp_nodelay true", "log_type error", "log_type warning");
  // As root it would become a user of its own, who cannot read this folder.
  if (process.getuid?.() === 0) lines.push("user root");
  writeFileSync(join(folder, "mosquitto.conf"), `${lines.join("\n")}\n`);
  const command = [program() ?? "", "-c", join(folder, "mosquitto.conf")];
  const server = made.use(Child.start({ side: "server", command }));
  await answers(port, server);
  const members = plan.kind === "rooms" ? plan.members : 1;
  const kept = made.move();
  const topics = Array.from({ length: connectionsOf(plan) }, (_, n) => topicOf(Math.floor(n / members)));
  return {
    server,
    connection: { port, request: upgradeRequest("/mqtt", ["Sec-WebSocket-Protocol: mqtt"]) },
    steps: [
      { say: topics.map((_, n) => connect(`bench${n}`)), kind: "binary" },
      { hear: connected },
      { say: topics.map(subscribe), kind: "binary" },
      { hear: subscribed },
    ],
    kind: "binary",
    textBytesFor: (payloadBytes) => textBytesFor(topicOf(0), payloadBytes),
    say: (text, from, to) => publish(topicOf(plan.kind === "private" ? to : Math.floor(from / members)), text),
    textIn: payloadOf,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

export const mosquitto: Contender = {
  name: "mosquitto",
  label: "mosquitto, QoS 0",
  guarantees: { durable: "no", ordered: "while connected", validated: "no", authenticated: "no" },
  missing: () => (program() === undefined ? "mosquitto is not installed (Debian, Ubuntu: apt-get install mosquitto)" : undefined),
  start,
};
