import type { ReactNode } from "react";
import styles from "./Notice.module.css";

interface NoticeProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  /** What can be done about it. */
  readonly action?: ReactNode;
}

/** What stands where there is nothing to show: nothing yet, nothing found, or something that failed. */
export function Notice({ icon, title, children, action }: NoticeProps) {
  return (
    <div className={styles["notice"]}>
      {icon !== undefined && <div className={styles["icon"]}>{icon}</div>}
      <h2 className={styles["title"]}>{title}</h2>
      {children !== undefined && <div className={styles["text"]}>{children}</div>}
      {action}
    </div>
  );
}
