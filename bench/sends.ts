/**
 * Durable messages: one sender one by one, one sender with many in flight, and many senders who all read everything.
 * Usage: node bench/sends.ts [--messages=4000] [--window=128] [--senders=100]
 */
import { median, option, quantile, tell } from "./lib/figures.ts";
import { rawSync } from "./lib/raw-sync.ts";
import { startServer } from "./lib/server.ts";
import { clientFrame, Talker } from "./lib/talker.ts";

const messages = option("messages", 4_000);
const window = option("window", 128);
const senders = option("senders", 100);
const rounds = 20;
const message = clientFrame({ type: "send_message", data: { text: "x".repeat(100), author_name: "Bench" } });

/** Sends `count` messages with at most `inFlight` not yet seen back; answers the time each took. */
async function send(talker: Talker, count: number, inFlight: number): Promise<number[]> {
  const times: number[] = [];
  const sentAt: number[] = [];
  let sent = 0;
  const fill = (): void => {
    for (; sent < count && sent - times.length < inFlight; sent++) {
      sentAt.push(performance.now());
      talker.send(message);
    }
  };
  await new Promise<void>((resolve) => {
    talker.onFrames = (frames) => {
      const now = performance.now();
      for (let n = 0; n < frames && times.length < count; n++) times.push(now - (sentAt[times.length] ?? now));
      if (times.length === count) resolve();
      else fill();
    };
    fill();
  });
  talker.onFrames = null;
  return times;
}

const latencies = (times: readonly number[]) => ({ "p50 ms": median(times), "p99 ms": quantile(times, 0.99) });

async function alone(): Promise<void> {
  await using server = await startServer();
  const talker = await Talker.connect(`${server.ws}/reactions/ws`);
  await send(talker, 500, 1);
  const [appended, overwritten, times]: [number[], number[], number[]] = [[], [], []];
  let sendingMs = 0;
  // In turns, as what a sync takes changes with whatever else the disk does.
  for (let round = 0; round < rounds; round += 1) {
    appended.push(...rawSync(messages / rounds, "append"));
    overwritten.push(...rawSync(messages / rounds, "overwrite"));
    const since = performance.now();
    times.push(...(await send(talker, messages / rounds, 1)));
    sendingMs += performance.now() - since;
  }
  tell("raw: 4 KiB appended and flushed", latencies(appended));
  tell("raw: 4 KiB overwritten and flushed", latencies(overwritten));
  tell("one sender, one at a time", {
    "messages/s": (messages / sendingMs) * 1_000,
    ...latencies(times),
    "times appended": median(times) / median(appended),
    "times overwritten": median(times) / median(overwritten),
  });
  const pipelinedSince = performance.now();
  const pipelined = await send(talker, messages * 10, window);
  tell(`one sender, ${window} in flight`, {
    "messages/s": ((messages * 10) / (performance.now() - pipelinedSince)) * 1_000,
    ...latencies(pipelined),
  });
}

/** Everybody reads everything, so there are `senders` times as many deliveries as messages. */
async function together(each: number, inFlight: number): Promise<void> {
  await using server = await startServer();
  const talkers = await Promise.all(Array.from({ length: senders }, () => Talker.connect(`${server.ws}/reactions/ws`)));
  const total = each * senders;
  const since = performance.now();
  const sending = talkers.map(async (talker) => {
    let sent = 0;
    const own = Math.min(each, inFlight);
    for (; sent < own; sent++) talker.send(message);
    // As many more as the room moved on by, its own share of it: nobody runs ahead of the others.
    await new Promise<void>((resolve) => {
      talker.onFrames = () => {
        const due = Math.min(each, inFlight + Math.floor(talker.frames / senders));
        for (; sent < due; sent++) talker.send(message);
        if (talker.frames === total) resolve();
      };
    });
  });
  await Promise.all(sending);
  const seconds = (performance.now() - since) / 1_000;
  tell(`${senders} senders, ${inFlight} in flight each`, {
    "messages/s": total / seconds,
    "deliveries/s": (total * senders) / seconds,
  });
}

await alone();
await together(40, 1);
await together(200, 16);
