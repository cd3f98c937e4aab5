/** Says something to one node again and again, on a good connection, and hears what others say there: from it recovery is measured. */
import type { Account } from "../../accounts.ts";
import { mountsOf } from "../../deployment.ts";
import { NativeListener, outcomeOf } from "./native.ts";
import { Doing, pause, type Setting, Texts, type Who } from "./setting.ts";

const everyMs = 200;
/** While nothing is answered. */
const mostUnderWay = 8;

export interface ProbeOptions {
  readonly node: number;
  readonly account: Account;
  readonly roomId: string;
}

export class Probe {
  readonly who: Who;
  readonly ended: Promise<void>;
  readonly #setting: Setting;
  readonly #options: ProbeOptions;
  readonly #texts: Texts;
  readonly #listener: NativeListener;
  #underWay = 0;
  #isTalking = true;

  constructor(setting: Setting, options: ProbeOptions) {
    this.#setting = setting;
    this.#options = options;
    const { node, account } = options;
    const deployment = setting.nodes[node];
    if (deployment === undefined) throw new Error(`there is no node ${node}`);
    const client = `probe${node}`;
    this.#texts = new Texts(setting, client);
    this.who = { client, userId: account.id, protocol: "native" };
    const [url, journal] = [mountsOf(deployment).zo, setting.journal];
    this.#listener = new NativeListener({ who: this.who, account, url, journal, node: () => node, onGone: () => undefined });
    this.ended = this.#run();
  }

  rest(): void {
    this.#isTalking = false;
  }

  get isAtRest(): boolean {
    return this.#listener.isStarted && this.#underWay === 0;
  }

  async stop(): Promise<void> {
    this.rest();
    this.#listener.close();
  }

  async #run(): Promise<void> {
    while (this.#isTalking) {
      await pause(everyMs);
      if (this.#isTalking && this.#listener.isStarted && this.#underWay < mostUnderWay) void this.#say();
    }
  }

  async #say(): Promise<void> {
    const { node, roomId } = this.#options;
    const text = this.#texts.next();
    const doing = new Doing(this.#setting, this.who, { node, roomId, deed: { what: "post", text } });
    this.#underWay += 1;
    try {
      const { message } = await this.#listener.call.messages.send({ roomId, text });
      doing.ended("acknowledged", { messageId: message.id });
    } catch (error) {
      const { outcome, why } = outcomeOf(error);
      doing.ended(outcome, { why });
    }
    this.#underWay -= 1;
  }
}
