/**
 * One room of many receivers and one sender: deliveries a second with one message in flight, and with many.
 * Usage: node bench/fan-out.ts [--receivers=500] [--messages=400]
 */
import { median, option, quantile, tell } from "./lib/figures.ts";
import { startServer } from "./lib/server.ts";
import { clientFrame, Talker } from "./lib/talker.ts";

const receivers = option("receivers", 500);
const messages = option("messages", 400);
const message = clientFrame({ type: "send_message", data: { text: "x".repeat(100), author_name: "Bench" } });

await using server = await startServer();
const url = `${server.ws}/reactions/ws`;
const sender = await Talker.connect(url);
const all: Talker[] = [];
for (let n = 0; n < receivers; n += 50) {
  all.push(...(await Promise.all(Array.from({ length: Math.min(50, receivers - n) }, () => Talker.connect(url)))));
}

/** Resolves when everybody has `count` more frames than at the call. */
function everybody(count: number): Promise<void> {
  const waiting = [...all, sender].map((talker) => talker.received(talker.frames + count));
  return Promise.all(waiting).then(() => undefined);
}

async function rounds(count: number, inFlight: number): Promise<void> {
  const times: number[] = [];
  const since = performance.now();
  for (let n = 0; n < count; n += inFlight) {
    const roundSince = performance.now();
    const done = everybody(inFlight);
    for (let k = 0; k < inFlight; k++) sender.send(message);
    await done;
    times.push(performance.now() - roundSince);
  }
  const seconds = (performance.now() - since) / 1_000;
  tell(`${receivers} receivers, ${inFlight} in flight`, {
    "deliveries/s": (count * (receivers + 1)) / seconds,
    "p50 ms": median(times),
    "p99 ms": quantile(times, 0.99),
  });
}

await rounds(50, 1);
await rounds(messages, 1);
await rounds(messages * 64, 64);
