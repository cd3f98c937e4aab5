import type { ReactElement, ReactNode } from "react";
import { AnchoredPopover } from "./AnchoredPopover.tsx";
import type { Place } from "./beside.ts";
import { Triggered } from "./Triggered.tsx";

interface PopoverProps extends Partial<Place> {
  readonly trigger: ReactElement<Record<string, unknown>>;
  /** For screen readers: what it is. */
  readonly label: string;
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
  readonly children: ReactNode;
}

/** Something more about, or for, what was pressed. */
export function Popover({ trigger, isOpen, onOpenChange, children, ...rest }: PopoverProps) {
  return (
    <Triggered trigger={trigger} opens="dialog" isOpen={isOpen} onOpenChange={onOpenChange}>
      {({ anchor, turn }) => (
        <AnchoredPopover {...rest} anchor={anchor} isOpen onClose={() => turn(false)}>
          {children}
        </AnchoredPopover>
      )}
    </Triggered>
  );
}
