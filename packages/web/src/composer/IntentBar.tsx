import { Pencil, Reply, X } from "lucide-react";
import { useIntent } from "../conversation/intent.ts";
import { IconButton } from "../design/IconButton.tsx";
import { plainText } from "../markup/plain-text.ts";
import { text } from "../text/text.ts";
import styles from "./IntentBar.module.css";

/** What is answered, or changed, with the way back. */
export function IntentBar() {
  const { intent, become } = useIntent();
  if (intent.kind === "say") return null;
  const isReply = intent.kind === "reply";
  const about = isReply ? intent.to : intent.message;
  const snippet = about.deletedAt === undefined ? plainText(about.text) || about.file?.name : text.composer.deletedMessage;
  return (
    <div className={styles["bar"]}>
      {isReply ? <Reply size={16} aria-hidden="true" /> : <Pencil size={16} aria-hidden="true" />}
      <span className={styles["title"]}>{isReply ? text.composer.replyingTo(about.author.name) : text.composer.editing}</span>
      <span className={styles["snippet"]}>{isReply ? snippet : text.composer.editHint}</span>
      <IconButton
        size="small"
        label={isReply ? text.composer.cancelReply : text.composer.cancelEdit}
        icon={<X size={16} />}
        onClick={() => become({ kind: "say" })}
      />
    </div>
  );
}
