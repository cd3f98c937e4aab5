import { type ComponentProps, type KeyboardEvent, type ReactNode, useEffectEvent, useLayoutEffect, useRef } from "react";
import { type Anchor, keepBeside, type Place } from "./beside.ts";
import { classes } from "./classes.ts";
import styles from "./Popup.module.css";

interface PopupProps extends Omit<ComponentProps<"div">, "popover" | "ref">, Place {
  readonly anchor: Anchor;
  readonly onClose: () => void;
  /** Given what was made: what in it has the focus first. Undefined: itself. */
  readonly firstFocus: (popup: HTMLElement) => HTMLElement | null | undefined;
  readonly children: ReactNode;
}

/**
 * What is shown beside something while it is there, in the browser's top layer: the browser closes it for Escape and a press elsewhere, one
 * at a time but for those within each other, and gives the focus back. It is in the document where it is written, so Tab goes on from there.
 */
export function Popup({ anchor, side, align, onClose, firstFocus, className, onKeyDown, children, ...rest }: PopupProps) {
  const popup = useRef<HTMLDivElement>(null);
  const { element, point } = anchor;
  const focusFirst = useEffectEvent((made: HTMLElement) => (firstFocus(made) ?? made).focus({ preventScroll: true }));
  useLayoutEffect(() => {
    const made = popup.current;
    if (made === null) return;
    // The source is no "elsewhere": pressed again it decides for itself.
    made.showPopover({ source: element as HTMLElement });
    const stop = keepBeside({ element, ...(point && { point }) }, made, { side, align });
    focusFirst(made);
    return () => {
      stop();
      made.hidePopover();
    };
  }, [element, point, side, align]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is given
    <div
      {...rest}
      ref={popup}
      popover="auto"
      tabIndex={-1}
      onToggle={({ newState }) => newState === "closed" && onClose()}
      onBlur={({ currentTarget, relatedTarget }) => {
        const isInside = relatedTarget === null || currentTarget.contains(relatedTarget) || element.contains(relatedTarget);
        if (!isInside) onClose();
      }}
      onKeyDown={(event) => {
        stayInside(event);
        onKeyDown?.(event);
      }}
      className={classes(styles["popup"], className)}
    >
      {children}
    </div>
  );
}

/** Escape closes this, and not what it is in. */
function stayInside(event: KeyboardEvent): void {
  if (event.key === "Escape") event.stopPropagation();
}
