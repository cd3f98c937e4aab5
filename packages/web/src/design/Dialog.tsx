import { X } from "lucide-react";
import { type MouseEvent, type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { text } from "../text/text.ts";
import { classes } from "./classes.ts";
import styles from "./Dialog.module.css";
import { firstFocusIn } from "./first-focus.ts";
import { IconButton } from "./IconButton.tsx";

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: string;
  readonly size?: "small" | "medium" | "large";
  readonly children: ReactNode;
}

/** A window over the page. On a phone it is the page. */
export function Dialog({ isOpen, ...rest }: DialogProps) {
  return isOpen ? <OpenDialog {...rest} /> : null;
}

/** The browser's own (HTML, "The dialog element"): what is behind cannot be reached, Escape closes it, and the focus goes back to where it was. */
function OpenDialog({ onClose, title, description, size = "medium", children }: Omit<DialogProps, "isOpen">) {
  const id = useId();
  const dialog = useShownDialog();
  const isBackdrop = useRef(false);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={description && `${id}-about`}
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
      className={classes(styles["popup"], styles[size])}
    >
      <header className={styles["header"]}>
        <h2 id={`${id}-title`} className={styles["title"]}>
          {title}
        </h2>
        <IconButton label={text.common.close} icon={<X size={18} />} tipSide="bottom" onClick={onClose} />
      </header>
      {description !== undefined && (
        <p id={`${id}-about`} className={styles["description"]}>
          {description}
        </p>
      )}
      <div data-dialog-body="" className={styles["body"]}>
        {children}
      </div>
    </dialog>
  );
}

function useShownDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (shown === null) return;
    shown.showModal();
    const body = shown.querySelector<HTMLElement>("[data-dialog-body]");
    const first = body && firstFocusIn(body);
    first?.focus();
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

/** The row of buttons at a dialog's end, what is done last and at the right. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className={styles["actions"]}>{children}</div>;
}
