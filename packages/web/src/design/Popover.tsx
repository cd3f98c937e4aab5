import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import styles from "./Popover.module.css";

interface PopoverProps {
  readonly trigger: ReactElement<Record<string, unknown>>;
  /** For screen readers: what it is. */
  readonly label: string;
  readonly side?: "top" | "bottom" | "left" | "right";
  readonly align?: "start" | "center" | "end";
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
  readonly children: ReactNode;
}

/** Something more about, or for, what was pressed. */
export function Popover({ trigger, label, side = "bottom", align = "start", isOpen, onOpenChange, children }: PopoverProps) {
  const given = { ...(isOpen !== undefined && { open: isOpen }) };
  return (
    <Base.Root {...given} onOpenChange={(now) => onOpenChange?.(now)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={6} className={styles["positioner"]}>
          <Base.Popup aria-label={label} className={styles["popup"]}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
