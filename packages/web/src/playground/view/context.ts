import { createContext, useContext, useSyncExternalStore } from "react";
import type { Playground } from "../playground.ts";
import type { Observable } from "../store.ts";

const Context = createContext<Playground | null>(null);
export const PlaygroundProvider = Context.Provider;

export function usePlayground(): Playground {
  const playground = useContext(Context);
  if (playground === null) throw new Error("outside of the playground");
  return playground;
}

export function useObserved<T>(store: Observable<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
