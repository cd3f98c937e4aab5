/** What all clients of a round share. */
import type { Deployment } from "../../deployment.ts";
import type { Tamper, Weather } from "../../resume/lossy-proxy.ts";
import type { Journal } from "../journal.ts";
import type { Deed, Op, Outcome, Violation } from "../records.ts";

export interface Setting {
  readonly journal: Journal;
  readonly random: () => number;
  readonly round: number;
  /** The nodes, as clients reach them. */
  readonly nodes: readonly Deployment[];
  readonly weather: Weather;
  readonly tamper?: Tamper;
  /** Mean pause between two acts of one client, in milliseconds. */
  readonly pauseMs: number;
  /** What cannot wait for the checks: a frame that is not as documented. */
  readonly broken: Violation[];
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function pickFrom<T>(random: () => number, from: readonly T[]): T {
  const picked = from[Math.floor(random() * from.length)];
  if (picked === undefined) throw new Error("nothing to pick from");
  return picked;
}

/** Who a client is. `userId` is empty for `reactions`, whose users are addresses. */
export interface Who {
  readonly client: string;
  readonly userId: string;
  readonly protocol: string;
}

const words = ["hello", "what now", "näïve ☕", "ok", "see you there", "\u{1F44D}", "it said: no"];

/** Texts that nobody else says, this round or any other. */
export class Texts {
  readonly #setting: Setting;
  readonly #client: string;
  #said = 0;

  constructor(setting: Setting, client: string) {
    this.#setting = setting;
    this.#client = client;
  }

  next(): string {
    this.#said += 1;
    return `r${this.#setting.round}.${this.#client}-${this.#said} ${pickFrom(this.#setting.random, words)}`;
  }
}

/** An op that has begun; say once how it ended. */
export class Doing {
  readonly #begun: Omit<Op, "endMs" | "outcome">;
  readonly #journal: Journal;
  #isOver = false;

  constructor(setting: Setting, who: Who, rest: { readonly node: number; readonly roomId: string; readonly deed: Deed }) {
    this.#journal = setting.journal;
    this.#begun = { kind: "op", ...who, ...rest, startMs: setting.journal.nowMs() };
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  ended(outcome: Outcome, more: { readonly messageId?: number; readonly why?: string } = {}): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#journal.write({ ...this.#begun, ...more, endMs: this.#journal.nowMs(), outcome });
  }
}
