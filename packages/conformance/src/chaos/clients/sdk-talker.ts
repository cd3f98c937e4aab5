/** A client of the SDK: it reconnects, resumes and repeats by itself, on a bad network and to any node. */
import { type Chat, ChatError, createChat } from "@parlance/client";
import type { Account } from "../../accounts.ts";
import { eventOf } from "./native.ts";
import { Roaming } from "./roaming.ts";
import { Doing, pause, pickFrom, type Setting, Texts, type Who } from "./setting.ts";

/** Its waits are so many times shorter: what takes half a minute in life takes a second or two here. */
const haste = 20;

export interface SdkOptions {
  readonly name: string;
  readonly account: Account;
  readonly roomIds: readonly string[];
  /** The seq of each room when it begins, with nobody talking yet. */
  readonly standings: Readonly<Record<string, number>>;
}

export class SdkTalker {
  readonly who: Who;
  readonly #setting: Setting;
  readonly #options: SdkOptions;
  readonly #texts: Texts;
  readonly #way: Roaming;
  readonly #chat: Chat;
  readonly #underWay = new Set<Doing>();
  #isTalking = true;

  private constructor(setting: Setting, options: SdkOptions, way: Roaming) {
    this.#setting = setting;
    this.#options = options;
    this.#way = way;
    this.#texts = new Texts(setting, options.name);
    const { name: client, account } = options;
    const { journal, random } = setting;
    this.who = { client, userId: account.id, protocol: "sdk" };
    journal.write({ kind: "client", ...this.who });
    this.#chat = createChat({
      url: way.url("zo"),
      credentials: { token: account.token },
      clock: {
        nowMs: () => performance.now() * haste,
        after: (ms, call) => {
          const timer = setTimeout(call, ms / haste);
          return () => clearTimeout(timer);
        },
        random,
      },
    });
    this.#chat.connection.subscribe(() => {
      if (this.#chat.connection.get().state === "offline") way.move();
    });
    this.#chat.on("event", (event) => {
      if (event.type === "gone") return;
      const line = { client, stream: 1, atMs: journal.nowMs(), roomId: event.roomId } as const;
      if (event.type === "reset") journal.write({ kind: "reset", ...line, seq: event.seq });
      else journal.write({ kind: "told", ...line, ...eventOf(event) });
    });
  }

  static async start(setting: Setting, options: SdkOptions): Promise<{ client: SdkTalker; ended: Promise<void> }> {
    const way = await Roaming.open(setting);
    way.clear();
    const { journal } = setting;
    const startMs = journal.nowMs();
    const client = new SdkTalker(setting, options, way);
    while (client.#chat.connection.get().state !== "online") await pause(20);
    const line = { kind: "opened", client: options.name, stream: 1, node: way.node, startMs, readyMs: journal.nowMs() } as const;
    journal.write({ ...line, standings: options.standings });
    way.spoil();
    return { client, ended: client.#run() };
  }

  rest(): void {
    this.#isTalking = false;
    this.#way.clear();
  }

  get isAtRest(): boolean {
    return this.#chat.connection.get().state === "online" && this.#underWay.size === 0;
  }

  async stop(): Promise<void> {
    this.#isTalking = false;
    for (const doing of this.#underWay) doing.ended("unknown", { why: "stopped" });
    await this.#chat.close();
    await this.#way[Symbol.asyncDispose]();
  }

  async #run(): Promise<void> {
    const { random, pauseMs } = this.#setting;
    while (this.#isTalking) {
      await pause(random() * 2 * pauseMs);
      if (this.#isTalking && this.#underWay.size < 10) void this.#say(pickFrom(random, this.#options.roomIds));
    }
  }

  async #say(roomId: string): Promise<void> {
    const text = this.#texts.next();
    const doing = new Doing(this.#setting, this.who, { node: this.#way.node, roomId, deed: { what: "post", text } });
    this.#underWay.add(doing);
    try {
      const { id } = await this.#chat.room(roomId).send(text).sent;
      doing.ended("acknowledged", { messageId: id });
    } catch (error) {
      const isRefused = error instanceof ChatError && error.reason !== "closed";
      doing.ended(isRefused ? "refused" : "unknown", { why: String(error) });
    }
    this.#underWay.delete(doing);
  }
}
