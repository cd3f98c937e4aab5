import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes.ts";
import styles from "./IconButton.module.css";
import { Tip } from "./Tip.tsx";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  /** What it does: its accessible name, and its tip. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly size?: "medium" | "small";
  readonly isPressed?: boolean;
  readonly tipSide?: "top" | "bottom" | "left" | "right";
}

/** A button that is an icon (of lucide-react, 18 pixels unless there is a reason). */
export function IconButton({ label, icon, size = "medium", isPressed, tipSide = "top", className, ...rest }: IconButtonProps) {
  const button = (
    <button
      type="button"
      {...rest}
      aria-label={label}
      aria-pressed={isPressed}
      className={classes(styles["button"], styles[size], className)}
    >
      {icon}
    </button>
  );
  return (
    <Tip text={label} side={tipSide}>
      {button}
    </Tip>
  );
}
