import { X } from "lucide-react";
import { type ReactNode, useId } from "react";
import { text } from "../text/text.ts";
import { classes } from "./classes.ts";
import styles from "./Dialog.module.css";
import { IconButton } from "./IconButton.tsx";
import { Modal } from "./Modal.tsx";

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: string;
  readonly size?: "small" | "medium" | "large";
  readonly children: ReactNode;
}

/** A window over the page, with its title and the way out. On a phone it is the page. */
export function Dialog({ isOpen, onClose, title, description, size = "medium", children }: DialogProps) {
  const id = useId();
  if (!isOpen) return null;
  return (
    <Modal
      onClose={onClose}
      aria-labelledby={`${id}-title`}
      aria-describedby={description && `${id}-about`}
      className={classes(styles["popup"], styles[size])}
    >
      <div className={styles["header"]}>
        <h2 id={`${id}-title`} className={styles["title"]}>
          {title}
        </h2>
        <IconButton label={text.common.close} icon={<X size={18} />} tipSide="bottom" onClick={onClose} />
      </div>
      {description !== undefined && (
        <p id={`${id}-about`} className={styles["description"]}>
          {description}
        </p>
      )}
      <div data-body="" className={styles["body"]}>
        {children}
      </div>
    </Modal>
  );
}

/** The row of buttons at a dialog's end, what is done last and at the right. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className={styles["actions"]}>{children}</div>;
}
