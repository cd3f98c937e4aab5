import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import { classes } from "./classes.ts";
import styles from "./Menu.module.css";

interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly side?: "top" | "bottom" | "left" | "right";
  readonly align?: "start" | "center" | "end";
  readonly onOpenChange?: (isOpen: boolean) => void;
  /** `MenuItem`s and `MenuSeparator`s. */
  readonly children: ReactNode;
}

export function Menu({ trigger, side = "bottom", align = "end", onOpenChange, children }: MenuProps) {
  return (
    <Base.Root modal={false} {...(onOpenChange && { onOpenChange: (isOpen: boolean) => onOpenChange(isOpen) })}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={4} className={styles["positioner"]}>
          <Base.Popup className={styles["popup"]}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface MenuItemProps {
  readonly icon?: ReactNode;
  readonly isDangerous?: boolean;
  readonly isDisabled?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

export function MenuItem({ icon, isDangerous = false, isDisabled = false, onSelect, children }: MenuItemProps) {
  return (
    <Base.Item disabled={isDisabled} onClick={onSelect} className={classes(styles["item"], isDangerous && styles["dangerous"])}>
      {icon}
      <span>{children}</span>
    </Base.Item>
  );
}

export function MenuSeparator() {
  return <Base.Separator className={styles["separator"]} />;
}
