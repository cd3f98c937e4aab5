import type { SentMessage } from "@parlance/client";
import { useMe, useRoom } from "@parlance/client/react";
import { Ellipsis, MessagesSquare, Reply } from "lucide-react";
import { usePanel } from "../app/panel.ts";
import { IconButton } from "../design/IconButton.tsx";
import { Menu } from "../design/Menu.tsx";
import { useBlocked } from "../people/blocked.ts";
import { text } from "../text/text.ts";
import { useIntent } from "./intent.ts";
import { MessageMenu } from "./MessageMenu.tsx";
import styles from "./MessageToolbar.module.css";
import { type MessageRights, messageRights } from "./message-rights.ts";
import { ReactButton } from "./ReactButton.tsx";

interface MessageToolbarProps {
  readonly message: SentMessage;
  readonly isInThread: boolean;
  /** A menu is open: the toolbar is to stay. */
  readonly onHold: (isOpen: boolean) => void;
}

/** At the row's corner, while it is pointed at or has the focus. */
export function MessageToolbar({ message, isInThread, onHold }: MessageToolbarProps) {
  const rights = useRights(message);
  const { become } = useIntent();
  const { open } = usePanel();
  return (
    <fieldset aria-label={text.conversation.actions} className={styles["toolbar"]}>
      {rights.mayReact && <ReactButton message={message} onOpenChange={onHold} />}
      {rights.mayReply && (
        <IconButton
          size="small"
          label={text.conversation.reply}
          icon={<Reply size={18} />}
          onClick={() => become({ kind: "reply", to: message })}
        />
      )}
      {rights.mayReply && !isInThread && (
        <IconButton
          size="small"
          label={text.conversation.thread}
          icon={<MessagesSquare size={18} />}
          onClick={() => open({ kind: "thread", messageId: message.thread ?? message.id })}
        />
      )}
      <Menu
        trigger={<IconButton size="small" label={text.conversation.more} icon={<Ellipsis size={18} />} />}
        onOpenChange={onHold}
      >
        <MessageMenu message={message} rights={rights} />
      </Menu>
    </fieldset>
  );
}

function useRights(message: SentMessage): MessageRights {
  const { room, role, isLive } = useRoom(message.roomId);
  return messageRights(message, { myId: useMe()?.id, room, role, isLive, blocked: useBlocked() });
}
