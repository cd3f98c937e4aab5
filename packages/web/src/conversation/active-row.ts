/** The one row that is pointed at or has the focus: it alone has its tools drawn. */
import { useId, useMemo, useSyncExternalStore } from "react";

let active: string | undefined;
/** While a menu of it is open the row stays the active one, wherever the pointer goes. */
let isHeld = false;
const listeners = new Set<() => void>();
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

function become(id: string | undefined): void {
  if (active === id) return;
  active = id;
  for (const listener of listeners) listener();
}

export interface ActiveRow {
  readonly isActive: boolean;
  readonly enter: () => void;
  readonly leave: () => void;
  readonly hold: (isOpen: boolean) => void;
}

export function useActiveRow(): ActiveRow {
  const id = useId();
  const isActive = useSyncExternalStore(subscribe, () => active === id);
  const ways = useMemo(
    () => ({
      enter: () => {
        if (!isHeld) become(id);
      },
      leave: () => {
        if (!isHeld && active === id) become(undefined);
      },
      hold: (isOpen: boolean) => {
        isHeld = isOpen;
      },
    }),
    [id],
  );
  return useMemo(() => ({ isActive, ...ways }), [isActive, ways]);
}
