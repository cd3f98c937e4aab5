import { Menu as Base } from "@base-ui/react/menu";
import type { ReactNode } from "react";
import styles from "./Menu.module.css";

/** An element, or where the pointer was. */
export interface MenuAnchor {
  readonly element: HTMLElement;
  readonly point?: { readonly x: number; readonly y: number };
}

interface AnchoredMenuProps {
  readonly anchor: MenuAnchor;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** What it is about, for screen readers. */
  readonly label: string;
  /** `MenuItem`s and `MenuSeparator`s. */
  readonly children: ReactNode;
}

/** One menu for many things: it opens at a button, or as a context menu where the pointer is. The focus goes back to the element. */
export function AnchoredMenu({ anchor, isOpen, onClose, label, children }: AnchoredMenuProps) {
  return (
    <Base.Root modal={false} open={isOpen} onOpenChange={(now) => now || onClose()}>
      <Base.Portal>
        <Base.Positioner anchor={placeOf(anchor)} side="bottom" align="start" sideOffset={4} className={styles["positioner"]}>
          <Base.Popup aria-label={label} finalFocus={() => anchor.element} className={styles["popup"]}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function placeOf({ element, point }: MenuAnchor) {
  if (point === undefined) return element;
  return { getBoundingClientRect: () => new DOMRect(point.x, point.y, 0, 0), contextElement: element };
}
