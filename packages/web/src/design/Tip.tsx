import { Tooltip } from "@base-ui/react/tooltip";
import type { ReactElement } from "react";
import styles from "./Tip.module.css";

/** Once around the page: when one tip was shown the next ones come at once. */
export const TipProvider = Tooltip.Provider;

interface TipProps {
  /** Also the accessible name of what it is about, which must be set there: a tip is for eyes. */
  readonly text: string;
  readonly side?: "top" | "bottom" | "left" | "right";
  readonly children: ReactElement<Record<string, unknown>>;
}

/** A few words beside what is pointed at or has the focus. */
export function Tip({ text, side = "top", children }: TipProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner side={side} sideOffset={6} className={styles["positioner"]}>
          <Tooltip.Popup aria-hidden="true" className={styles["tip"]}>
            {text}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
