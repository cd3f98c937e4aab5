import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** Where the focus is it shows, unless it came there by a finger or a mouse; what has gone with the panel before had it, too. */
const isByKeyboard = (): boolean => document.activeElement?.matches(":focus-visible, body") === true;

/**
 * Opened by the keyboard, a panel takes the focus, and gives it back when it goes. `which`: another one takes the place of the one before.
 * A menu that it was opened from gives the focus back to its button first, so the panel waits for that.
 */
export function usePanelFocus(panel: RefObject<HTMLElement | null>, which: string): void {
  const isFirst = useRef(true);
  const opener = useRef<Element>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another panel in the place of this one is opened anew
  useEffect(() => {
    const { activeElement } = document;
    const hadNone = activeElement === document.body;
    const wasFirst = isFirst.current;
    isFirst.current = false;
    // A page that is loaded with a panel has the focus nowhere, and keeps it there.
    if (!isByKeyboard() || (wasFirst && hadNone)) return;
    const frame = requestAnimationFrame(() => {
      if (panel.current === null || panel.current.contains(document.activeElement)) return;
      if (wasFirst && document.activeElement !== document.body) opener.current = document.activeElement;
      panel.current.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [panel, which]);

  useLayoutEffect(() => {
    const { current } = panel;
    opener.current = document.activeElement;
    return () => {
      if (current?.contains(document.activeElement) !== true) return;
      const back = opener.current instanceof HTMLElement && opener.current.isConnected ? opener.current : null;
      (back ?? document.querySelector("main"))?.focus({ preventScroll: true });
    };
  }, [panel]);
}
