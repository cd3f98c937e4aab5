import { ChatError } from "../base/errors.ts";
import { Source } from "../base/observable.ts";
import type { Person } from "../contract.ts";
import type { ChatKeeper } from "../options.ts";
import type { Outbox } from "./outbox.ts";
import type { Rooms } from "./rooms.ts";

/** Whose everything is. */
export interface IdentityOwner {
  readonly keeper: ChatKeeper | undefined;
  readonly everyRoom: Rooms;
  readonly outbox: Outbox;
}

/** Who the user is, and what was kept of them. Nothing of one user is shown to, or sent by, another. */
export class Identity {
  readonly me = new Source<Person | undefined>(() => this.#me);
  readonly #owner: IdentityOwner;
  /** Resolves when a user is known and all of theirs is here. */
  readonly #known = Promise.withResolvers<void>();
  #me: Person | undefined;
  /** Whose what is here is; perhaps not yet said by the server. */
  #userId: string | undefined;
  /** Loads of one user after the other. */
  #last: Promise<void> = Promise.resolve();

  constructor(owner: IdentityOwner) {
    this.#owner = owner;
  }

  /** Shows what is stored for a user before the server says that it is them. */
  expect(userId: string): Promise<void> {
    return this.#after(async () => {
      if (this.#userId === undefined) await this.#load(userId);
    });
  }

  /** The server says who it is. */
  is(me: Person): Promise<void> {
    return this.#after(async () => {
      if (this.#userId !== undefined && this.#userId !== me.id) await this.#leave();
      if (this.#userId === undefined) await this.#load(me.id);
      this.#become(me);
    });
  }

  /** Resolves when what waits is stored. */
  async stored(): Promise<void> {
    const { keeper } = this.#owner;
    if (keeper === undefined) return;
    await this.#known.promise;
    await keeper.storeOutbox();
  }

  async #load(userId: string): Promise<void> {
    this.#userId = userId;
    const me = await this.#owner.keeper?.restore(userId);
    if (me !== undefined) this.#become(me);
  }

  async #leave(): Promise<void> {
    const { keeper, everyRoom, outbox } = this.#owner;
    await keeper?.flush();
    await keeper?.storeOutbox().catch(() => undefined);
    keeper?.isFor(undefined);
    outbox.clear(new ChatError("closed"));
    everyRoom.clear();
    this.#userId = undefined;
    this.#me = undefined;
  }

  #become(me: Person): void {
    this.#me = me;
    this.me.touch();
    this.#owner.keeper?.isFor(me);
    this.#known.resolve();
  }

  #after(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work);
    return this.#last;
  }
}
