/**
 * SDK clients on a bad network, and a server that is killed and started again, while everybody writes, edits, deletes, reacts, reads, dies,
 * comes back, is sent away from a room and invited again. In the end the network is good, all comes to rest, and the history is checked.
 */
import { seededRandom } from "@parlance/server/core/testing/random.ts";
import { z } from "zod";
import { type Account, newAccount } from "../accounts.ts";
import { mountsOf } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";
import { checkResume } from "./check.ts";
import { Device } from "./device.ts";
import { Keeper } from "./keeper.ts";
import { LossyProxy, type Tamper, type Weather } from "./lossy-proxy.ts";
import type { Push, ResumeFinding, ResumeHistory } from "./records.ts";

export interface ResumeOptions {
  readonly seed: number;
  readonly steps: number;
  /** A storm unless told. */
  readonly weather?: Weather;
  /** Nobody dies, neither clients nor server, and nobody changes networks: what is planted is not mended by coming back. */
  readonly isSteady?: boolean;
  /** Plants faults. */
  readonly tamper?: Tamper;
  /** How long everything may take to come to rest, in milliseconds; 30,000 unless told. */
  readonly restMs?: number;
}

export interface ResumeRun {
  readonly history: ResumeHistory;
  readonly findings: readonly ResumeFinding[];
  /** What happened, to show that something did. */
  readonly counts: Readonly<Record<string, number>>;
}

const storm: Weather = {
  refusing: 0.1,
  ending: 0.8,
  ends: ["cut", "cut", "black_hole", "deaf", "mute", "linger", "linger"],
  endsWithinMs: 1_200,
  delayMs: 25,
};
/** Small, so that some are too far behind; and what is silent is found dead soon. */
const bounds = { catchUpEvents: 30, pingIntervalMs: 400, pongTimeoutMs: 400, closeGraceMs: 200 };
const patienceMs = 30_000;
const emoji = ["👍", "🎉", "❤️"];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function runResume(options: ResumeOptions): Promise<ResumeRun> {
  const { seed, steps, restMs = patienceMs } = options;
  await using folder = await temporaryFolder("resume");
  const random = seededRandom(seed);
  const world = new World(random, folder.path);
  try {
    await world.open(options);
    for (let step = 0; step < steps; step += 1) {
      await world.act(options);
      await pause(random() * 15);
    }
    await world.rest(restMs);
    return await world.result();
  } finally {
    await world.close();
  }
}

class World {
  readonly #random: () => number;
  readonly #folder: string;
  readonly #devices: Device[] = [];
  readonly #counts: Record<string, number> = {};
  #server: ServerProcess | null = null;
  #proxy: LossyProxy | null = null;
  #keeper: Keeper | null = null;
  #rooms: readonly string[] = [];
  /** The one who is sent away from the last room, and invited again. */
  #wanderer: Account | null = null;
  #isWandererIn = true;
  readonly #pushes: Push[] = [];
  readonly #watching: (() => void)[] = [];

  constructor(random: () => number, folder: string) {
    this.#random = random;
    this.#folder = folder;
  }

  async open({ tamper, weather = storm }: ResumeOptions): Promise<void> {
    this.#server = await this.#start();
    const { deployment } = this.#server;
    const [keeper, ann, ben, cid] = await Promise.all(
      ["keeper", "ann", "ben", "cid"].map((stem) => newAccount(deployment, stem)),
    );
    if (!keeper || !ann || !ben || !cid) throw new Error("four accounts are needed");
    this.#keeper = new Keeper(mountsOf(deployment).zo, keeper.token);
    const everybody = [ann.id, ben.id, cid.id];
    this.#rooms = [
      await this.#keeper.makeRoom("public", "open", everybody),
      await this.#keeper.makeRoom("private", "closed", everybody),
      await this.#keeper.makeRoom("private", "coming and going", everybody),
    ];
    this.#wanderer = cid;
    const ids = new Map([ann, ben, cid].map(({ token, id }) => [token, id]));
    const tap = (frame: string, request: string): void => this.#tapped(frame, ids.get(tokenIn(request)) ?? "");
    const options = { target: deployment.http.replace(/^http/, "ws"), random: this.#random, weather, tap };
    this.#proxy = await LossyProxy.open(tamper === undefined ? options : { ...options, tamper });
    const url = `${this.#proxy.url}/zo`;
    for (const [name, account] of [
      ["ann", ann],
      ["ann2", ann],
      ["ben", ben],
      ["cid", cid],
    ] as const) {
      this.#devices.push(new Device({ name, url, account, random: this.#random }));
    }
    this.#watch();
  }

