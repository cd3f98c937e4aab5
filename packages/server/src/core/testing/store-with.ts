import type { Store } from "../../ports/store.ts";

/** The store with some functions replaced: to fail, to wait, or to count. */
export function storeWith<S extends Store>(store: S, replaced: Partial<S>): S {
  return new Proxy(store, {
    get(target, key) {
      const value: unknown = Reflect.get(key in replaced ? replaced : target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
