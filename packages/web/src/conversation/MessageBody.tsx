import type { SentMessage, ShownMessage } from "@parlance/client";
import { Ban, Pin } from "lucide-react";
import { Button } from "../design/Button.tsx";
import { classes } from "../design/classes.ts";
import { MessageFile } from "../files/MessageFile.tsx";
import { Markup } from "../markup/Markup.tsx";
import { momentText } from "../text/dates.ts";
import { text } from "../text/text.ts";
import { dialogs } from "./dialogs.ts";
import styles from "./MessageBody.module.css";
import { MessageState } from "./MessageState.tsx";
import { Reactions } from "./Reactions.tsx";
import { ReplyQuote } from "./SpokenOf.tsx";

/** What was said, and what became of it. */
export function MessageBody({ message }: { readonly message: ShownMessage }) {
  if (message.state === "sent" && message.deletedAt !== undefined) {
    return <p className={styles["deleted"]}>{text.conversation.deleted}</p>;
  }
  const isSent = message.state === "sent";
  return (
    <>
      {message.replyTo !== undefined && <ReplyQuote roomId={message.roomId} messageId={message.replyTo} />}
      {isSent && message.pinnedAt !== undefined && (
        <p className={styles["pinned"]}>
          <Pin size={13} aria-hidden="true" />
          {text.conversation.pinned}
        </p>
      )}
      {message.text !== "" && (
        <div className={classes(!isSent && styles["pending"])}>
          <Markup text={message.text} mentions={isSent ? message.mentions : undefined} />
        </div>
      )}
      {message.file !== undefined && (
        <MessageFile file={message.file} onOpen={(file) => dialogs.set({ kind: "picture", file })} />
      )}
      {isSent && message.editedAt !== undefined && <EditedMark message={message} editedAt={message.editedAt} />}
      {isSent ? <Reactions message={message} /> : <MessageState message={message} />}
    </>
  );
}

function EditedMark({ message, editedAt }: { readonly message: SentMessage; readonly editedAt: number }) {
  return (
    <button
      type="button"
      title={text.conversation.editedAt(momentText(editedAt))}
      onClick={() => dialogs.set({ kind: "versions", message })}
      className={styles["edited"]}
    >
      {text.conversation.edited}
    </button>
  );
}

/** In the place of what somebody said whom the person does not want to hear. */
export function BlockedBody({ onShow }: { readonly onShow: () => void }) {
  return (
    <p className={styles["blocked"]}>
      <Ban size={14} aria-hidden="true" />
      {text.conversation.blocked}
      <Button size="small" variant="quiet" onClick={onShow}>
        {text.conversation.show}
      </Button>
    </p>
  );
}
