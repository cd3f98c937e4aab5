import styles from "./CountBadge.module.css";
import { classes } from "./classes.ts";
import { ForReaders } from "./ForReaders.tsx";

interface CountBadgeProps {
  readonly count: number;
  /** Read out in the place of the number. */
  readonly label: string;
  readonly isLoud?: boolean;
}

/** How many wait. Past 99 it does not matter any more. */
export function CountBadge({ count, label, isLoud = false }: CountBadgeProps) {
  if (count === 0) return null;
  return (
    <span className={classes(styles["badge"], isLoud && styles["loud"])}>
      <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
      <ForReaders>{label}</ForReaders>
    </span>
  );
}
