import { useMe } from "@parlance/client/react";
import { NotebookPen } from "lucide-react";
import { useState } from "react";
import { Dialog } from "../design/Dialog.tsx";
import { say } from "../design/Toasts.tsx";
import { useOpenDirect } from "../people/open-direct.ts";
import { PeoplePicker } from "../people/PeoplePicker.tsx";
import { reasonOf } from "../text/errors.ts";
import { text } from "../text/text.ts";
import { GuestNotice } from "./GuestNotice.tsx";
import styles from "./NewDirectDialog.module.css";

const words = text.people;

interface NewDirectDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** A conversation with one other person, or with oneself. */
export function NewDirectDialog({ isOpen, onClose }: NewDirectDialogProps) {
  const me = useMe();
  const openDirect = useOpenDirect();
  const [isBusy, setBusy] = useState(false);
  const open = async (userId: string): Promise<void> => {
    setBusy(true);
    try {
      await openDirect(userId);
      onClose();
    } catch (error) {
      say(words.directRefused[reasonOf(error)] ?? text.errors(error), { isError: true });
    }
    setBusy(false);
  };
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={words.direct} description={words.directAbout}>
      {me?.kind === "account" ? (
        <PeoplePicker isBusy={isBusy} onPick={({ id }) => void open(id)}>
          <button type="button" disabled={isBusy} onClick={() => void open(me.id)} className={styles["notes"]}>
            <span className={styles["icon"]}>
              <NotebookPen size={18} />
            </span>
            <span>
              <span className={styles["name"]}>{words.notes}</span>
              <span className={styles["about"]}>{words.notesAbout}</span>
            </span>
          </button>
        </PeoplePicker>
      ) : (
        <GuestNotice />
      )}
    </Dialog>
  );
}
