/** Says, changes, deletes and reads, and does what a client may do without the SDK, on a bad network. */
import type { RoomEvent } from "@parlance/client/contract";
import type { Account } from "../../accounts.ts";
import { keyOf } from "../records.ts";
import { eventOf, itemOf, NativeListener, outcomeOf } from "./native.ts";
import { Roaming } from "./roaming.ts";
import { Doing, pause, pickFrom, type Setting, Texts, type Who } from "./setting.ts";

const emoji = ["👍", "🎉", "❤️"];
/** Latest messages of others and of its own that it does something with. */
const remembered = 30;
const pageSizes = [5, 20, 100];
/** How often a send with a key is repeated before it is given up. */
const tries = 12;

export interface TalkerOptions {
  readonly name: string;
  readonly account: Account;
  /** Where it speaks and reads; it may be refused. */
  readonly roomIds: readonly string[];
  /** Its sends have keys, and are repeated until they are answered. */
  readonly hasKeys: boolean;
}

interface Known {
  readonly roomId: string;
  readonly messageId: number;
  readonly key: string;
}

export class NativeTalker {
  readonly who: Who;
  readonly #setting: Setting;
  readonly #options: TalkerOptions;
  readonly #texts: Texts;
  readonly #way: Roaming;
  readonly #listener: NativeListener;
  readonly #positions = new Map<string, number>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #own: Known[] = [];
  readonly #others: Known[] = [];
  #edits = 0;
  #isTalking = true;

