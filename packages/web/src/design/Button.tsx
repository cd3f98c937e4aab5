import type { ComponentProps, ReactNode } from "react";
import styles from "./Button.module.css";
import { classes } from "./classes.ts";

export interface ButtonProps extends ComponentProps<"button"> {
  readonly variant?: "primary" | "plain" | "quiet" | "danger";
  readonly size?: "medium" | "small";
  readonly icon?: ReactNode;
  /** Waiting for an answer: it cannot be pressed again until then. */
  readonly isBusy?: boolean;
}

/** A button with words. One `primary` a view at most. */
export function Button({ variant = "plain", size = "medium", icon, isBusy = false, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={isBusy || undefined}
      disabled={rest.disabled === true || isBusy}
      className={classes(styles["button"], styles[variant], styles[size], className)}
    >
      {icon}
      <span className={styles["label"]}>{children}</span>
    </button>
  );
}
