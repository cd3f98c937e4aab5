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
    let stop = (): void => undefined;
    // Not at once: it may be asked for by the focus that a closing menu gives back, and nothing is shown while the browser closes another.
    const soon = setTimeout(() => {
      made.showPopover();
      stop = keepBeside({ element }, made, { side, align });
    });
    return () => {
      clearTimeout(soon);
      stop();
      made.hidePopover();
    };
  }, [element, side, align]);
  return <div {...rest} ref={tip} popover="manual" className={classes(styles["tip"], className)} />;
}
