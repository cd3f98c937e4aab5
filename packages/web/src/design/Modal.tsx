import { type MouseEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import { firstFocusIn } from "./first-focus.ts";

interface ModalProps {
  readonly onClose: () => void;
  readonly "aria-label"?: string;
  readonly "aria-labelledby"?: string;
  readonly "aria-describedby"?: string | undefined;
  readonly className: string;
  readonly children: ReactNode;
}

/**
 * The browser's own (HTML, "The dialog element"), open as long as it is drawn: what is behind cannot be reached, Escape and a press beside it
 * close it, and the focus goes back to where it was.
 */
export function Modal({ onClose, children, ...rest }: ModalProps) {
  const dialog = useShownDialog();
  const isBackdrop = useRef(false);
  return (
    <dialog
      {...rest}
      ref={dialog}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.key === "Escape" && event.stopPropagation()}
      // What began inside, as the marking of text does, is no press on what is behind.
      onMouseDown={(event) => {
        isBackdrop.current = isBehind(event);
      }}
      onClick={(event) => isBackdrop.current && isBehind(event) && onClose()}
    >
      {children}
    </dialog>
  );
}

function useShownDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (shown === null) return;
    shown.showModal();
    firstFocusIn(shown.querySelector<HTMLElement>("[data-body]") ?? shown)?.focus();
    return () => shown.close();
  }, []);
  return dialog;
}

/** The dialog's box is filled by its content: an event of its own, outside of that box, is of what is behind. */
function isBehind({ target, currentTarget, clientX, clientY }: MouseEvent<HTMLDialogElement>): boolean {
  if (target !== currentTarget) return false;
  const { left, right, top, bottom } = currentTarget.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
