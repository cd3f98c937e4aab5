import type { PresenceStatus } from "../contract.ts";
import { type SignalsChat, Watching } from "./watching.ts";

/** Whether users are there. */
export class Presence extends Watching<PresenceStatus | undefined> {
  readonly #statuses = new Map<string, PresenceStatus>();
  #said: readonly string[] = [];
  #isAway = false;

  constructor(chat: SignalsChat) {
    super(chat);
    chat.client.on.presence.onChanged((status) => this.#is(status));
  }

  online(): void {
    this.#said = [];
    if (this.#isAway) this.setAway(true);
    this.say();
  }

  setAway(away: boolean): void {
    this.#isAway = away;
    if (this.chat.line.isOnline) this.chat.client.send.presence.set({ away });
  }

  protected value(userId: string): PresenceStatus | undefined {
    return this.#statuses.get(userId);
  }

  protected async look(ids: readonly string[]): Promise<void> {
    const { call } = this.chat.client;
    const [more, less] = [ids.filter((id) => !this.#said.includes(id)), this.#said.filter((id) => !ids.includes(id))];
    this.#said = ids;
    for (const id of [...less, ...more]) this.#statuses.delete(id);
    // In one frame after the other: the server takes them in order.
    const unwatched = less.length > 0 ? call.presence.unwatch({ userIds: less }) : undefined;
    const watched = more.length > 0 ? call.presence.watch({ userIds: more }) : undefined;
    await unwatched;
    // A change may be read in one go with the answer before it, and be told first: it is newer.
    for (const status of (await watched)?.users ?? []) if (!this.#statuses.has(status.userId)) this.#is(status);
  }

  #is(status: PresenceStatus): void {
    this.#statuses.set(status.userId, status);
    this.touch(status.userId);
  }
}
