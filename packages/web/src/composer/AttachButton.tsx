import { Paperclip } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "../design/Button.tsx";
import { IconButton } from "../design/IconButton.tsx";
import { Popover } from "../design/Popover.tsx";
import { useLeaving } from "../session/Leave.tsx";
import { text } from "../text/text.ts";
import styles from "./Composer.module.css";

interface AttachButtonProps {
  readonly isGuest: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

export function AttachButton({ isGuest, onFiles }: AttachButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  if (isGuest) return <GuestsCannot />;
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-files=""
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // The same file may be chosen again.
          target.value = "";
        }}
      />
      <IconButton label={text.composer.attach} icon={<Paperclip size={18} />} onClick={() => input.current?.click()} />
    </>
  );
}

function GuestsCannot() {
  const [isOpen, setOpen] = useState(false);
  const { leave, dialog } = useLeaving(() => setOpen(false));
  return (
    <>
      <Popover
        label={text.composer.guestFiles}
        side="top"
        isOpen={isOpen}
        onOpenChange={setOpen}
        trigger={<IconButton label={text.composer.attach} icon={<Paperclip size={18} />} />}
      >
        <div className={styles["note"]}>
          <h2>{text.composer.guestFiles}</h2>
          <p>{text.composer.guestFilesHint}</p>
          <Button onClick={() => leave("to_account")}>{text.composer.createAccount}</Button>
        </div>
      </Popover>
      {dialog}
    </>
  );
}
