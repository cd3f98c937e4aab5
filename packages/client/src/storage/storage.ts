import type { Keep } from "../options.ts";
import { Keeper } from "./keeper.ts";

/** A place that keeps texts by their keys. */
export interface Storage {
  get(key: string): Promise<string | undefined>;
  /** Resolves when it will be there after a crash, as far as the place can promise that. */
  set(key: string, value: string): Promise<void>;
  /** What is not there is no error. */
  delete(key: string): Promise<void>;
}

/** Keeps chats in a place of your own. Several chats, of several users and servers, may share it. */
export function keepIn(storage: Storage): Keep {
  return (kept) => new Keeper(storage, kept);
}

/** Gone with the process: for tests, and to keep a chat over `close()`. */
export function memoryStorage(): Keep {
  const values = new Map<string, string>();
  return keepIn({
    get: async (key) => values.get(key),
    set: async (key, value) => void values.set(key, value),
    delete: async (key) => void values.delete(key),
  });
}

/** The part of the Web Storage API that is used. */
export interface WebStorageLike {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** In `localStorage`, which holds about 5 MB for a site, or in `sessionStorage`. */
export function webStorage(place: WebStorageLike): Keep {
  return keepIn({
    get: async (key) => place.getItem(key) ?? undefined,
    set: async (key, value) => place.setItem(key, value),
    delete: async (key) => place.removeItem(key),
  });
}
