import { type ComponentProps, useLayoutEffect, useRef } from "react";
import { keepBeside, type Place } from "./beside.ts";
import { classes } from "./classes.ts";
import styles from "./FloatingTip.module.css";

interface FloatingTipProps extends Omit<ComponentProps<"div">, "popover" | "ref">, Place {
  readonly element: Element;
}

/** Above everything, beside an element; it takes no focus and closes nothing. */
export function FloatingTip({ element, side, align, className, ...rest }: FloatingTipProps) {
  const tip = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const made = tip.current;
    if (made === null) return;
    made.showPopover();
    const stop = keepBeside({ element }, made, { side, align });
    return () => {
      stop();
      made.hidePopover();
    };
  }, [element, side, align]);
  return <div {...rest} ref={tip} popover="manual" className={classes(styles["tip"], className)} />;
}
