import { type ReactNode, useMemo } from "react";
import type { Place } from "./beside.ts";
import { firstFocusIn } from "./first-focus.ts";
import { Popup } from "./Popup.tsx";

interface AnchoredPopoverProps extends Partial<Place> {
  /** What was pressed: it is beside this, and the focus goes back to it. */
  readonly anchor: HTMLElement;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** For screen readers: what it is. */
  readonly label: string;
  readonly children: ReactNode;
}

/** As `Popover`, for triggers of which there are many: nothing of it is made until one is pressed. */
export function AnchoredPopover({
  anchor,
  isOpen,
  onClose,
  label,
  side = "bottom",
  align = "start",
  children,
}: AnchoredPopoverProps) {
  const at = useMemo(() => ({ element: anchor }), [anchor]);
  if (!isOpen) return null;
  return (
    <Popup role="dialog" aria-label={label} anchor={at} side={side} align={align} onClose={onClose} firstFocus={firstFocusIn}>
      {children}
    </Popup>
  );
}
