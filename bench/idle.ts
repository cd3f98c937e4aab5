/**
 * Memory of connections that do nothing. Needs `ulimit -n` above twice their number.
 * Usage: node bench/idle.ts [--connections=5000]
 */
import { setTimeout as delay } from "node:timers/promises";
import { option, tell } from "./lib/figures.ts";
import { startServer } from "./lib/server.ts";
import { clientFrame, Talker } from "./lib/talker.ts";

const count = option("connections", 5_000);
/** Time for garbage and the kernel to settle. */
const settleMs = 3_000;

/** On a protocol whose connections are known at once, and on one where each is a guest of its own, online for all to see. */
for (const [path, greet] of [
  ["/reactions/ws", null],
  ["/chat", (n: number) => clientFrame({ type: "init", username: `guest ${n}`, id: `guest-${n}` })],
] as const) {
  await using server = await startServer();
  await delay(settleMs);
  const before = server.residentMiB();
  const talkers: Talker[] = [];
  const since = performance.now();
  for (let n = 0; n < count; n += 100) {
    const hundred = await Promise.all(
      Array.from({ length: 100 }, () => Talker.connect(`${server.ws}${path}`, `127.0.1.${1 + (n % 200)}`)),
    );
    talkers.push(...hundred);
    if (greet !== null) {
      for (const [k, talker] of hundred.entries()) talker.send(greet(n + k));
      await Promise.all(hundred.map((talker) => talker.received(3)));
    }
  }
  const seconds = (performance.now() - since) / 1_000;
  await delay(settleMs);
  const after = server.residentMiB();
  tell(`${count} idle connections at ${path}`, {
    "MiB before": before,
    "MiB after": after,
    "KiB each": ((after - before) * 1_024) / count,
    "connected/s": count / seconds,
  });
  for (const { socket } of talkers) socket.destroy();
}
