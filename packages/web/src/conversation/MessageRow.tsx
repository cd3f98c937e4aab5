import type { ShownMessage } from "@parlance/client";
import { useMe } from "@parlance/client/react";
import { Ellipsis } from "lucide-react";
import { type FocusEvent, memo, type PointerEvent, useMemo, useState } from "react";
import { classes } from "../design/classes.ts";
import { useBlocked } from "../people/blocked.ts";
import { timeText } from "../text/dates.ts";
import { text } from "../text/text.ts";
import { useActiveRow } from "./active-row.ts";
import { BlockedBody, MessageBody } from "./MessageBody.tsx";
import { MessageGutter, MessageHead } from "./MessageHead.tsx";
import styles from "./MessageRow.module.css";
import { MessageToolbar } from "./MessageToolbar.tsx";
import { messageLine } from "./message-words.ts";
import { DayLine, NewLine } from "./RowLines.tsx";
import { ThreadMark } from "./SpokenOf.tsx";

export interface MessageRowProps {
  readonly message: ShownMessage;
  /** `thread`: beside others of its thread. `list`: among messages of other places, as pins and what was found. */
  readonly context?: "room" | "thread" | "list";
  /** With the author's face and name. */
  readonly isHead?: boolean;
  readonly isDayStart?: boolean;
  readonly isFirstNew?: boolean;
  readonly isThreadStart?: boolean;
  /** It was gone to. */
  readonly isMarked?: boolean;
}

/** A message with all that can be seen of it and done to it. */
export const MessageRow = memo(function MessageRow({ message, context = "room", isHead = true, ...row }: MessageRowProps) {
  const me = useMe();
  const [isShown, setShown] = useState(false);
  const isHidden = useBlocked().has(message.author.id) && !isShown;
  const { isActive, hold, ...pointed } = useRowPointing();
  const label = useLabel(message, isHidden);
  const hasTools = message.state === "sent" && message.deletedAt === undefined && !isHidden;
  return (
    <article tabIndex={-1} data-key={message.key} aria-label={label} className={styles["article"]} {...pointed}>
      {row.isDayStart === true && <DayLine at={message.at} />}
      {row.isFirstNew === true && <NewLine />}
      <div
        className={classes(
          styles["row"],
          isHead && styles["head"],
          !isHidden && callsMe(message, me?.id) && styles["callsMe"],
          row.isMarked === true && styles["marked"],
        )}
      >
        <MessageGutter message={message} isHead={isHead && !isHidden} />
        <div className={styles["body"]}>
          {isHead && !isHidden && <MessageHead message={message} />}
          {row.isThreadStart === true && context === "room" && message.thread !== undefined && (
            <ThreadMark roomId={message.roomId} messageId={message.thread} />
          )}
          {isHidden ? <BlockedBody onShow={() => setShown(true)} /> : <MessageBody message={message} />}
        </div>
        {hasTools && <TouchButton onPress={pointed.onPress} />}
        {hasTools && isActive && <MessageToolbar message={message} isInThread={context === "thread"} onHold={hold} />}
      </div>
    </article>
  );
});

function callsMe({ state, author, ...message }: ShownMessage, myId: string | undefined): boolean {
  if (state !== "sent" || myId === undefined || author.id === myId || !("mentions" in message)) return false;
  return message.mentions?.room === true || message.mentions?.userIds.includes(myId) === true;
}

function useLabel(message: ShownMessage, isHidden: boolean): string {
  return useMemo(() => {
    const said = isHidden ? text.conversation.blocked : messageLine(message);
    return text.conversation.rowLabel({ author: message.author.name, time: timeText(message.at), text: said });
  }, [message, isHidden]);
}

/** Where nothing hovers there is a button that brings the tools. */
function TouchButton({ onPress }: { readonly onPress: () => void }) {
  return (
    <button type="button" aria-label={text.conversation.actions} className={styles["touch"]} onClick={onPress}>
      <Ellipsis size={18} />
    </button>
  );
}

function useRowPointing() {
  const { isActive, enter, leave, hold } = useActiveRow();
  const handlers = useMemo(() => {
    const point = ({ pointerType }: PointerEvent): void => {
      if (pointerType === "mouse") enter();
    };
    return {
      // Rows that pass under the pointer while one scrolls are not entered: the list takes no pointer then. A pointer that rested where a menu
      // closed moves without entering.
      onPointerEnter: point,
      onPointerMove: point,
      onPointerLeave: ({ pointerType }: PointerEvent) => {
        if (pointerType === "mouse") leave();
      },
      onFocus: enter,
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
        if (!currentTarget.contains(relatedTarget)) leave();
      },
    };
  }, [enter, leave]);
  return { isActive, hold, onPress: enter, ...handlers };
}
