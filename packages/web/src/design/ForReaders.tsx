import type { ReactNode } from "react";
import styles from "./ForReaders.module.css";

/** Words that only screen readers have. */
export function ForReaders({ children }: { readonly children: ReactNode }) {
  return <span className={styles["hidden"]}>{children}</span>;
}
