import { useCallback, useMemo, useState } from "react";

export interface LazyDialog {
  readonly isOpen: boolean;
  /** It is fetched when it is first opened, and then stays, so that it can be seen to close. */
  readonly isMade: boolean;
  readonly open: () => void;
  readonly close: () => void;
}

export function useLazyDialog(): LazyDialog {
  const [state, setState] = useState({ isOpen: false, isMade: false });
  const open = useCallback(() => setState({ isOpen: true, isMade: true }), []);
  const close = useCallback(() => setState((before) => ({ ...before, isOpen: false })), []);
  return useMemo(() => ({ ...state, open, close }), [state, open, close]);
}
