/** A scenario in which all contenders do the same: a closed loop for throughput, then an open loop at half of Parlance's rate for latency. */
import type { Plan } from "../contenders/contender.ts";
import { Arena, type Entry, type Taken } from "../lib/arena.ts";
import type { Context, Report } from "./scenario.ts";
import { type Heat, reportOf } from "./standings.ts";

export interface RaceOptions {
  readonly plan: Plan;
  /** Of a receiver's frame, the WebSocket header aside. */
  readonly payloadBytes: number;
  readonly checked: { readonly count: number; readonly window: number };
  /** A closed loop with each of these in flight. */
  readonly windows: readonly number[];
  /** The open loop goes by Parlance's rate with so many. */
  readonly openBy: number;
  /** What the window counts. */
  readonly each: string;
}

const lapMs = 700;
const warmMs = 300;

const named = (entries: readonly Entry[], name: string): Entry | undefined =>
  entries.find(({ contender }) => contender.name === name);

interface OpenLoop {
  /** Messages a second. */
  readonly rate: number;
  readonly entries: readonly Entry[];
}

/** Half of Parlance's rate, and who can keep up with that: past its own rate a contender only builds a queue. */
function openLoop(taken: Taken): OpenLoop | undefined {
  const rateOf = (entry: Entry): number => Math.min(...(taken.get(entry) ?? []).map((lap) => lap.messagesPerSecond));
  const ours = named([...taken.keys()], "parlance");
  if (ours === undefined) return undefined;
  const rate = Math.max(1, Math.floor(rateOf(ours) / 2));
  return { rate, entries: [...taken.keys()].filter((entry) => rateOf(entry) > rate * 1.2) };
}

export async function race(context: Context, { windows, openBy, each, ...options }: RaceOptions): Promise<Report> {
  const { laps, contenders, say } = context;
  await using arena = await Arena.open({ ...options, contenders, say });
  const { entries } = arena;
  const heats: Heat[] = [];
  let open: OpenLoop | undefined;
  for (const window of windows) {
    const title = `closed loop, ${window} in flight ${each}`;
    say(title);
    const [warm, lap] = [
      { window, ms: warmMs },
      { window, ms: lapMs },
    ];
    const taken = await arena.race({ entries, laps, warm, lap });
    heats.push({ loop: "closed", title, taken });
    if (window === openBy) open = openLoop(taken);
  }
  if (open !== undefined) {
    const { rate } = open;
    const title = `open loop, ${rate.toLocaleString("en")} messages a second, half of Parlance's rate`;
    say(title);
    const [warm, lap] = [
      { rate, ms: warmMs },
      { rate, ms: lapMs },
    ];
    heats.push({ loop: "open", title, taken: await arena.race({ entries: open.entries, laps, warm, lap }) });
  }
  return reportOf(entries, heats, contenders);
}
