import type { ReactNode } from "react";
import styles from "./Menu.module.css";
import { useCloseMenu } from "./MenuPopup.tsx";

interface MenuLinkProps {
  readonly icon?: ReactNode;
  readonly href: string;
  readonly children: ReactNode;
}

/** An entry of a menu that leads to another page. */
export function MenuLink({ icon, href, children }: MenuLinkProps) {
  return (
    <a href={href} role="menuitem" onClick={useCloseMenu()} className={styles["item"]}>
      {icon}
      <span>{children}</span>
    </a>
  );
}
