import { cloneElement, type MouseEvent, type ReactElement, type ReactNode, useState } from "react";

/** What a trigger is given: a button that hands its props on. */
type Trigger = ReactElement<Record<string, unknown>>;

export interface Opening {
  readonly anchor: HTMLElement | null;
  readonly isOpen: boolean;
  readonly turn: (isOpen: boolean) => void;
}

interface TriggeredProps {
  readonly trigger: Trigger;
  readonly opens: "dialog" | "menu";
  readonly isOpen?: boolean | undefined;
  readonly onOpenChange?: ((isOpen: boolean) => void) | undefined;
  /** What is opened; drawn only while it is. */
  readonly children: (opening: Opening & { readonly anchor: HTMLElement }) => ReactNode;
}

/** A button, and beside it in the document what it opens and closes. */
export function Triggered({ trigger, opens, isOpen: given, onOpenChange, children }: TriggeredProps) {
  const [own, setOwn] = useState(false);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const isOpen = given ?? own;
  const turn = (now: boolean): void => {
    setOwn(now);
    onOpenChange?.(now);
  };
  const button = cloneElement(trigger, {
    ref: setAnchor,
    "aria-haspopup": opens,
    "aria-expanded": isOpen,
    "data-popup-open": isOpen || undefined,
    onClick: (event: MouseEvent) => {
      (trigger.props["onClick"] as ((event: MouseEvent) => void) | undefined)?.(event);
      turn(!isOpen);
    },
  });
  return (
    <>
      {button}
      {isOpen && anchor !== null && children({ anchor, isOpen, turn })}
    </>
  );
}
