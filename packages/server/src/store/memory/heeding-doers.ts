import type { UserId } from "../../ports/model.ts";
import type { Store } from "../../ports/store.ts";
import { type DoneWrite, doerOf, doers } from "../doers.ts";
import { wellFormed } from "../text.ts";

/** Each write is asked who does it before it begins; whether they are gone is looked at when its turn has come. */
export function heedingDoers<S extends Store>(store: S, turns: { doer: UserId | null }): S {
  for (const name of Object.keys(doers) as DoneWrite[]) {
    const write = store[name].bind(store) as (...args: unknown[]) => Promise<unknown>;
    const heeding = (...args: unknown[]): Promise<unknown> => {
      // Each name is called with its own arguments.
      turns.doer = doerOf(name, wellFormed(args) as unknown as Parameters<Store[DoneWrite]>);
      return write(...args);
    };
    Object.defineProperty(store, name, { value: heeding, configurable: true, writable: true });
  }
  return store;
}
