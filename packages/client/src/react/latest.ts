import { type RefObject, useInsertionEffect, useRef } from "react";

/** What the last committed render gave, for listeners that outlive renders. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useInsertionEffect(() => {
    latest.current = value;
  });
  return latest;
}
