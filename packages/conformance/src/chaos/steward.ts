/** Sends members of a room away and calls them back, by removal and by ban, for as long as a round lasts. */
import type { Account } from "../accounts.ts";
import { outcomeOf } from "./clients/native.ts";
import { Doing, pause, pickFrom, type Setting } from "./clients/setting.ts";
import type { Caller } from "./follower.ts";
import type { Deed } from "./records.ts";

type Move = Extract<Deed, { readonly subjectId: string }>["what"];

export class Steward {
  readonly ended: Promise<void>;
  readonly #setting: Setting;
  readonly #caller: Caller;
  readonly #roomId: string;
  readonly #wanderers: readonly Account[];
  readonly #isIn = new Map<string, boolean>();
  #isActing = true;

  constructor(
    setting: Setting,
    rest: { readonly caller: Caller; readonly roomId: string; readonly wanderers: readonly Account[] },
  ) {
    this.#setting = setting;
    this.#caller = rest.caller;
    this.#roomId = rest.roomId;
    this.#wanderers = rest.wanderers;
    for (const { id } of rest.wanderers) this.#isIn.set(id, true);
    const { id: userId } = rest.caller.account;
    setting.journal.write({ kind: "client", client: "steward", userId, protocol: "steward" });
    this.ended = this.#run();
  }

  /** Everybody is called back. */
  async rest(): Promise<void> {
    this.#isActing = false;
    await this.ended;
  }

  async #run(): Promise<void> {
    const { random } = this.#setting;
    while (this.#isActing) {
      await pause(300 + random() * 900);
      const { id } = pickFrom(random, this.#wanderers);
      if (this.#isIn.get(id) === true) await this.#sendAway(id);
      else await this.#callBack(id);
    }
    for (const [id, isIn] of this.#isIn) if (!isIn) await this.#callBack(id);
  }

  async #sendAway(subjectId: string): Promise<void> {
    const isBan = this.#setting.random() < 0.4;
    await this.#until(isBan ? "ban" : "remove", subjectId);
    this.#isIn.set(subjectId, false);
    if (isBan) await this.#until("unban", subjectId);
  }

  async #callBack(subjectId: string): Promise<void> {
    await this.#until("invite", subjectId);
    this.#isIn.set(subjectId, true);
  }

  /**
   * Tried until it is so, on one node after another. One without an answer may have been done: then the next is refused, or answered
   * as done already; either way it counts as done at most once, and at least once if it was ever acknowledged.
   */
  async #until(what: Move, subjectId: string): Promise<void> {
    const roomId = this.#roomId;
    const asked = { roomId, userId: subjectId };
    const who = { client: "steward", userId: this.#caller.account.id, protocol: "steward" };
    for (let wasOpen = false; ; ) {
      const doing = new Doing(this.#setting, who, { node: this.#caller.node, roomId, deed: { what, subjectId } });
      try {
        await this.#caller.call.rooms[what](asked);
        // After one without an answer it may have been that one.
        doing.ended(wasOpen ? "unknown" : "acknowledged");
        return;
      } catch (error) {
        const { outcome, why } = outcomeOf(error);
        doing.ended(outcome, { why });
        const isServers = /^(?:unavailable|overloaded|rate_limited)/.test(why);
        if (outcome === "refused" && !isServers) return;
        wasOpen ||= outcome === "unknown";
        this.#caller.moveTo();
        await pause(50);
      }
    }
  }
}
