import { Button } from "../design/Button.tsx";
import { useLeaving } from "../session/Leave.tsx";
import { text } from "../text/text.ts";
import styles from "./GuestNotice.module.css";

/** Why a guest cannot, and what to do about it. */
export function GuestNotice() {
  const { leave, dialog } = useLeaving();
  const { guestTitle, guestAbout, guestDo } = text.rooms;
  return (
    <div className={styles["notice"]}>
      <h3>{guestTitle}</h3>
      <p>{guestAbout}</p>
      <Button size="small" variant="primary" onClick={() => leave("to_account")}>
        {guestDo}
      </Button>
      {dialog}
    </div>
  );
}
