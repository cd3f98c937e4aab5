import { Listeners } from "./listeners.ts";

/** A value that changes. Fits React's `useSyncExternalStore(it.subscribe, it.get)`. */
export interface Observable<T> {
  /** The present value: immutable, and the same object until it changes. */
  readonly get: () => T;
  /** Called after changes, once for all changes of one turn; gives what unsubscribes. */
  readonly subscribe: (listener: (value: T) => void) => () => void;
}

/** An observable and its owner's side: the value is made when somebody looks. */
export class Source<T> implements Observable<T> {
  readonly #make: () => T;
  readonly #watched: (isWatched: boolean) => void;
  readonly #listeners = new Listeners<T>();
  #made: { readonly value: T } | undefined;
  #isTelling = false;

  /** `watched` hears when the first listener comes and when the last one has gone. */
  constructor(make: () => T, watched: (isWatched: boolean) => void = () => undefined) {
    this.#make = make;
    this.#watched = watched;
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  readonly get = (): T => {
    this.#made ??= { value: this.#make() };
    return this.#made.value;
  };

  readonly subscribe = (listener: (value: T) => void): (() => void) => {
    const stop = this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#watched(true);
    return () => {
      if (stop() && !this.isWatched) this.#watched(false);
    };
  };

  /** The value is another now. */
  touch(): void {
    this.#made = undefined;
    if (this.#isTelling || !this.isWatched) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      this.#listeners.tell(this.get());
    });
  }
}