  async act({ isSteady = false }: ResumeOptions): Promise<void> {
    const device = this.#pick(this.#devices);
    const roomId = this.#pick(this.#rooms);
    const deeds: readonly (readonly [weight: number, deed: () => void | Promise<void>])[] = [
      [50, () => device.say(roomId, this.#random() < 0.2 ? "@room look" : "hello")],
      [10, () => this.#change("edits", device, roomId)],
      [4, () => this.#change("deletions", device, roomId)],
      [14, () => this.#react(device, roomId)],
      [10, () => this.#read(device, roomId)],
      [4, () => this.#wander()],
      [isSteady ? 0 : 4, () => this.#reload(device)],
      [isSteady ? 0 : 2, () => this.#changeNetwork()],
      [isSteady ? 0 : 1, () => this.#restart()],
    ];
    let left = this.#random() * deeds.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, deed] of deeds) {
      left -= weight;
      if (left < 0) return await deed();
    }
  }

  /** The network is good, and everybody has everything. */
  async rest(restMs: number): Promise<void> {
    if (!this.#isWandererIn) await this.#wander();
    this.#proxy?.clear();
    const deadline = performance.now() + restMs;
    for (;;) {
      const truth = new Map((await this.#truth()).map(({ roomId, events }) => [roomId, events.at(-1)?.seq ?? 0]));
      const isQuiet = this.#devices.every((device) => device.isAtRest(truth) && atLeast(device.positions, truth));
      if (isQuiet || performance.now() > deadline) return;
      await pause(50);
    }
  }

  async result(): Promise<ResumeRun> {
    const ids = new Set(this.#rooms);
    const devices = this.#devices.flatMap((device) => device.records(ids));
    const history = { rooms: await this.#truth(), devices, pushes: this.#pushes };
    const sends = this.#devices.reduce((sum, device) => sum + device.sends, 0);
    const resets = history.devices.flatMap(({ heard }) => heard).filter((one) => "reset" in one).length;
    return { history, findings: checkResume(history), counts: { ...this.#proxy?.counts, ...this.#counts, sends, resets } };
  }

  async close(): Promise<void> {
    for (const stop of this.#watching) stop();
    for (const device of this.#devices) await device.close();
    await this.#keeper?.[Symbol.asyncDispose]();
    await this.#proxy?.[Symbol.asyncDispose]();
    await this.#server?.[Symbol.asyncDispose]();
  }

  #tapped(frame: string, userId: string): void {
    if (!frame.startsWith('{"type":"sync.onEvent"')) return;
    const { payload } = pushed.parse(JSON.parse(frame));
    this.#pushes.push({ userId, ...payload });
  }

  #truth(): ReturnType<Keeper["truth"]> {
    if (this.#keeper === null) throw new Error("nobody keeps the truth");
    return this.#keeper.truth();
  }

  #start(): Promise<ServerProcess> {
    return ServerProcess.start(this.#folder, { limits: "off", bounds });
  }

  /** What is looked at is loaded. */
  #watch(): void {
    for (const stop of this.#watching.splice(0)) stop();
    for (const { chat } of this.#devices) {
      for (const roomId of this.#rooms) this.#watching.push(chat.room(roomId).subscribe(() => undefined));
    }
  }

  #change(what: "edits" | "deletions", device: Device, roomId: string): void {
    const own = device.ownIn(roomId);
    const message = own[Math.floor(this.#random() * own.length)];
    if (message === undefined) return;
    const room = device.chat.room(roomId);
    const [key] = message.text.split(" ", 1);
    const doing = what === "deletions" ? room.delete(message.id) : room.edit(message.id, `${key} changed ${this.#random()}`);
    device.does(doing);
    this.#count(what);
  }

  #react(device: Device, roomId: string): void {
    const { messages } = device.chat.room(roomId).get();
    const message = messages[Math.floor(this.#random() * messages.length)];
    if (message?.state !== "sent") return;
    const isOn = this.#random() < 0.7;
    device.does(device.chat.room(roomId).react(message.id, this.#pick(emoji), isOn));
    this.#count("reactions");
  }

  #read(device: Device, roomId: string): void {
    device.chat.room(roomId).markRead();
    this.#count("readings");
  }

  async #wander(): Promise<void> {
    const [roomId, userId] = [this.#rooms.at(-1) ?? "", this.#wanderer?.id ?? ""];
    const { rooms } = this.#keeper?.client.call ?? {};
    try {
      await (this.#isWandererIn ? rooms?.remove({ roomId, userId }) : rooms?.invite({ roomId, userId }));
      this.#isWandererIn = !this.#isWandererIn;
      this.#count("comings and goings");
    } catch {
      // The server is not there now; what is so already is no error, so it can be done again.
    }
  }

  #reload(device: Device): void {
    device.reload();
    this.#watch();
    this.#count("reloads");
  }

  #changeNetwork(): void {
    this.#proxy?.cutAll();
    this.#count("changes of network");
  }

  /** As after a power cut. It has another port then. */
  async #restart(): Promise<void> {
    await this.#server?.kill();
    this.#server = await this.#start();
    const { deployment } = this.#server;
    if (this.#proxy !== null) this.#proxy.target = deployment.http.replace(/^http/, "ws");
    this.#keeper?.moveTo(mountsOf(deployment).zo);
    this.#count("crashes");
  }

  #count(what: string): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
  }

  #pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.#random() * from.length)];
    if (picked === undefined) throw new Error("nothing to pick from");
    return picked;
  }
}

const pushed = z.object({ payload: z.object({ roomId: z.string(), seq: z.int() }) });

function tokenIn(request: string): string {
  return new URLSearchParams(request.slice(request.indexOf("?"))).get("token") ?? "";
}

function atLeast(positions: ReadonlyMap<string, number>, truth: ReadonlyMap<string, number>): boolean {
  return [...truth].every(([roomId, seq]) => (positions.get(roomId) ?? 0) >= seq || !positions.has(roomId));
}
