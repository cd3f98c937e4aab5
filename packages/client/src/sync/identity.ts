import { ChatError } from "../base/errors.ts";
import { Source } from "../base/observable.ts";
import type { Person } from "../contract.ts";
import type { ChatKeeper } from "../options.ts";
import type { Outbox } from "./outbox.ts";
import type { Rooms } from "./rooms.ts";

interface IdentityOptions {
  readonly keeper: ChatKeeper | undefined;
  readonly rooms: Rooms;
  readonly outbox: Outbox;
  /** As whom one writes until it is known. */
  readonly guessed: Person;
}

/** Who the user is, and what was kept of them. Nothing of one user is shown to, or sent by, another. */
export class Identity {
  readonly me = new Source<Person | undefined>(() => this.#me);
  readonly #options: IdentityOptions;
  /** Resolves when a user is known and all of theirs is here. */
  readonly #known = Promise.withResolvers<void>();
  #me: Person | undefined;
  /** Whose what is here is; perhaps not yet said by the server. */
  #userId: string | undefined;
  /** Loads of one user after the other. */
  #last: Promise<void> = Promise.resolve();

  constructor(options: IdentityOptions) {
    this.#options = options;
  }

  get author(): Person {
    return this.#me ?? this.#options.guessed;
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
    const { keeper } = this.#options;
    if (keeper === undefined) return;
    await this.#known.promise;
    await keeper.storeOutbox();
  }

  async #load(userId: string): Promise<void> {
    this.#userId = userId;
    const me = await this.#options.keeper?.restore(userId);
    if (me !== undefined) this.#become(me);
  }

  async #leave(): Promise<void> {
    const { keeper, rooms, outbox } = this.#options;
    await keeper?.flush();
    await keeper?.storeOutbox().catch(() => undefined);
    keeper?.isFor(undefined);
    outbox.clear(new ChatError("closed", "another user is here now"));
    rooms.clear();
    this.#userId = undefined;
    this.#me = undefined;
  }

  #become(me: Person): void {
    this.#me = me;
    this.me.touch();
    this.#options.keeper?.isFor(me);
    this.#known.resolve();
  }

  #after(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work);
    return this.#last;
  }
}
