import { useMessages } from "@parlance/client/react";
import { text } from "../text/text.ts";
import styles from "./Conversation.module.css";

interface ConversationProps {
  readonly roomId: string;
  readonly messageId: number | undefined;
}

/** The room's history, newest at the bottom. */
export function Conversation({ roomId }: ConversationProps) {
  const { messages } = useMessages(roomId);
  return (
    <section aria-label={text.conversation.label(roomId)} className={styles["history"]}>
      {messages.map(({ key, author, text: words }) => (
        <p key={key}>
          {author.name}: {words}
        </p>
      ))}
    </section>
  );
}
