/** One round: everybody talks while things go wrong, then all comes to rest, is read to its end, and is judged. */
import type { Deployment } from "../deployment.ts";
import type { Tamper, Weather } from "../resume/lossy-proxy.ts";
import { check } from "./check.ts";
import { Crowd } from "./clients/crowd.ts";
import { pause, type Setting } from "./clients/setting.ts";
import { Caller, Follower } from "./follower.ts";
import type { Journal } from "./journal.ts";
import type { FaultLine, Line, Truth, Violation } from "./records.ts";
import { Steward } from "./steward.ts";
import type { World } from "./world.ts";

export interface RoundOptions {
  readonly round: number;
  readonly world: World;
  readonly nodes: readonly Deployment[];
  readonly journal: Journal;
  readonly random: () => number;
  /** A bad network, unless told. */
  readonly weather?: Weather;
  /** Plants faults. */
  readonly tamper?: Tamper;
  readonly pauseMs: number;
  /** How long everybody may take to come to rest, in milliseconds. */
  readonly restMs: number;
  /** How long what was said last may then take to be told, in milliseconds. */
  readonly toldMs: number;
  /** What goes wrong; the round is over when this is. */
  readonly act: () => Promise<readonly FaultLine[]>;
}

export interface RoundResult {
  readonly lines: readonly Line[];
  readonly violations: readonly Violation[];
}

export const badNetwork: Weather = {
  refusing: 0.05,
  ending: 0.6,
  ends: ["cut", "cut", "black_hole", "deaf", "mute", "linger"],
  endsWithinMs: 8_000,
  delayMs: 20,
};
const followMs = 300;

export async function runRound(options: RoundOptions): Promise<RoundResult> {
  const { world, nodes, journal, random, round } = options;
  journal.turnPage();
  const readers = await Readers.begin(nodes, world);
  const broken: Violation[] = [];
  const { weather = badNetwork, tamper, pauseMs } = options;
  const rest = tamper === undefined ? {} : { tamper };
  const setting: Setting = { journal, random, round, nodes, weather, pauseMs, broken, ...rest };
  const stewards = new Caller(nodes, world.cast.keeper);
  let crowd: Crowd | null = null;
  let judged: RoundResult;
  try {
    crowd = await Crowd.start(setting, world, readers.start);
    const { wanderer, nomad } = world.cast;
    const roomId = world.rooms.door;
    const steward = new Steward(setting, { caller: stewards, roomId, wanderers: [wanderer, nomad] });
    readers.follow();
    for (const fault of await options.act()) journal.write(fault);
    const [isQuiet] = await Promise.all([crowd.rest(options.restMs), steward.rest()]);
    if (!isQuiet)
      broken.push({ kind: "undelivered", who: "the round", detail: `not everybody came to rest in ${options.restMs} ms` });
    judged = await judge(options, readers);
  } finally {
    await crowd?.stop();
    stewards.close();
    readers.close();
  }
  // What is wrong with a frame is told when its connection ends.
  return { lines: judged.lines, violations: [...broken, ...judged.violations] };
}

/** What was said last may still be on its way: it is waited for, but not for ever. */
async function judge({ journal, toldMs, round, nodes, world }: RoundOptions, readers: Readers): Promise<RoundResult> {
  const deadline = performance.now() + toldMs;
  for (;;) {
    await readers.end();
    const truths = await readers.truths();
    const lines = [...journal.lines, ...truths];
    const violations = check(lines, round);
    const isLate = violations.some(({ kind }) => kind === "undelivered");
    if (isLate && performance.now() < deadline) {
      await pause(200);
      continue;
    }
    for (const truth of truths) journal.write(truth);
    for (const recheck of await Readers.rechecks(nodes, world, truths)) journal.write(recheck);
    return { lines: journal.lines, violations: check(journal.lines, round) };
  }
}

