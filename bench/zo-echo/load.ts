/**
 * The load, in a process of its own. It speaks every wire from prepared, masked frames over plain sockets, so that it costs the same, and
 * little, whoever answers: Socket.IO's own client would be the bottleneck before its server is.
 */
import { contenders } from "./contenders.ts";
import { Lap } from "./lap.ts";
import { cpuUs, type Order, order, type Ran } from "./protocol.ts";

let laps: readonly Lap[] = [];

async function connect(options: Extract<Order, { do: "connect" }>): Promise<object> {
  const contender = contenders[options.contender];
  laps = await Promise.all(
    Array.from({ length: options.connections }, (_, number) => Lap.open({ ...options, contender, number })),
  );
  return { checked: options.connections * options.inFlight };
}

async function run(ms: number): Promise<Ran> {
  const cpuBefore = cpuUs();
  const since = performance.now();
  const until = since + ms;
  await Promise.all(laps.map((lap) => lap.run(() => performance.now() >= until)));
  const elapsedMs = performance.now() - since;
  return { roundTrips: laps.reduce((sum, lap) => sum + lap.roundTrips, 0), elapsedMs, cpuUs: cpuUs() - cpuBefore };
}

async function close(): Promise<object> {
  await Promise.all(laps.map((lap) => lap.close()));
  laps = [];
  return { isClosed: true };
}

async function obey(asked: Order): Promise<object> {
  if (asked.do === "connect") return await connect(asked);
  return asked.do === "run" ? await run(asked.ms) : await close();
}

process.on("disconnect", () => process.exit());
process.on("message", (said) => {
  // A wrong reply ends this process with its text, and with it the measurement.
  void obey(order.parse(said)).then((answer) => process.send?.(answer));
});
