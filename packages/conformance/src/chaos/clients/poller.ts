/** Asks one node after another for everything after the greatest id it saw. */
import type { Account } from "../../accounts.ts";
import { retrieve } from "../../clients/rooms.ts";
import { pause, type Setting } from "./setting.ts";

/** Who waits longer asks the next node. */
const patienceMs = 3_000;

export interface PollerOptions {
  readonly name: string;
  readonly account: Account;
  readonly afterId: number;
}

export class Poller {
  readonly #setting: Setting;
  readonly #options: PollerOptions;
  #after: number;
  #isOver = false;
  /** It found nothing new when it asked last. */
  isAtRest = false;
  readonly ended: Promise<void>;

  constructor(setting: Setting, options: PollerOptions) {
    this.#setting = setting;
    this.#options = options;
    this.#after = options.afterId;
    this.ended = this.#run();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.ended;
  }

  async #run(): Promise<void> {
    const { nodes, random, pauseMs } = this.#setting;
    for (let turn = 0; !this.#isOver; turn += 1) {
      await Promise.race([this.#ask(turn % nodes.length), pause(patienceMs)]).catch(() => undefined);
      await pause(random() * pauseMs);
    }
  }

  async #ask(node: number): Promise<void> {
    const { journal, nodes } = this.#setting;
    const { name: client, account } = this.#options;
    const [deployment, after, startMs] = [nodes[node], this.#after, journal.nowMs()];
    if (deployment === undefined) return;
    const messages = await retrieve(deployment, account.token, after);
    // One that was given up and answers late is as if it had not been asked.
    if (this.#isOver || after !== this.#after) return;
    const items = messages.map(({ id, message, room }) => ({ roomId: room, messageId: id, text: message, isDeleted: false }));
    const read = { kind: "read", client, userId: account.id, node, what: "retrieve", roomId: null, isPoll: true } as const;
    journal.write({ ...read, startMs, endMs: journal.nowMs(), after, items });
    this.#after = items.reduce((most, { messageId }) => Math.max(most, messageId), after);
    this.isAtRest = items.length === 0;
  }
}
