import { useChat } from "@parlance/client/react";
import { Button } from "../design/Button.tsx";
import { signOut } from "../session/chat-session.ts";
import { text } from "../text/text.ts";
import styles from "./GuestNotice.module.css";

/** Why a guest cannot, and what to do about it. */
export function GuestNotice() {
  const chat = useChat();
  const { guestTitle, guestAbout, guestDo, guestWarning } = text.rooms;
  return (
    <div className={styles["notice"]}>
      <h3>{guestTitle}</h3>
      <p>{guestAbout}</p>
      <Button size="small" variant="primary" onClick={() => void signOut(chat)}>
        {guestDo}
      </Button>
      <p className={styles["warning"]}>{guestWarning}</p>
    </div>
  );
}
