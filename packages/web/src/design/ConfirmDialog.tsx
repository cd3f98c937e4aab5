import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { reasonOf } from "../text/errors.ts";
import { text } from "../text/text.ts";
import { Button } from "./Button.tsx";
import styles from "./ConfirmDialog.module.css";
import { Dialog, DialogActions } from "./Dialog.tsx";

interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What it means. */
  readonly about: string;
  /** What is done, as the button says it. */
  readonly confirm: string;
  readonly isDangerous?: boolean;
  /** Closes when it is done; what refuses it is told here. */
  readonly onConfirm: () => Promise<unknown>;
  /** By the error's reason: where the usual words say too little. */
  readonly refused?: Readonly<Record<string, string>>;
  readonly children?: ReactNode;
}

/** Asks before something that others feel, or that is not taken back easily. */
export function ConfirmDialog({ isOpen, onClose, title, about, children, ...rest }: ConfirmDialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={title} description={about} size="small">
      <Asked onClose={onClose} {...rest}>
        {children}
      </Asked>
    </Dialog>
  );
}

type AskedProps = Omit<ConfirmDialogProps, "isOpen" | "title" | "about">;

/** In the dialog, which forgets it when it is closed: what was refused before is not told again. */
function Asked({ onClose, confirm, isDangerous = false, onConfirm, refused, children }: AskedProps) {
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const alive = useIsThere();
  const done = async (): Promise<void> => {
    setBusy(true);
    try {
      await onConfirm();
      onClose();
    } catch (failure) {
      if (alive()) setError(refused?.[reasonOf(failure)] ?? text.errors(failure));
    }
    if (alive()) setBusy(false);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void done();
  };
  return (
    <form onSubmit={submit}>
      {children}
      <div role="alert" className={styles["error"]}>
        {error}
      </div>
      <DialogActions>
        <Button onClick={onClose}>{text.common.cancel}</Button>
        <Button type="submit" variant={isDangerous ? "danger" : "primary"} isBusy={isBusy}>
          {confirm}
        </Button>
      </DialogActions>
    </form>
  );
}

function useIsThere(): () => boolean {
  const [there] = useState(() => ({ is: true }));
  useEffect(() => {
    there.is = true;
    return () => {
      there.is = false;
    };
  }, [there]);
  return () => there.is;
}
