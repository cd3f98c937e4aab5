/** A client of one of the five documented protocols: it talks, listens, and comes back as such clients do, to any node. */
import type { Account } from "../../accounts.ts";
import { messagesIn, type Protocol, type Seen } from "../../blackbox/everyone.ts";
import type { Connection } from "../../clients/connection.ts";
import { retrieve } from "../../clients/rooms.ts";
import { dial, type Live } from "./dialing.ts";
import { Roaming } from "./roaming.ts";
import { Doing, pause, pickFrom, type Setting, Texts, type Who } from "./setting.ts";

/** Most sends of one client that are not answered yet. */
const window = 4;
/** Without an answer for so long a client takes its connection for dead; `rooms`, which says nothing to what it refuses, makes a new one then, too. */
const answerMs = 3_000;
const introductionMs = 3_000;
/** As their documents have it. */
const replays: Partial<Record<Protocol, number>> = { reactions: 1_000, roster: 50 };

export interface DocumentOptions {
  readonly name: string;
  readonly protocol: Protocol;
  /** Null for `reactions`. */
  readonly account: Account | null;
  /** Where `rooms` speaks. */
  readonly roomIds: readonly string[];
  /** Whom `openchamp` and `zo` whisper to, and where that is kept. */
  readonly partner?: { readonly account: Account; readonly roomId: string };
  /** `rooms` asks for what it missed from here on. */
  readonly afterId: number;
}

export class DocumentClient {
  readonly who: Who;
  readonly #setting: Setting;
  readonly #options: DocumentOptions;
  readonly #texts: Texts;
  readonly #way: Roaming;
  readonly #underWay = new Map<string, Doing>();
  #stream = 0;
  #live: Live | null = null;
  #isTalking = true;
  #isOver = false;
  #greatestId: number;
  /** After this id it is to ask for everything; until it is answered, it does not ask for less. */
  #unanswered: number | null = null;

  private constructor(setting: Setting, options: DocumentOptions, way: Roaming) {
    this.#setting = setting;
    this.#options = options;
    this.#way = way;
    this.#texts = new Texts(setting, options.name);
    this.#greatestId = options.afterId;
    this.who = { client: options.name, userId: options.account?.id ?? "", protocol: options.protocol };
    const { client, userId, protocol } = this.who;
    setting.journal.write({ kind: "client", client, userId: userId === "" ? null : userId, protocol });
  }

