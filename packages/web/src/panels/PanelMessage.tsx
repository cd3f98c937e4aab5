import type { SentMessage, ShownMessage } from "@parlance/client";
import { memo, type ReactNode } from "react";
import { classes } from "../design/classes.ts";
import { plainLines } from "../markup/plain-text.ts";
import { useBlocked } from "../people/blocked.ts";
import { PersonAvatar } from "../people/PersonAvatar.tsx";
import { momentText, shortMomentText } from "../text/dates.ts";
import { text } from "../text/text.ts";
import styles from "./PanelMessage.module.css";

interface PanelMessageProps {
  readonly message: ShownMessage | SentMessage;
  /** In the place of its text. */
  readonly children?: ReactNode;
  /** To those who keep order it is shown all the same. */
  readonly isShownAnyway?: boolean;
}

/** A message away from its conversation: who, when, what. */
export const PanelMessage = memo(function PanelMessage({ message, isShownAnyway = false, children }: PanelMessageProps) {
  const isHidden = useBlocked().has(message.author.id) && !isShownAnyway;
  const { author, at, state, file } = message;
  return (
    <div className={classes(styles["message"], state === "failed" && styles["failed"])}>
      <PersonAvatar person={author} />
      <div className={styles["said"]}>
        <p className={styles["head"]}>
          <span className={styles["name"]}>{author.name}</span>
          <time dateTime={new Date(at).toISOString()} title={momentText(at)} className={styles["time"]}>
            {shortMomentText(at, Date.now())}
          </time>
        </p>
        {isHidden ? (
          <p className={styles["note"]}>{text.conversation.blocked}</p>
        ) : (
          (children ?? <MessageWords message={message} />)
        )}
        {file !== undefined && !isHidden && <p className={styles["note"]}>{text.panels.file(file.name)}</p>}
        {state !== "sent" && <p className={styles["note"]}>{state === "failed" ? text.panels.notSent : text.panels.sending}</p>}
      </div>
    </div>
  );
});

export function MessageWords({ message }: { readonly message: ShownMessage }) {
  if (message.state === "sent" && message.deletedAt !== undefined) return <p className={styles["note"]}>{text.panels.deleted}</p>;
  return <p className={styles["words"]}>{plainLines(message.text)}</p>;
}
