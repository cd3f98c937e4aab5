import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { text } from "../text/text.ts";
import { classes } from "./classes.ts";
import styles from "./Dialog.module.css";
import { IconButton } from "./IconButton.tsx";

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: string;
  readonly size?: "small" | "medium" | "large";
  readonly children: ReactNode;
}

/** What one came for, if that is to write something. */
const firstField = "input:not([type=radio], [type=checkbox], [type=file]), textarea";
/** Else what one is likely to use; not the way out, whose tip would be shown, and would take the first press of Escape. */
const firstControl = "[data-first], select, button:not([tabindex='-1'])";

/** A window over the page; the focus stays in it, and goes back to where it was. On a phone it is the page. */
export function Dialog({ isOpen, onClose, title, description, size = "medium", children }: DialogProps) {
  const body = useRef<HTMLDivElement>(null);
  const find = (what: string) => body.current?.querySelector<HTMLElement>(what);
  return (
    <Base.Root open={isOpen} onOpenChange={(now) => now || onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles["backdrop"]} />
        <Base.Popup
          // On a touch screen the keyboard would cover what is there to be seen first.
          initialFocus={(how) => how === "touch" || (find(firstField) ?? find(firstControl) ?? true)}
          className={classes(styles["popup"], styles[size])}
        >
          <header className={styles["header"]}>
            <Base.Title className={styles["title"]}>{title}</Base.Title>
            <Base.Close render={<IconButton label={text.common.close} icon={<X size={18} />} tipSide="bottom" />} />
          </header>
          {description !== undefined && <Base.Description className={styles["description"]}>{description}</Base.Description>}
          <div ref={body} className={styles["body"]}>
            {children}
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** The row of buttons at a dialog's end, what is done last and at the right. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className={styles["actions"]}>{children}</div>;
}