  private constructor(setting: Setting, options: TalkerOptions, way: Roaming) {
    this.#setting = setting;
    this.#options = options;
    this.#way = way;
    this.#texts = new Texts(setting, options.name);
    const { name: client, account } = options;
    this.who = { client, userId: account.id, protocol: "native" };
    this.#listener = new NativeListener({
      who: this.who,
      account,
      url: way.url("zo"),
      journal: setting.journal,
      node: () => way.node,
      onGone: () => way.move(),
      onStarted: (standings) => void this.#resume(standings),
      onEvent: (event) => this.#heard(event),
    });
  }

  static async start(setting: Setting, options: TalkerOptions): Promise<{ client: NativeTalker; ended: Promise<void> }> {
    const client = new NativeTalker(setting, options, await Roaming.open(setting));
    return { client, ended: client.#run() };
  }

  rest(): void {
    this.#isTalking = false;
    this.#way.clear();
  }

  get isAtRest(): boolean {
    return this.#listener.isStarted && this.#underWay.size === 0;
  }

  async stop(): Promise<void> {
    this.#isTalking = false;
    this.#listener.close();
    await this.#way[Symbol.asyncDispose]();
  }

  async #run(): Promise<void> {
    const { random, pauseMs } = this.#setting;
    while (this.#isTalking) {
      await pause(random() * 2 * pauseMs);
      if (!this.#isTalking || this.#underWay.size >= 6) continue;
      const doing = this.#act().catch(() => undefined);
      this.#underWay.add(doing);
      void doing.then(() => this.#underWay.delete(doing));
    }
    await Promise.all(this.#underWay);
  }

  #act(): Promise<void> {
    const { random } = this.#setting;
    const roomId = pickFrom(random, this.#options.roomIds);
    const lot = random();
    if (lot < 0.45) return this.#say(roomId);
    if (lot < 0.55 && this.#own.length > 0) return this.#edit(pickFrom(random, this.#own));
    if (lot < 0.58 && this.#own.length > 5) return this.#delete(pickFrom(random, this.#own));
    if (lot < 0.75 && this.#others.length > 0) return this.#react(pickFrom(random, this.#others));
    if (lot < 0.9) return this.#page(roomId);
    return this.#catchUp(roomId, Math.max(0, (this.#positions.get(roomId) ?? 0) - Math.floor(random() * 40)));
  }

  async #say(roomId: string): Promise<void> {
    const { hasKeys, name } = this.#options;
    const text = this.#texts.next();
    const clientKey = hasKeys ? `${name} ${keyOf(text)}` : undefined;
    const key = clientKey === undefined ? {} : { clientKey };
    const doing = this.#begin(roomId, { what: "post", text, ...key });
    for (let left = hasKeys ? tries : 1; left > 0; left -= 1) {
      try {
        const { message } = await this.#listener.call.messages.send({ roomId, text, ...key });
        doing.ended("acknowledged", { messageId: message.id });
        remember(this.#own, { roomId, messageId: message.id, key: keyOf(text) });
        return;
      } catch (error) {
        const { outcome, why } = outcomeOf(error);
        // Who sends without a key cannot know whether it is there already. With one, what may pass is repeated, as the SDK does.
        const mayPass = outcome === "unknown" || /^(?:unavailable|overloaded|rate_limited)/.test(why);
        if (!mayPass || left === 1) return doing.ended(hasKeys && mayPass ? "unknown" : outcome, { why });
      }
      await pause(100);
    }
  }

  async #edit(own: Known): Promise<void> {
    const { roomId, messageId, key } = own;
    this.#edits += 1;
    const text = `${key} changed ${this.#edits}`;
    await this.#change(this.#begin(roomId, { what: "edit", key, messageId, text }), () =>
      this.#listener.call.messages.edit({ messageId, text }),
    );
  }

  async #delete(own: Known): Promise<void> {
    const { roomId, messageId, key } = own;
    this.#own.splice(this.#own.indexOf(own), 1);
    await this.#change(this.#begin(roomId, { what: "delete", key, messageId }), () =>
      this.#listener.call.messages.delete({ messageId }),
    );
  }

  async #react({ roomId, messageId, key }: Known): Promise<void> {
    const { random } = this.#setting;
    const [sign, isOn] = [pickFrom(random, emoji), random() < 0.65];
    await this.#change(this.#begin(roomId, { what: "react", key, messageId, emoji: sign, isOn }), () =>
      this.#listener.call.messages.react({ messageId, emoji: sign, isOn }),
    );
  }

  async #change(doing: Doing, call: () => Promise<unknown>): Promise<void> {
    try {
      await call();
      doing.ended("acknowledged");
    } catch (error) {
      const { outcome, why } = outcomeOf(error);
      doing.ended(outcome, { why });
    }
  }

  async #page(roomId: string): Promise<void> {
    const { journal, random } = this.#setting;
    const known = random() < 0.4 && this.#others.length > 0 ? pickFrom(random, this.#others) : null;
    const before = known?.roomId === roomId ? known.messageId : undefined;
    const asked = { roomId, limit: pickFrom(random, pageSizes), ...(before === undefined ? {} : { before }) };
    const [startMs, node] = [journal.nowMs(), this.#way.node];
    const { messages, hasOlder } = await this.#listener.call.messages.page(asked);
    const items = messages.map(itemOf);
    const [first] = items;
    if (first === undefined) return;
    const read = { kind: "read", client: this.who.client, userId: this.who.userId, node, what: "messages.page", roomId } as const;
    const range = { after: hasOlder ? first.messageId - 1 : 0, ...(before === undefined ? {} : { upTo: before - 1 }) };
    journal.write({ ...read, ...range, startMs, endMs: journal.nowMs(), items });
  }

  async #catchUp(roomId: string, after: number): Promise<void> {
    const { journal } = this.#setting;
    const [startMs, node] = [journal.nowMs(), this.#way.node];
    const { rooms } = await this.#listener.call.sync.catchUp({ positions: [{ roomId, seq: after }] });
    const [answer] = rooms;
    if (answer === undefined) return;
    const events = answer.kind === "events" ? answer.events.map(eventOf) : null;
    const { client, userId } = this.who;
    journal.write({ kind: "caught", client, userId, node, startMs, endMs: journal.nowMs(), roomId, after, events });
  }

  /** What it missed between two connections is asked for. */
  async #resume(standings: Readonly<Record<string, number>>): Promise<void> {
    for (const [roomId, seq] of Object.entries(standings)) {
      const known = this.#positions.get(roomId);
      if (known !== undefined && known < seq) await this.#catchUp(roomId, known).catch(() => undefined);
      this.#positions.set(roomId, Math.max(known ?? 0, seq));
    }
  }

  #heard(event: RoomEvent): void {
    const { roomId, seq } = event;
    this.#positions.set(roomId, Math.max(this.#positions.get(roomId) ?? 0, seq));
    if (event.type !== "posted") return;
    remember(this.#others, { roomId, messageId: event.message.id, key: keyOf(event.message.text) });
  }

  #begin(roomId: string, deed: ConstructorParameters<typeof Doing>[2]["deed"]): Doing {
    return new Doing(this.#setting, this.who, { node: this.#way.node, roomId, deed });
  }
}

function remember(list: Known[], known: Known): void {
  list.push(known);
  if (list.length > remembered) list.shift();
}
