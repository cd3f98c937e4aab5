import { Menu as Base } from "@base-ui/react/menu";
import type { ReactNode } from "react";
import styles from "./Menu.module.css";

interface MenuLinkProps {
  readonly icon?: ReactNode;
  readonly href: string;
  readonly children: ReactNode;
}

/** An entry of a menu that leads to another page. */
export function MenuLink({ icon, href, children }: MenuLinkProps) {
  return (
    <Base.LinkItem href={href} className={styles["item"]}>
      {icon}
      <span>{children}</span>
    </Base.LinkItem>
  );
}
