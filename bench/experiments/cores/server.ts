/**
 * One of the forms. Usage: node server.ts one|threads|processes|mixed SOCKET_THREADS FOLDER. Prints its port; answers each line of stdin with
 * how many messages it has posted and when it last wrote.
 */
import { fork } from "node:child_process";
import { type EventEmitter, once } from "node:events";
import { createServer, type Server } from "node:http";
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import { systemClock } from "../../../packages/server/src/app/system-clock.ts";
import type { Channel, ToCore, ToSockets } from "./channel.ts";
import { openHouse } from "./house.ts";
import { bounds, mounts, quietTransport } from "./quiet.ts";
import { Remote, Tree } from "./remote.ts";

const [form = "one", count = "1", folder = "."] = process.argv.slice(2);
const socketsFile = new URL("./sockets.ts", import.meta.url);
let posted = 0;
const tree = new Tree();
const dialects = await openHouse(folder, {
  posted: (events) => {
    posted += events;
  },
  // Before this thread's own sockets are written, so that the others write meanwhile.
  first: () => tree.ended(),
});

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function listen(reusePort: boolean): Promise<Server> {
  const server = createServer();
  server.listen({ port: 0, host: "127.0.0.1", reusePort, backlog: 511 });
  await once(server, "listening");
  return server;
}

/** Serves sockets of this thread; answers when it last wrote. */
function serveHere(server: Server): () => bigint {
  let flushedAtNs = 0n;
  const served = mounts.flatMap(({ path, dialect: name }) => {
    const dialect = dialects.get(name);
    return dialect === undefined ? [] : [{ path, dialect }];
  });
  quietTransport(served, () => {
    flushedAtNs = process.hrtime.bigint();
  }).attach(server, "main");
  return () => flushedAtNs;
}

/** Answers the port and the last write. */
async function serveAlone(): Promise<[number, () => Promise<bigint>]> {
  const server = await listen(false);
  const last = serveHere(server);
  return [portOf(server), () => Promise.resolve(last())];
}

async function threadAt(port: number): Promise<Channel<ToSockets, ToCore>> {
  const worker = new Worker(socketsFile, { workerData: port, name: "sockets" });
  await once(worker, "message");
  return {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    listen: (listener) => worker.on("message", listener),
  };
}

async function processAt(port: number): Promise<Channel<ToSockets, ToCore>> {
  const child = fork(socketsFile, [String(port)], { serialization: "advanced" });
  await once(child, "message");
  const messages: EventEmitter = child;
  return {
    post: (message) => void child.send(message),
    listen: (listener) => messages.on("message", listener),
  };
}

async function serveApart(): Promise<[number, () => Promise<bigint>]> {
  // Keeps the port until the others have it.
  const first = await listen(true);
  const port = portOf(first);
  const lanes = { bounds, clock: systemClock, limitsOn: false };
  const remotes: Remote[] = [];
  for (let n = 0; n < Number(count); n++) {
    const channel = await (form === "processes" ? processAt(port) : threadAt(port));
    remotes.push(new Remote(channel, { tree, lanes, dialects }));
  }
  // `mixed`: the core's own thread has sockets, too.
  const own = form === "mixed" ? serveHere(first) : () => 0n;
  if (form !== "mixed") first.close();
  const last = async (): Promise<bigint> => {
    const times = await Promise.all(remotes.map((remote) => remote.flushedAtNs()));
    return times.reduce((a, b) => (a > b ? a : b), own());
  };
  return [port, last];
}

const [port, flushedAtNs] = form === "one" ? await serveAlone() : await serveApart();
process.stdout.write(`${port}\n`);
const answer = async (): Promise<void> => {
  process.stdout.write(`${JSON.stringify({ posted, flushedAtNs: Number(await flushedAtNs()) })}\n`);
};
const lines = createInterface({ input: process.stdin });
lines.on("line", () => {
  answer().catch((error: unknown) => {
    throw error;
  });
});
lines.on("close", () => process.exit());
