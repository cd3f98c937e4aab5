/** Contenders side by side: each with its server and its load generator, connected and checked, then measured in turns. */
import { type Contender, connectionsOf, type Plan, type Stage } from "../contenders/contender.ts";
import { checkPrivate, checkRooms } from "./check.ts";
import { isPinned } from "./child.ts";
import type { Histogram } from "./histogram.ts";
import { type FlowResult, isBottleneck, Load, type Range, type Run, stamp } from "./load.ts";

const group = "all";
const flow = "messages";

export interface ArenaOptions {
  readonly contenders: readonly Contender[];
  readonly plan: Plan;
  /** Of a receiver's frame, the WebSocket header aside; the same for all. */
  readonly payloadBytes: number;
  /** Messages that are checked word for word before anything is timed. */
  readonly checked: { readonly count: number; readonly window: number };
  readonly say: (line: string) => void;
}

/** One contender's turn. */
export interface Lap {
  readonly deliveriesPerSecond: number;
  readonly messagesPerSecond: number;
  readonly serverCpuUsPerDelivery: number;
  /** Shares of one core, 1 is all of it. */
  readonly serverBusy: number;
  readonly loadBusy: number;
  /** The load generator was busy for more than 90 % of the time: the server might have done more. */
  readonly isLoadTheBottleneck: boolean;
  readonly bytesPerDelivery: number;
  /** How often an open loop had to wait; then its latencies, measured from when a message was due, hold the wait. */
  readonly held: number;
  readonly latency: Histogram;
}

export interface Entry {
  readonly contender: Contender;
  /** Messages that were compared. */
  readonly checked: number;
  readonly memoryBytes: number;
  lap(run: Run): Promise<Lap>;
}

/** One server on its side, its clients on the other. */
class Corner implements Entry, AsyncDisposable {
  readonly contender: Contender;
  readonly #stage: Stage;
  readonly #load: Load;
  checked = 0;
  memoryBytes = 0;

  constructor(contender: Contender, stage: Stage, load: Load) {
    this.contender = contender;
    this.#stage = stage;
    this.#load = load;
  }

  async prepare({ plan, payloadBytes, checked }: ArenaOptions): Promise<void> {
    const [stage, load, count] = [this.#stage, this.#load, connectionsOf(plan)];
    await load.group({ name: group, count, ...stage.connection });
    await load.open(group, { steps: stage.steps });
    const text = stamp.padEnd(stage.textBytesFor(payloadBytes), "x");
    const everyone: Range = { group, from: 0, to: count };
    const rooms = { senders: [{ ...everyone, step: plan.kind === "rooms" ? plan.members : 1 }], members: [everyone] };
    const texts =
      plan.kind === "rooms"
        ? Array.from({ length: plan.rooms }, (_, room) => stage.say(text, room * plan.members, 0))
        : plan.targets.flatMap((targets, from) => targets.map((to) => stage.say(text, from, to)));
    const audience = plan.kind === "rooms" ? { room: plan.members } : { copies: 1 };
    await load.flow({ name: flow, ...rooms, texts, kind: stage.kind, audience, sampled: 20 });
    await load.record(group, true);
    const { sent } = await load.run(flow, checked);
    await load.record(group, false);
    const transcripts = await load.transcripts(group, 0, count);
    const expected = { text, textIn: stage.textIn };
    this.checked =
      plan.kind === "rooms"
        ? checkRooms(transcripts, plan.members, sent, expected)
        : checkPrivate(transcripts, plan.targets, sent, expected);
    this.memoryBytes = stage.server.memory().pssBytes;
  }

  async lap(run: Run): Promise<Lap> {
    const before = this.#stage.server.cpuSeconds();
    const result = await this.#load.run(flow, run);
    if (result.extra > 0) throw new Error(`${this.contender.label}: ${result.extra} messages came that nobody had sent`);
    return lapOf(result, this.#stage.server.cpuSeconds() - before);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#load[Symbol.asyncDispose]();
    await this.#stage[Symbol.asyncDispose]();
  }
}

function lapOf(result: FlowResult, serverCpuSeconds: number): Lap {
  const seconds = result.ns / 1e9;
  return {
    deliveriesPerSecond: result.deliveries / seconds,
    messagesPerSecond: result.sent / seconds,
    serverCpuUsPerDelivery: (serverCpuSeconds * 1e6) / result.deliveries,
    serverBusy: serverCpuSeconds / seconds,
    loadBusy: result.cpuNs / result.ns,
    isLoadTheBottleneck: isBottleneck(result),
    bytesPerDelivery: result.bytes / result.deliveries,
    held: result.held,
    latency: result.latency,
  };
}

export interface Race {
  readonly entries: readonly Entry[];
  readonly laps: number;
  readonly warm: Run;
  readonly lap: Run;
}
/** Of each contender its laps, in their order. */
export type Taken = ReadonlyMap<Entry, readonly Lap[]>;

export class Arena implements AsyncDisposable {
  readonly #corners: readonly Corner[];

  private constructor(corners: readonly Corner[]) {
    this.#corners = corners;
  }

  get entries(): readonly Entry[] {
    return this.#corners;
  }

  /** Starts, connects and checks all contenders that can take part. Rejects when one of them does not deliver what it must. */
  static async open(options: ArenaOptions): Promise<Arena> {
    const { contenders, plan, say } = options;
    const corners: Corner[] = [];
    const arena = new Arena(corners);
    try {
      for (const contender of contenders) {
        const missing = contender.missing();
        if (missing !== undefined) {
          say(`LEFT OUT: ${contender.label}: ${missing}`);
          continue;
        }
        const corner = new Corner(contender, await contender.start(plan), Load.start({ spins: isPinned }));
        corners.push(corner);
        await corner.prepare(options).catch((error: unknown) => {
          throw new Error(`${contender.label} is wrong before it is timed`, { cause: error });
        });
        say(`${contender.label}: ${corner.checked.toLocaleString("en")} messages right`);
      }
      return arena;
    } catch (error) {
      await arena[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** A warm-up for each of `entries`, then `laps` rounds in which each takes its turn: what slows the machine down slows all. */
  async race({ entries, laps, warm, lap }: Race): Promise<Taken> {
    const taken = new Map<Entry, Lap[]>(entries.map((entry) => [entry, []]));
    for (const entry of entries) await entry.lap(warm);
    for (let round = 0; round < laps; round++) {
      for (const [entry, list] of taken) list.push(await entry.lap(lap));
    }
    return taken;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const corner of this.#corners) await corner[Symbol.asyncDispose]();
  }
}
