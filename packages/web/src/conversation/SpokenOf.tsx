import type { Message } from "@parlance/client";
import { CornerUpLeft, MessagesSquare } from "lucide-react";
import { usePanel } from "../app/panel.ts";
import { useBlocked } from "../people/blocked.ts";
import { text } from "../text/text.ts";
import { useJump } from "./jump.ts";
import { useKnownMessage } from "./known-messages.ts";
import { messageLine } from "./message-words.ts";
import styles from "./SpokenOf.module.css";

interface SpokenOfProps {
  readonly roomId: string;
  readonly messageId: number;
}

/** What a reply answers, on one line; pressing it goes there. As high before it is known as it is then. */
export function ReplyQuote({ roomId, messageId }: SpokenOfProps) {
  const message = useKnownMessage(roomId, messageId);
  const line = useLine(message);
  const jump = useJump(roomId);
  if (message === undefined) return <span className={styles["line"]} />;
  if (message === null) return <span className={styles["line"]}>{text.conversation.replyToUnknown}</span>;
  const { name } = message.author;
  return (
    <button
      type="button"
      aria-label={text.conversation.replyTo(name, line)}
      onClick={() => jump(messageId)}
      className={styles["line"]}
    >
      <CornerUpLeft size={14} />
      <span className={styles["name"]}>{name}</span>
      <span dir="auto" className={styles["words"]}>
        {line}
      </span>
    </button>
  );
}

/** That a message is in a thread, and which; pressing it opens it. */
export function ThreadMark({ roomId, messageId }: SpokenOfProps) {
  const line = useLine(useKnownMessage(roomId, messageId));
  const { open } = usePanel();
  return (
    <button type="button" onClick={() => open({ kind: "thread", messageId })} className={styles["line"]}>
      <MessagesSquare size={14} />
      <span className={styles["name"]}>{text.conversation.inThread}</span>
      <span dir="auto" className={styles["words"]}>
        {line}
      </span>
    </button>
  );
}

function useLine(message: Message | null | undefined): string {
  const blocked = useBlocked();
  if (!message) return "";
  return blocked.has(message.author.id) ? text.conversation.blocked : messageLine(message);
}
