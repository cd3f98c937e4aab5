import { useChat } from "@parlance/client/react";
import { Paperclip } from "lucide-react";
import { useRef } from "react";
import { Button } from "../design/Button.tsx";
import { IconButton } from "../design/IconButton.tsx";
import { Popover } from "../design/Popover.tsx";
import { signOut } from "../session/chat-session.ts";
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
  const chat = useChat();
  return (
    <Popover
      label={text.composer.guestFiles}
      side="top"
      trigger={<IconButton label={text.composer.attach} icon={<Paperclip size={18} />} />}
    >
      <div className={styles["note"]}>
        <h3>{text.composer.guestFiles}</h3>
        <p>{text.composer.guestFilesHint}</p>
        <Button onClick={() => void signOut(chat)}>{text.composer.createAccount}</Button>
      </div>
    </Popover>
  );
}
