import type { ReactNode } from "react";
import type { Anchor } from "./beside.ts";
import { MenuPopup } from "./MenuPopup.tsx";

export type MenuAnchor = Anchor & { readonly element: HTMLElement };

interface AnchoredMenuProps {
  readonly anchor: MenuAnchor;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** What it is about, for screen readers. */
  readonly label: string;
  /** `MenuItem`s and `MenuSeparator`s. */
  readonly children: ReactNode;
}

/** One menu for many things: it opens at a button, or as a context menu where the pointer is. The focus goes back to where it was. */
export function AnchoredMenu({ isOpen, ...rest }: AnchoredMenuProps) {
  return isOpen ? <MenuPopup side="bottom" align="start" {...rest} /> : null;
}
