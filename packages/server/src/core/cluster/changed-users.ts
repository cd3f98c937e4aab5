import type { Bounds } from "../../ports/bounds.ts";
import type { Clock } from "../../ports/clock.ts";
import type { UserStanding } from "../../ports/cluster.ts";
import type { UserId } from "../../ports/model.ts";
import type { Store } from "../../ports/store.ts";
import type { Logger } from "../../ports/telemetry.ts";

export interface ChangedUsersOptions {
  readonly store: Pick<Store, "usersAmong">;
  readonly clock: Pick<Clock, "now">;
  readonly bounds: Pick<Bounds, "checkPage">;
  readonly log: Logger;
  /** Shows a user as the store has them. `isNews`: another node says that it changed them. */
  readonly show: (standing: UserStanding, isNews: boolean) => void;
}

/**
 * Users that other nodes changed, as the store has them by now: what is told of them is only that they changed, so it does not matter in
 * which order it is heard. One question at a time; what this node changes itself meanwhile is newer than the answer.
 */
export class ChangedUsers {
  readonly #options: ChangedUsersOptions;
  #heard = new Set<UserId>();
  readonly #changedHere = new Set<UserId>();
  #last: Promise<void> = Promise.resolve();
  #isAsked = false;
  #isReading = false;

  constructor(options: ChangedUsersOptions) {
    this.#options = options;
  }

  /** Another node changed them. */
  heard(userIds: readonly UserId[]): void {
    for (const id of userIds) this.#heard.add(id);
    if (this.#isAsked) return;
    this.#isAsked = true;
    void this.#inTurn(async () => {
      this.#isAsked = false;
      const ids = [...this.#heard];
      this.#heard = new Set();
      await this.#ask(ids, true);
    });
  }

  /** This node did. */
  changedHere(userId: UserId): void {
    if (this.#isReading) this.#changedHere.add(userId);
  }

  /** Looks whether they are still as this node shows them. What the store cannot say is left to the next round. */
  check(userIds: readonly UserId[]): Promise<void> {
    return this.#inTurn(() => this.#ask(userIds, false));
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch((err: unknown) => {
      this.#options.log.warn(
        { err },
        "could not read users that other nodes changed; they are looked at again in the next round",
      );
    });
    return done.catch(() => undefined);
  }

  async #ask(userIds: readonly UserId[], isNews: boolean): Promise<void> {
    const { store, clock, bounds, show } = this.#options;
    for (let from = 0; from < userIds.length; from += bounds.checkPage) {
      this.#changedHere.clear();
      this.#isReading = true;
      const read = store.usersAmong(userIds.slice(from, from + bounds.checkPage), clock.now());
      const found = await read.finally(() => {
        this.#isReading = false;
      });
      for (const standing of found) if (!this.#changedHere.has(standing.user.id)) show(standing, isNews);
    }
  }
}
