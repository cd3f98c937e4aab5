import type { Message } from "@parlance/client";
import type { MouseEvent, ReactNode } from "react";
import { places } from "../app/places.ts";
import { useJump } from "./jump.ts";
import styles from "./MessageLink.module.css";
import { PanelMessage } from "./PanelMessage.tsx";

interface MessageLinkProps {
  readonly message: Message;
  /** In the place of its text. */
  readonly children?: ReactNode;
  readonly isShownAnyway?: boolean;
}

/** A message that leads to where it was said. It is a link, so that it can be copied and opened in a tab of its own. */
export function MessageLink({ message, isShownAnyway = false, children }: MessageLinkProps) {
  const jump = useJump();
  const press = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    jump(message);
  };
  return (
    <a href={places.message(message.roomId, message.id)} onClick={press} className={styles["link"]}>
      <PanelMessage message={{ ...message, state: "sent", key: String(message.id) }} isShownAnyway={isShownAnyway}>
        {children}
      </PanelMessage>
    </a>
  );
}
