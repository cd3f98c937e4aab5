/**
 * One room of many receivers and one sender: deliveries a second with one message in flight, and with many; beside a process that
 * only copies bytes (lib/bare.ts), in turn, so that whatever else the machine does is the same for both.
 * Usage: node bench/fan-out.ts [--receivers=500] [--rounds=5]
 */
import { median, option, quantile, tell } from "./lib/figures.ts";
import { type BenchServer, startBare, startServer } from "./lib/server.ts";
import { clientFrame, Talker } from "./lib/talker.ts";

const receivers = option("receivers", 500);
const rounds = option("rounds", 5);
const message = clientFrame({ type: "send_message", data: { text: "x".repeat(100), author_name: "Bench" } });
/** What reactions makes of it. */
const deliveredBytes = 282;

class Crowd {
  readonly #all: readonly Talker[];
  readonly times: number[] = [];
  readonly rates: number[] = [];

  private constructor(all: readonly Talker[]) {
    this.#all = all;
  }

  static async gather(server: BenchServer): Promise<Crowd> {
    const all: Talker[] = [];
    for (let n = 0; n <= receivers; n += 50) {
      const some = Array.from({ length: Math.min(50, receivers + 1 - n) }, () => Talker.connect(`${server.ws}/reactions/ws`));
      all.push(...(await Promise.all(some)));
    }
    return new Crowd(all);
  }

  /** Sends `inFlight` messages at once, `count` times, and waits each time until everybody has all of them. */
  async round(count: number, inFlight: number): Promise<void> {
    const since = performance.now();
    for (let n = 0; n < count; n++) {
      const sentAt = performance.now();
      const received = this.#received(inFlight);
      this.#all[0]?.send(Buffer.concat(Array.from({ length: inFlight }, () => message)));
      await received;
      this.times.push(performance.now() - sentAt);
    }
    this.rates.push((count * inFlight * this.#all.length) / ((performance.now() - since) / 1_000));
  }

  #received(count: number): Promise<void> {
    let missing = count * this.#all.length;
    return new Promise((resolve) => {
      const got = (frames: number): void => {
        missing -= frames;
        if (missing <= 0) resolve();
      };
      for (const talker of this.#all) talker.onFrames = got;
    });
  }

  forget(): void {
    this.times.length = 0;
    this.rates.length = 0;
  }
}

await using server = await startServer();
await using bare = await startBare({ client: message.length, server: deliveredBytes });
const [real, floor] = [await Crowd.gather(server), await Crowd.gather(bare)];
for (const [count, inFlight] of [
  [100, 1],
  [30, 64],
] as const) {
  await real.round(count, inFlight);
  await floor.round(count, inFlight);
  for (const crowd of [real, floor]) crowd.forget();
  for (let n = 0; n < rounds; n++) {
    await real.round(count, inFlight);
    await floor.round(count, inFlight);
  }
  for (const [name, crowd] of [
    ["parlance", real],
    ["bare copying", floor],
  ] as const) {
    tell(`${receivers} receivers, ${inFlight} in flight: ${name}`, {
      "deliveries/s": median(crowd.rates),
      "p50 ms": median(crowd.times),
      "p99 ms": quantile(crowd.times, 0.99),
      "of bare": median(crowd.rates) / median(floor.rates),
    });
  }
}
