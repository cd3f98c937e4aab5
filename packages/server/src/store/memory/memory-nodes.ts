import { AsyncLocalStorage } from "node:async_hooks";
import type { MovementStore } from "../../ports/movements.ts";
import type { Store } from "../../ports/store.ts";
import type { CommitListener } from "../commits.ts";
import { createMemoryStore } from "./memory-store.ts";

/** One store as several nodes have it: each is told of its own commits, and reads everybody's. For tests. */
export function createMemoryNodes(count: number): readonly (Store & MovementStore)[] {
  const store = createMemoryStore();
  /** Which node the write is of that is being done. */
  const doing = new AsyncLocalStorage<number>();
  const listeners: (CommitListener | undefined)[] = [];
  store.onCommit((batch) => {
    const listener = listeners[doing.getStore() ?? 0];
    // What the listener sets going is not part of the write.
    doing.exit(() => listener?.(batch));
  });
  return Array.from({ length: count }, (_, node) => {
    const onCommit = (listener: CommitListener): void => {
      listeners[node] = listener;
    };
    return new Proxy(store, {
      get(target, key) {
        if (key === "onCommit") return onCommit;
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== "function") return value;
        return (...input: unknown[]): unknown => doing.run(node, () => Reflect.apply(value, target, input));
      },
    });
  });
}
