import { Popover as Base } from "@base-ui/react/popover";
import type { ReactNode } from "react";
import styles from "./Popover.module.css";

interface AnchoredPopoverProps {
  /** What was pressed: it is beside this, and the focus goes back to it. */
  readonly anchor: HTMLElement;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** For screen readers: what it is. */
  readonly label: string;
  readonly side?: "top" | "bottom" | "left" | "right";
  readonly children: ReactNode;
}

/** As `Popover`, for triggers of which there are many: nothing of it is made until one is pressed. */
export function AnchoredPopover({ anchor, isOpen, onClose, label, side = "bottom", children }: AnchoredPopoverProps) {
  return (
    <Base.Root
      open={isOpen}
      onOpenChange={(now, { event }) => {
        // Pressed again: that is the trigger's own business.
        const isTrigger = event.target instanceof Node && anchor.contains(event.target) && event.type !== "keydown";
        if (!now && !isTrigger) onClose();
      }}
    >
      <Base.Portal>
        <Base.Positioner
          anchor={anchor}
          side={side}
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className={styles["positioner"]}
        >
          <Base.Popup aria-label={label} finalFocus={() => anchor} className={styles["popup"]}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
