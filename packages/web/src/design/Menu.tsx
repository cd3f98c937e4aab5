import { type ReactElement, type ReactNode, useMemo } from "react";
import type { Place } from "./beside.ts";
import { classes } from "./classes.ts";
import styles from "./Menu.module.css";
import { MenuPopup, useCloseMenu } from "./MenuPopup.tsx";
import { Triggered } from "./Triggered.tsx";

interface MenuProps extends Partial<Place> {
  /** The button that opens it. */
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly onOpenChange?: (isOpen: boolean) => void;
  /** `MenuItem`s and `MenuSeparator`s. */
  readonly children: ReactNode;
}

export function Menu({ trigger, side = "bottom", align = "end", onOpenChange, children }: MenuProps) {
  return (
    <Triggered trigger={trigger} opens="menu" onOpenChange={onOpenChange}>
      {({ anchor, turn }) => (
        <AtElement element={anchor} side={side} align={align} onClose={() => turn(false)}>
          {children}
        </AtElement>
      )}
    </Triggered>
  );
}

interface AtElementProps extends Place {
  readonly element: HTMLElement;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Called like the button that opens it. */
function AtElement({ element, ...rest }: AtElementProps) {
  const anchor = useMemo(() => ({ element }), [element]);
  return <MenuPopup anchor={anchor} label={element.getAttribute("aria-label") ?? element.textContent ?? ""} {...rest} />;
}

interface MenuItemProps {
  readonly icon?: ReactNode;
  readonly isDangerous?: boolean;
  readonly isDisabled?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

export function MenuItem({ icon, isDangerous = false, isDisabled = false, onSelect, children }: MenuItemProps) {
  const close = useCloseMenu();
  return (
    <button
      type="button"
      role="menuitem"
      disabled={isDisabled}
      onClick={() => {
        close();
        onSelect();
      }}
      className={classes(styles["item"], isDangerous && styles["dangerous"])}
    >
      {icon}
      <span>{children}</span>
    </button>
  );
}

export function MenuSeparator() {
  return <hr className={styles["separator"]} />;
}
