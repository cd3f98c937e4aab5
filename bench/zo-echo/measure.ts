/** Takes the measurement: all servers at once, one of them loaded at a time, in turns, so that a slow minute of the machine hits all. */
import { type ContenderName, contenderNames } from "./contenders.ts";
import { closed, connected, Helper, listening, ran, usage } from "./protocol.ts";

export interface Settings {
  readonly connections: number;
  /** Requests of one connection under way; below the 256 frames that zo lets wait. */
  readonly inFlight: number;
  readonly rounds: number;
  /** Of one contender's turn in one round. */
  readonly ms: number;
  readonly characters: number;
}

export interface Turn {
  readonly roundTripsPerSecond: number;
  readonly serverCpuUsPerRoundTrip: number;
  /** Shares of one core, 1 is all of it. */
  readonly serverCpu: number;
  readonly loadCpu: number;
  /** Replies read and compared with what was asked before the clock started; those after it were compared, too. */
  readonly checked: number;
}

export type Measured = Readonly<Record<ContenderName, readonly Turn[]>>;

interface Running {
  readonly name: ContenderName;
  readonly server: Helper;
  readonly port: number;
}

async function takeTurn(load: Helper, { name, server, port }: Running, settings: Settings): Promise<Turn> {
  const { connections, inFlight, characters, ms } = settings;
  const { checked } = await load.ask({ do: "connect", contender: name, port, connections, inFlight, characters }, connected);
  const before = await server.ask("usage", usage);
  const { roundTrips, elapsedMs, cpuUs } = await load.ask({ do: "run", ms }, ran);
  const after = await server.ask("usage", usage);
  await load.ask({ do: "close" }, closed);
  const serverUs = after.cpuUs - before.cpuUs;
  return {
    roundTripsPerSecond: (roundTrips / elapsedMs) * 1_000,
    serverCpuUsPerRoundTrip: serverUs / roundTrips,
    serverCpu: serverUs / 1_000 / elapsedMs,
    loadCpu: cpuUs / 1_000 / elapsedMs,
    checked,
  };
}

/** @throws {Error} for the first reply that is not the echo of its request. */
export async function measure(settings: Settings): Promise<Measured> {
  await using children = new AsyncDisposableStack();
  const load = children.use(Helper.start("load.ts"));
  const running: Running[] = [];
  for (const name of contenderNames) {
    const server = children.use(Helper.start("server.ts", name));
    running.push({ name, server, port: (await server.next(listening)).port });
  }
  // Compiles what will be measured; not counted.
  for (const one of running) await takeTurn(load, one, { ...settings, ms: Math.min(500, settings.ms) });
  const measured: Record<ContenderName, Turn[]> = {
    ws: [],
    zo: [],
    "zo-unchecked": [],
    "zo-calls": [],
    "socket.io": [],
    "socket.io-acks": [],
  };
  for (let round = 0; round < settings.rounds; round++) {
    for (const one of running) measured[one.name].push(await takeTurn(load, one, settings));
  }
  return measured;
}