/** Read every room to its end, each by somebody who may. */
class Readers {
  readonly #callers: readonly Caller[];
  readonly #followers: readonly Follower[];
  readonly #memberIds: ReadonlyMap<string, readonly string[]>;
  readonly #world: World;
  #isFollowing = false;
  #following: Promise<void> = Promise.resolve();
  #failure: unknown = null;

  private constructor(parts: {
    readonly callers: readonly Caller[];
    readonly followers: readonly Follower[];
    readonly memberIds: ReadonlyMap<string, readonly string[]>;
    readonly world: World;
  }) {
    this.#callers = parts.callers;
    this.#followers = parts.followers;
    this.#memberIds = parts.memberIds;
    this.#world = parts.world;
  }

  static async begin(nodes: readonly Deployment[], world: World): Promise<Readers> {
    const { rooms } = world;
    const asKeeper = new Caller(nodes, world.cast.keeper);
    const callers = [asKeeper];
    const followers: Follower[] = [];
    const memberIds = new Map<string, readonly string[]>();
    for (const roomId of [rooms.lounge, rooms.open, rooms.closed, rooms.door, rooms.probes]) {
      const follower = await Follower.begin(asKeeper, roomId);
      followers.push(follower);
      memberIds.set(roomId, await follower.memberIds());
    }
    for (const { roomId, members } of rooms.dms) {
      const caller = new Caller(nodes, members[1]);
      callers.push(caller);
      followers.push(await Follower.begin(caller, roomId));
      memberIds.set(
        roomId,
        members.map(({ id }) => id),
      );
    }
    return new Readers({ callers, followers, memberIds, world });
  }

  get start(): { readonly afterId: number; readonly standings: Readonly<Record<string, number>> } {
    const afterId = this.#followers.reduce((most, follower) => Math.max(most, follower.afterId), 0);
    return { afterId, standings: Object.fromEntries(this.#followers.map(({ roomId, afterSeq }) => [roomId, afterSeq])) };
  }

  /** Reads on again and again, until `end`. */
  follow(): void {
    this.#isFollowing = true;
    this.#following = (async () => {
      while (this.#isFollowing) {
        for (const follower of this.#followers) await follower.readOn();
        await pause(followMs);
      }
    })().catch((error) => {
      this.#failure = error;
    });
  }

  /** Everything has been read, and nothing new comes. */
  async end(): Promise<void> {
    this.#isFollowing = false;
    await this.#following;
    if (this.#failure !== null) throw this.#failure;
    for (let isNew = true; isNew; ) {
      isNew = false;
      for (const follower of this.#followers) if (await follower.readOn()) isNew = true;
      await pause(50);
    }
  }

  async truths(): Promise<readonly Truth[]> {
    const { rooms } = this.#world;
    const { afterId } = this.start;
    const publics: readonly string[] = [rooms.lounge, rooms.open, rooms.probes];
    const truths: Truth[] = [];
    for (const follower of this.#followers) {
      const { roomId, afterSeq, events } = follower;
      const [isPrivate, isDirect] = [!publics.includes(roomId), rooms.dms.some((dm) => dm.roomId === roomId)];
      const memberIds = this.#memberIds.get(roomId) ?? [];
      const messages = await follower.messages(afterId);
      truths.push({ kind: "truth", roomId, isPrivate, isDirect, afterSeq, afterId, memberIds, events: [...events], messages });
    }
    return truths;
  }

  /** What each node says of the same messages. */
  static async rechecks(nodes: readonly Deployment[], world: World, truths: readonly Truth[]): Promise<readonly Line[]> {
    const lines: Line[] = [];
    for (const [at, node] of nodes.entries()) {
      const readers = await Readers.begin([node], world);
      for (const follower of readers.#followers) {
        const truth = truths.find(({ roomId }) => roomId === follower.roomId);
        if (truth === undefined) continue;
        const messages = await follower.messages(truth.afterId);
        lines.push({ kind: "recheck", who: `node ${at}`, roomId: follower.roomId, messages });
      }
      readers.close();
    }
    return lines;
  }

  close(): void {
    this.#isFollowing = false;
    for (const caller of this.#callers) caller.close();
  }
}
