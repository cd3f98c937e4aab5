import { useSyncExternalStore } from "react";

/** As in the styles: one column at a time. */
const narrow = matchMedia("(max-width: 47.99rem)");

const subscribe = (listener: () => void): (() => void) => {
  narrow.addEventListener("change", listener);
  return () => narrow.removeEventListener("change", listener);
};

export const useIsPhone = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches);