  static async start(setting: Setting, options: DocumentOptions): Promise<{ client: DocumentClient; ended: Promise<void> }> {
    const client = new DocumentClient(setting, options, await Roaming.open(setting));
    return { client, ended: client.#run() };
  }

  /** No more is said; what breaks is mended, and the network is good. */
  rest(): void {
    this.#isTalking = false;
    this.#way.clear();
  }

  get isAtRest(): boolean {
    return this.#live?.connection.isOpen === true && this.#underWay.size === 0;
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    this.#live?.connection.socket.terminate();
    await this.#way[Symbol.asyncDispose]();
  }

  async #run(): Promise<void> {
    const { random } = this.#setting;
    while (!this.#isOver) {
      await this.#connect().catch(() => undefined);
      if (this.#isOver) return;
      await pause(20 + random() * 200);
      this.#way.move();
    }
  }

  /** One connection, from its beginning to its end. */
  async #connect(): Promise<void> {
    const { journal } = this.#setting;
    const { client } = this.who;
    this.#stream += 1;
    const [stream, node, startMs] = [this.#stream, this.#way.node, journal.nowMs()];
    // Of what came before this connection: what comes on it may come before what was missed is asked for.
    this.#unanswered ??= this.#greatestId;
    const { connection, introduced, ...live } = await dial({
      url: this.#way.url(this.#options.protocol),
      protocol: this.#options.protocol,
      account: this.#options.account ?? { id: "", name: client, token: "" },
      partner: this.#options.partner?.account,
      onFrame: (frame) => this.#told(stream, frame),
    });
    let isOpened = false;
    const opened = (): void => {
      if (isOpened) return;
      isOpened = true;
      const replayed = replays[this.#options.protocol];
      const begins = { kind: "opened", client, stream, node, startMs, readyMs: journal.nowMs() } as const;
      journal.write({ ...begins, ...(replayed === undefined ? {} : { replays: replayed }) });
    };
    try {
      const inTime = await Promise.race([introduced().then(() => true), pause(introductionMs)]);
      if (inTime !== true) return;
      opened();
      this.#live = { connection, ...live };
      if (this.#options.protocol === "rooms") void this.#catchUp(node);
      await this.#talk(this.#live, node);
    } finally {
      opened();
      connection.socket.terminate();
      const { code, reason } = await connection.closed;
      journal.write({ kind: "closed", client, stream, atMs: journal.nowMs(), why: `${code} ${reason}` });
      this.#live = null;
      for (const doing of this.#underWay.values()) doing.ended("unknown", { why: `closed ${code}` });
      this.#underWay.clear();
      await this.#look(connection);
    }
  }

  async #talk(live: Live, node: number): Promise<void> {
    const { random, pauseMs } = this.#setting;
    while (live.connection.isOpen && !this.#isOver) {
      await Promise.race([pause(random() * 2 * pauseMs), live.connection.closed]);
      if (!this.#isTalking || !live.connection.isOpen || this.#underWay.size >= window) continue;
      this.#say(live, node);
    }
  }

  #say(live: Live, node: number): void {
    const { random } = this.#setting;
    const { partner, roomIds } = this.#options;
    const text = this.#texts.next();
    if (live.whisper !== undefined && partner !== undefined && random() < 0.3) {
      // Nothing acknowledges a whisper.
      new Doing(this.#setting, this.who, { node, roomId: partner.roomId, deed: { what: "post", text } }).ended("unknown");
      live.whisper(text);
      return;
    }
    const roomId = live.sayIn === undefined ? "lounge" : pickFrom(random, roomIds);
    const doing = new Doing(this.#setting, this.who, { node, roomId, deed: { what: "post", text } });
    this.#underWay.set(text, doing);
    if (live.sayIn === undefined) live.say(text);
    else live.sayIn(roomId, text);
    const giveUp = (): void => {
      if (doing.isOver) return;
      this.#answered(text, () => doing.ended("unknown", { why: "no answer" }));
      live.connection.socket.terminate();
    };
    setTimeout(giveUp, answerMs).unref();
  }

  #answered(text: string, how: () => void): void {
    how();
    this.#underWay.delete(text);
  }

  #told(stream: number, frame: unknown): void {
    const { journal } = this.#setting;
    const { protocol } = this.#options;
    if (isRefusal(frame)) {
      // It does not say what it is about: with one under way it is clear.
      const [only, ...others] = this.#underWay.values();
      if (others.length === 0) only?.ended("refused", { why: JSON.stringify(frame) });
      return;
    }
    for (const seen of messagesIn(protocol, frame)) {
      const doing = this.#underWay.get(seen.text);
      const isEdit = protocol === "openchamp" && seen.text.startsWith("* ");
      const line = { kind: "told", client: this.who.client, stream, atMs: journal.nowMs(), type: "posted" } as const;
      if (isEdit) journal.write({ ...line, type: "edited", text: seen.text.slice(2) });
      else journal.write({ ...line, text: seen.text, ...placeOf(protocol, seen) });
      if (doing !== undefined) this.#answered(seen.text, () => doing.ended("acknowledged"));
      if (protocol === "rooms") this.#greatestId = Math.max(this.#greatestId, Number(seen.id));
    }
  }

  /** What was said while it was away: everything after the greatest id it saw. */
  async #catchUp(node: number): Promise<void> {
    const { journal, nodes } = this.#setting;
    const { account } = this.#options;
    const [deployment, after, startMs] = [nodes[node], this.#unanswered ?? this.#greatestId, journal.nowMs()];
    if (deployment === undefined || account === null) return;
    try {
      const messages = await retrieve(deployment, account.token, after);
      const items = messages.map(({ id, message, room }) => ({ roomId: room, messageId: id, text: message, isDeleted: false }));
      const { client, userId } = this.who;
      const read = { kind: "read", client, userId, node, what: "retrieve", roomId: null, after, items } as const;
      journal.write({ ...read, startMs, endMs: journal.nowMs() });
      this.#unanswered = null;
    } catch {
      // The node went away: it is asked again with the next connection.
    }
  }

  /** A frame that is not as documented is a violation, whatever else it says. */
  async #look(connection: Connection<unknown>): Promise<void> {
    try {
      await connection[Symbol.asyncDispose]();
    } catch (error) {
      const detail = error instanceof Error ? error.message.slice(0, 600) : String(error);
      this.#setting.broken.push({ kind: "broken_frame", who: this.who.client, detail, atMs: this.#setting.journal.nowMs() });
    }
  }
}

function isRefusal(frame: unknown): boolean {
  if (typeof frame !== "object" || frame === null) return false;
  return "error_code" in frame || ("type" in frame && (frame.type === "error" || frame.type === "zo.error"));
}

/** `rooms` tells ids and rooms that mean the same everywhere, `zo` the ids of the lounge. */
function placeOf(protocol: Protocol, { id, room }: Seen): { readonly roomId?: string; readonly messageId?: number } {
  if (protocol === "rooms") return { messageId: Number(id), roomId: room ?? "" };
  return protocol === "zo" && id !== null ? { messageId: Number(id) } : {};
}
