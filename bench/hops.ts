/**
 * How long a message takes to somebody at the sender's node and at another, on a protocol whose order is by room: `reactions`, one message every 5 ms.
 * With Redis, and over PostgreSQL alone. Under a minute. Usage: npm exec -- node bench/hops.ts [--messages=1000]
 */
import { setTimeout as delay } from "node:timers/promises";
import { startBackend, startNodes } from "./lib/cluster.ts";
import { option, quantile, tell } from "./lib/figures.ts";
import { clientFrame, Talker, textOf } from "./lib/talker.ts";

const messages = option("messages", 1_000);
const everyMs = 5;
const restMs = 1_500;
/** Told of once everything is compiled. */
const warm = Math.floor(messages / 5);

async function measure(hasRedis: boolean): Promise<void> {
  await using backend = await startBackend({ hasRedis });
  await using running = await startNodes(backend, await backend.newDatabase(), 2);
  const [here, there] = running.nodes.map(({ port }) => `ws://127.0.0.1:${port}/reactions/ws`);
  if (here === undefined || there === undefined) throw new Error("two nodes were asked for");
  // Each from an address of its own, which makes it somebody else.
  const [sender, near, far] = [
    await Talker.connect(here, "127.0.0.2"),
    await Talker.connect(here, "127.0.0.3"),
    await Talker.connect(there, "127.0.0.4"),
  ];
  const sentAt = new Map<string, number>();
  const listen = (talker: Talker): number[] => {
    const times: number[] = [];
    talker.onFrame = (frame) => {
      const at = sentAt.get(/"text":"(\d+) hop"/.exec(textOf(frame))?.[1] ?? "");
      if (at !== undefined) times.push(performance.now() - at);
    };
    return times;
  };
  const [toNear, toFar] = [listen(near), listen(far)];
  for (let n = 0; n < messages; n += 1) {
    sentAt.set(`${n}`, performance.now());
    sender.send(clientFrame({ type: "send_message", data: { text: `${n} hop`, author_name: "Bench" } }));
    await delay(everyMs);
  }
  await delay(restMs);
  for (const [where, times] of [
    ["to the same node", toNear],
    ["to another node", toFar],
  ] as const) {
    if (times.length !== messages) throw new Error(`${times.length} of ${messages} messages came ${where}`);
    const counted = times.slice(warm);
    tell(`${hasRedis ? "PostgreSQL and Redis" : "PostgreSQL alone"}, ${where}`, {
      p50Ms: quantile(counted, 0.5),
      p99Ms: quantile(counted, 0.99),
    });
  }
  for (const talker of [sender, near, far]) talker.socket.destroy();
}

await measure(true);
await measure(false);
