import { useSyncExternalStore } from "react";
import type { Observable } from "../base/observable.ts";
import { isSame } from "../base/same.ts";

/** What a component looks at: of an observable, as much as React needs. */
export interface View<Shown> {
  /** The same object until it says something else. */
  readonly get: () => Shown;
  readonly subscribe: (changed: () => void) => () => void;
}

/** What `show` makes of an observable. Where that says the same as before it is the object from before, and no component renders. */
export function viewOf<T, Shown extends object | undefined>(
  { get, subscribe }: Observable<T>,
  show: (value: T) => Shown,
  saysSame: (one: NonNullable<Shown>, other: NonNullable<Shown>) => boolean = isSame,
): View<Shown> {
  let last: { readonly value: T; readonly shown: Shown } | undefined;
  const shownNow = (): Shown => {
    const value = get();
    if (last !== undefined && last.value === value) return last.shown;
    const shown = show(value);
    const before = last?.shown;
    const isOld = before != null && shown != null && saysSame(before, shown);
    last = { value, shown: isOld ? before : shown };
    return last.shown;
  };
  return { get: shownNow, subscribe };
}

/** Renders with the present value, on servers, too, and again when it is another. */
export function useView<Shown>({ get, subscribe }: View<Shown>): Shown {
  return useSyncExternalStore(subscribe, get, get);
}
