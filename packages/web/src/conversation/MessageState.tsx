import type { PendingMessage } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { CircleAlert, Clock } from "lucide-react";
import { Button } from "../design/Button.tsx";
import { text } from "../text/text.ts";
import styles from "./MessageState.module.css";

/** What becomes of a message that is not sent yet. */
export function MessageState({ message }: { readonly message: PendingMessage }) {
  const room = useChat().room(message.roomId);
  if (message.state !== "failed") {
    return (
      <p className={styles["waiting"]}>
        <Clock size={13} aria-hidden="true" />
        {message.state === "queued" ? text.conversation.queued : text.conversation.sending}
      </p>
    );
  }
  return (
    <div className={styles["failed"]}>
      <p className={styles["why"]}>
        <CircleAlert size={16} aria-hidden="true" />
        {text.conversation.notSent(text.errors(message.error))}
      </p>
      <Button size="small" onClick={() => room.retry(message.key)}>
        {text.common.retry}
      </Button>
      <Button size="small" variant="quiet" onClick={() => room.discard(message.key)}>
        {text.conversation.discard}
      </Button>
    </div>
  );
}
