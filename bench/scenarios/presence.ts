/**
 * (e) A presence storm on `roster`, where everybody is told of everybody who comes and goes, and a newcomer of all who are there. What it
 * costs for each is told in user time, where encoding is, and in system time, where the copies into sockets are.
 */
import { latenciesOf } from "../lib/histogram.ts";
import { type FlowResult, isBottleneck, Load, stamp } from "../lib/load.ts";
import { startParlance } from "../lib/parlance.ts";
import { until } from "../lib/poll.ts";
import { roster } from "../lib/protocols.ts";
import { upgradeRequest } from "../lib/upgrade-request.ts";
import { cpuOf, cpuSince, writesOf } from "../lib/usage.ts";
import { type Figure, figuresReport } from "./figure.ts";
import { checkComings } from "./presence-check.ts";
import type { Scenario } from "./scenario.ts";

/** Members after each step; as many join in the last two steps as there were before them. */
const sizes = [1_250, 2_500, 5_000] as const;
const crowd = sizes[2];
const talkers = 50;
/** Messages a second among the talkers, seen by everybody. */
const chatRate = 5;
const sources = 50;

interface Move {
  readonly label: string;
  readonly count: number;
  readonly seconds: number;
  readonly userUs: number;
  readonly systemUs: number;
  readonly writes: number;
  readonly chat: FlowResult;
}

const init = (who: string): string => JSON.stringify({ type: "init", username: who, id: who });
const named = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${prefix}-${n}`);
const steps = (who: readonly string[]) => [{ say: who.map(init) }, { hear: '{"type":"history"' }];

class Hall {
  readonly #load: Load;
  readonly #server: { readonly pid: number };

  constructor(load: Load, server: { readonly pid: number }) {
    this.#load = load;
    this.#server = server;
  }

  /** Talkers, one observer who notes who comes and goes, and the crowd, still outside. */
  async open(port: number): Promise<void> {
    const load = this.#load;
    const request = upgradeRequest("/chat");
    await load.group({ name: "observer", count: 1, port, request, prefix: '{"type":"userStatus"' });
    await load.group({ name: "talkers", count: talkers, port, request, prefix: roster.prefix });
    await load.group({ name: "crowd", count: crowd, port, sources, request });
    await load.open("talkers", { steps: steps(named("talker", talkers)) });
    await load.open("observer", { steps: steps(["observer"]) });
    await load.record("observer", true);
    const everyone = [{ group: "talkers", from: 0, to: talkers }];
    const speech = { texts: roster.say(stamp.padEnd(60, "x")), audience: { room: talkers }, sampled: talkers };
    await load.flow({ name: "chat", members: everyone, senders: everyone, ...speech });
  }

  join(from: number, to: number): Promise<Move> {
    return this.#move(`joining, from ${from} to ${to}`, to - from, async () => {
      await this.#load.open("crowd", { from, to, steps: steps(named("crowd", crowd)) });
    });
  }

  leave(from: number, to: number): Promise<Move> {
    return this.#move(`leaving, from ${to} to ${from}`, to - from, () => this.#load.close("crowd", { from, to }));
  }

  calm(ms: number): Promise<FlowResult> {
    return this.#load.run("chat", { rate: chatRate, ms });
  }

  async check(): Promise<void> {
    const [seen = []] = await this.#load.transcripts("observer", 0, 1);
    checkComings(seen, named("crowd", crowd));
  }

  /** Until the observer was told of all of them. */
  async #move(label: string, count: number, what: () => Promise<void>): Promise<Move> {
    const wanted = (await this.#told()) + count;
    const chatting = this.#load.run("chat", { rate: chatRate });
    const before = cpuOf(this.#server);
    const writesBefore = writesOf(this.#server);
    const since = performance.now();
    await what();
    await until(async () => (await this.#told()) >= wanted, { waitedFor: `${label}: all to be told of it` });
    const seconds = (performance.now() - since) / 1_000;
    const { userSeconds, systemSeconds } = cpuSince(this.#server, before);
    const writes = (writesOf(this.#server) - writesBefore) / count;
    await this.#load.stop("chat");
    const each = 1e6 / count;
    return { label, count, seconds, userUs: userSeconds * each, systemUs: systemSeconds * each, writes, chat: await chatting };
  }

  async #told(): Promise<number> {
    return (await this.#load.digests("observer"))[0]?.[0] ?? 0;
  }
}

function figuresOf({ label, count, seconds, userUs, systemUs, writes, chat }: Move): readonly Figure[] {
  return [
    { label: `${label}: each second`, value: count / seconds, unit: "/s" },
    { label: `${label}: server CPU for each, user`, value: userUs, unit: "µs" },
    { label: `${label}: server CPU for each, system`, value: systemUs, unit: "µs" },
    { label: `${label}: writes to sockets for each`, value: writes, unit: "" },
    { label: `${label}: load generator, share of its core`, value: (chat.cpuNs / chat.ns) * 100, unit: "%" },
    { label: `${label}: chat p99`, value: latenciesOf(chat.latency).p99Ms, unit: "ms", bar: { atMost: 250 } },
  ];
}

export const presence: Scenario = {
  name: "e",
  title: "presence storm: 5,000 come and go, everybody is told of everybody",
  budgetSeconds: 70,
  run: async ({ say }) => {
    await using running = await startParlance();
    await using load = Load.start();
    const hall = new Hall(load, running.server);
    await hall.open(running.port);
    const calm = await hall.calm(3_000);
    const moves: Move[] = [];
    const [few, some, all] = sizes;
    for (const [from, to] of [
      [0, few],
      [few, some],
      [some, all],
    ] as const) {
      moves.push(await hall.join(from, to));
      say(`${to} have joined`);
    }
    for (const [from, to] of [
      [some, all],
      [0, some],
    ] as const) {
      moves.push(await hall.leave(from, to));
    }
    await hall.check();
    const before: Figure = { label: "chat p99 before", value: latenciesOf(calm.latency).p99Ms, unit: "ms" };
    const figures = [before, ...moves.flatMap(figuresOf)];
    const notes = moves.flatMap(({ label, chat }) => (isBottleneck(chat) ? [`THE LOAD WAS THE BOTTLENECK: ${label}`] : []));
    return figuresReport("presence storm, `roster`", figures, notes);
  },
};
